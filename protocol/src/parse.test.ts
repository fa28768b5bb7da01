import { describe, expect, test } from "vitest";
import type { Envelope } from "./envelope.ts";
import { limits } from "./limits.ts";
import {
  byteLength,
  checkEnvelope,
  checkFrame,
  checkPacket,
  checkShape,
  type Parsed,
  parseJson,
  parsePacket,
} from "./parse.ts";
import { TeeUp } from "./stream.ts";
import { epochMs, Pen, phoneId, Sender, sessionId, watchId } from "./testing/index.ts";

const sentenceOf = (parsed: Parsed<unknown>) =>
  parsed.ok ? "taken" : `${parsed.rejection.code}: ${parsed.rejection.sentence}`;
const packet = () => new Sender(watchId).events(new Pen(watchId).weight("squat.1", 100));

describe("reading a text", () => {
  test("[PKT-2] what is passed on is the very object that was parsed, unknown keys and all", () => {
    const json = { ...packet(), battery: { level: 0.5 } };
    const checked = checkPacket(json);
    expect(checked.ok && checked.value).toBe(json);
  });

  test("[BND-1] too large is said in bytes, before anything is read", () => {
    expect(sentenceOf(parseJson("é".repeat(200_000)))).toBe("too_large: the text has 400000 bytes; 262144 are allowed");
    expect(sentenceOf(parseJson("x".repeat(11), 10))).toBe("too_large: the text has 11 bytes; 10 are allowed");
    expect(sentenceOf(parseJson(`"${"é".repeat(4)}"`, 10))).toBe("taken");
  });

  test("[ERR-2] not JSON: the sentence shows how it begins", () => {
    expect(sentenceOf(parseJson("<html>"))).toBe('bad_json: the text that begins "<html>" is not JSON');
    expect(sentenceOf(parsePacket(""))).toBe('bad_json: the text that begins "" is not JSON');
    expect(sentenceOf(parseJson(`a${"\u0301".repeat(90_000)}`))).toBe(
      `bad_json: the text that begins "a${"\u0301".repeat(39)}" is not JSON`,
    );
    expect(sentenceOf(parseJson("\u{1f3cb}".repeat(41)))).toContain(`"${"\u{1f3cb}".repeat(40)}"`);
  });

  test("[ERR-2] [BND-2] out of bounds: the sentence names the place", () => {
    const at = (x: unknown) => sentenceOf(parseJson(JSON.stringify({ a: [0, { x }] })));
    expect(at(0.001)).toBe("bad_shape: /a/1/x is 0.001; a number is an integer or has at most two decimal places");
    expect(at("a".repeat(4_097))).toBe("bad_shape: /a/1/x has 4097 characters; 4096 are allowed");
    expect(at("\ud800")).toBe("bad_shape: /a/1/x holds half of a surrogate pair, which is not Unicode text");
    expect(at(new Array(5_001).fill(0))).toBe("bad_shape: /a/1/x has 5001 items; 5000 are allowed");
    expect(at({ "kind\ud800": 1 })).toContain('has the key "kind\ufffd"; a key is 1 to 200');
    expect(at({ é: 1 })).toBe('bad_shape: /a/1/x has the key "é"; a key is 1 to 200 printable ASCII characters');
    expect(at(Object.fromEntries(Array.from({ length: 5_001 }, (_, i) => [`k${i}`, 0])))).toBe(
      "bad_shape: /a/1/x has 5001 keys; 5000 are allowed",
    );
    expect(sentenceOf(parseJson("0.001"))).toMatch(/^bad_shape: the value is 0.001/);
  });

  test("[BND-1] sixteen levels are taken, seventeen refused", () => {
    expect(parseJson("[".repeat(16) + "]".repeat(16)).ok).toBe(true);
    expect(sentenceOf(parseJson("[".repeat(17) + "]".repeat(17)))).toMatch(
      /^too_deep: \/0\/0.* is nested deeper than 16 levels$/,
    );
  });

  test("[BND-2] only the body of a frame may be long, wherever a frame can stand", () => {
    const long = "x".repeat(5_000);
    for (const json of [{ body: long }, { frame: { body: long } }, { frames: [{ body: "" }, { body: long }] }]) {
      expect(parseJson(JSON.stringify(json)).ok).toBe(true);
    }
    for (const json of [
      { bodies: long },
      { frames: [{ sendId: long }] },
      { frame: { frame: { body: long } } },
      { entries: [{ body: long }] },
    ]) {
      expect(sentenceOf(parseJson(JSON.stringify(json)))).toContain("5000 characters");
    }
  });

  test("[BND-2] something else out of bounds is found though a long body was met first", () => {
    expect(sentenceOf(parseJson(JSON.stringify({ body: "x".repeat(5_000), n: 0.001 })))).toContain("/n is 0.001");
  });

  test("[ENV-7] a parsed __proto__ reaches no prototype", () => {
    expect(parseJson('{"__proto__":{"polluted":true}}').ok).toBe(false);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe("judging a packet", () => {
  test("[ENV-2] another version is refused whatever else is wrong with it", () => {
    expect(sentenceOf(parsePacket('{"v":2}'))).toBe(
      "unsupported_version: the packet is of version 2; this build understands version 1",
    );
    expect(sentenceOf(parsePacket('{"v":"1"}'))).toMatch(/^bad_shape: /);
  });

  test("[ERR-2] a bad event is explained by the schema of its own kind, at its own place", () => {
    const bad = {
      ...packet(),
      events: [packet().events[0], { ...packet().events[0], payload: { setId: "squat.1", weight: -1 } }],
    };
    expect(sentenceOf(checkPacket(bad))).toBe(
      "bad_shape: /events/1/payload/weight: Too small: expected number to be >=0",
    );
    const unknown = { ...packet(), events: [{ ...packet().events[0], eventType: "Bad Name" }] };
    expect(sentenceOf(checkPacket(unknown))).toBe("bad_shape: /events/0/eventType: an event type is snake_case");
  });

  test.each([null, [], 5, "x", true, {}])("[RCV-1] %j is not a packet, and does not throw", (json) => {
    expect(checkPacket(json)).toMatchObject({ ok: false, rejection: { code: "bad_shape" } });
  });

  test("[REG-3] registers are judged by name in writes, in a snapshot and in a hello, and the sentence says where", () => {
    const writes = { ...packet().events[0], writes: { tempo: 1, status: "archived" } } as unknown as Envelope;
    expect(sentenceOf(checkPacket(new Sender(watchId).events(writes)))).toMatch(
      /^bad_shape: \/events\/0\/writes\/status: /,
    );
    const cells = { mood: [1, watchId, {}], rest: [1, watchId, { durationMs: 1 }] } as never;
    const standing = { sessionId, revision: 1, digest: "0".repeat(16) };
    expect(sentenceOf(checkPacket(new Sender(watchId).snapshot({ ...standing, registers: cells })))).toMatch(
      /^bad_shape: \/sessions\/0\/registers\/rest\/2/,
    );
    expect(sentenceOf(checkPacket(new Sender(watchId).hello({ ...standing, health: cells })))).toMatch(
      /^bad_shape: \/sessions\/0\/health\/rest\/2/,
    );
  });
});

describe("judging what is about to be made", () => {
  test("[ACT-6] an own event passes the bounds, the schema and the registers that a receiver would judge it by", () => {
    const pen = new Pen();
    expect(checkEnvelope(pen.weight("squat.1", 100)).ok).toBe(true);
    expect(sentenceOf(checkEnvelope(pen.weight("squat.1", 100.125)))).toContain("at most two decimal places");
    expect(sentenceOf(checkEnvelope(pen.weight("Squat", 100)))).toContain("/payload/setId");
    expect(sentenceOf(checkEnvelope({ ...pen.discarded(), writes: { meta: 5 } } as never))).toContain("/writes/meta");
  });
});

describe("judging frames and messages", () => {
  const frame = {
    observer: { deviceId: phoneId, role: "phone" },
    bootId: "b",
    traceSeq: 1,
    observedAt: epochMs,
    monotonicMs: 0,
    direction: "sent",
    sizeBytes: 2,
    body: "no packet at all",
  };

  test("[TEE-1] a frame is judged, its body is not looked into", () => {
    expect(checkFrame(frame).ok).toBe(true);
    expect(sentenceOf(checkFrame({ ...frame, traceSeq: 0 }))).toMatch(/^bad_shape: \/traceSeq: /);
  });

  test("[ERR-2] any message is judged by its schema, with the same sentences", () => {
    expect(checkShape(TeeUp, { type: "frames", frames: [frame] }).ok).toBe(true);
    expect(sentenceOf(checkShape(TeeUp, { type: "frames", frames: [{ ...frame, body: 5 }] }))).toMatch(
      /^bad_shape: \/frames\/0\/body: /,
    );
    expect(sentenceOf(checkShape(TeeUp, 7))).toMatch(/^bad_shape: the value: /);
  });
});

test("[LNK-2] bytes are those of UTF-8", () => {
  const encoder = new TextEncoder();
  for (const text of ["", "abc", "é", "臥", "🏋️‍♀️", "a\u07ff\u0800\uffff\u{10ffff}z", '{"x":"Übung"}']) {
    expect(byteLength(text)).toBe(encoder.encode(text).length);
  }
  expect(limits.messageBytes).toBe(byteLength("x".repeat(65_536)));
});
