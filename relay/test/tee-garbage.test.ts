import { errorRegistry } from "@lighty/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildFrame } from "./build.ts";
import { framesMessage, hello, teeLine, welcomedTee } from "./line.ts";
import { type OpenRelay, openRelay } from "./open-relay.ts";

let relay: OpenRelay;
beforeEach(async () => {
  relay = await openRelay({ helloTimeoutMs: 100 });
});
afterEach(() => relay.close());

const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

/** A good device beside the bad one: whatever that one sends, this one's frames land. */
async function expectAlive(): Promise<void> {
  const before = relay.log.head;
  const good = await welcomedTee(relay.host, { deviceId: "watch0001", role: "watch" } as never);
  const observer = { deviceId: "watch0001", role: "watch" } as const;
  good.say(framesMessage(buildFrame({ observer, bootId: `after-${before}` })));
  expect((await good.next("ack")).acked).toHaveLength(1);
  expect(relay.log.head).toBe(before + 1);
  await good.close();
}

const refused: [what: string, text: string | Buffer, code: keyof typeof errorRegistry][] = [
  ["not JSON", "hello?", "bad_json"],
  ["half a message", '{"type":"frames","frames":[{"observer":', "bad_json"],
  ["a frame that is not JSON", '{"type":"frames","frames":[{"a":nope}]}', "bad_json"],
  ["a frame above 256 KiB that is not JSON", `{"type":"frames","frames":[{"a":${"nope".repeat(70_000)}}]}`, "bad_json"],
  ["JSON that is no message", "[1,2,3]", "bad_shape"],
  ["a message of no known type", '{"type":"shout"}', "bad_shape"],
  ["frames without any", '{"type":"frames","frames":[]}', "bad_shape"],
  ["frames that are no list", '{"type":"frames","frames":{"0":1}}', "bad_shape"],
  ["a second hello", JSON.stringify(hello), "bad_shape"],
  ["a ping without a time", '{"type":"ping"}', "bad_shape"],
  ["10 MB", `{"type":"frames","frames":["${"x".repeat(10_000_000)}"]}`, "too_large"],
  ["deep nesting around the frames", `{"type":"ping","sentAt":1,"deep":${nested(100_000)}}`, "too_deep"],
  ["a prototype key", '{"type":"ping","sentAt":1,"__proto__":{"admin":true}}', "bad_shape"],
  ["binary", Buffer.from([1, 2, 3]), "bad_shape"],
];

for (const [what, text, code] of refused) {
  test(`[ERR-2] ${what}: ${code}, closed with ${errorRegistry[code].close}, and the relay goes on`, async () => {
    const line = await welcomedTee(relay.host);
    line.socket.send(text);
    const error = await line.next("error");
    expect(error.code).toBe(code);
    expect(error.sentence.length).toBeGreaterThan(10);
    expect(await line.whenClosed()).toEqual({ code: errorRegistry[code].close, reason: code });
    await expectAlive();
  });
}

test("[ERR-2] bytes that are not UTF-8: bad_json", async () => {
  const line = await welcomedTee(relay.host);
  line.socket.send(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), { binary: false });
  expect((await line.next("error")).code).toBe("bad_json");
  expect((await line.whenClosed()).code).toBe(4000);
  await expectAlive();
});

test("[ENV-2] a hello of an unknown version: unsupported_version, and it says which is known", async () => {
  for (const v of [2, 0, "1", null]) {
    const line = await teeLine(relay.host).opened();
    line.say({ ...hello, v });
    expect(await line.next("error")).toMatchObject({
      code: "unsupported_version",
      sentence: expect.stringContaining("version 1"),
    });
    expect((await line.whenClosed()).code).toBe(4002);
  }
  await expectAlive();
});

test("[TEE-4] frames before hello: hello_expected; no hello in time: hello_timeout", async () => {
  const eager = await teeLine(relay.host).opened();
  eager.say(framesMessage(buildFrame()));
  expect((await eager.next("error")).code).toBe("hello_expected");
  expect((await eager.whenClosed()).code).toBe(4012);
  const silent = await teeLine(relay.host).opened();
  expect((await silent.next("error")).code).toBe("hello_timeout");
  expect((await silent.whenClosed()).code).toBe(4013);
  expect(relay.log.head).toBe(0);
});

const setAside: [what: string, frame: string, code: string][] = [
  ["wrong types", JSON.stringify({ ...buildFrame({ traceSeq: 2 }), observedAt: "noon" }), "bad_shape"],
  ["a missing body", JSON.stringify({ ...buildFrame({ traceSeq: 2 }), body: undefined }), "bad_shape"],
  ["an unknown direction", JSON.stringify({ ...buildFrame({ traceSeq: 2 }), direction: "sideways" }), "bad_shape"],
  [
    "deep nesting",
    JSON.stringify({ ...buildFrame({ traceSeq: 2 }), x: 0 }).replace('"x":0', `"x":${nested(50_000)}`),
    "too_deep",
  ],
  ["more than 256 KiB in all", JSON.stringify(buildFrame({ traceSeq: 2, body: '"'.repeat(140_000) })), "too_large"],
  ["a string above 4 KiB", JSON.stringify({ ...buildFrame({ traceSeq: 2 }), x: "x".repeat(4_097) }), "bad_shape"],
  ["a list above 5,000", JSON.stringify({ ...buildFrame({ traceSeq: 2 }), x: Array(5_001).fill(1) }), "bad_shape"],
  [
    "a prototype key",
    JSON.stringify({ ...buildFrame({ traceSeq: 2 }), x: 0 }).replace('"x"', '"__proto__"'),
    "bad_shape",
  ],
  [
    "an endless number",
    JSON.stringify({ ...buildFrame({ traceSeq: 2 }), x: 0 }).replace('"x":0', '"x":1e999'),
    "bad_shape",
  ],
];

for (const [what, bad, code] of setAside) {
  test(`[TEE-1] a frame with ${what} is set aside and said so; the rest of the message lands, and the device goes on`, async () => {
    const line = await welcomedTee(relay.host);
    line.say(
      `{"type":"frames","frames":[${JSON.stringify(buildFrame())},${bad},${JSON.stringify(buildFrame({ traceSeq: 3 }))}]}`,
    );
    expect((await line.next("error")).code).toBe(code);
    expect((await line.next("ack")).acked).toEqual([{ deviceId: "phone0001", bootId: "boot-1", traceSeq: 3 }]);
    expect(await traceSeqs(relay)).toEqual([1, 3]);
    expect(relay.log.quarantined).toBe(1);
    line.say(framesMessage(buildFrame({ traceSeq: 4 })));
    await line.next("ack");
    expect(await traceSeqs(relay)).toEqual([1, 3, 4]);
    await line.close();
  });
}

test("each limit says which one it is and what was found there", async () => {
  const line = await welcomedTee(relay.host);
  const large = JSON.stringify(buildFrame({ body: '"'.repeat(140_000) }));
  const long = JSON.stringify({ ...buildFrame({ traceSeq: 2 }), x: "x".repeat(4_097) });
  const many = JSON.stringify({ ...buildFrame({ traceSeq: 3 }), x: Array(5_001).fill(1) });
  const deep = JSON.stringify({ ...buildFrame({ traceSeq: 4 }), x: 0 }).replace('"x":0', `"x":${nested(17)}`);
  line.say(`{"type":"frames","frames":[${[large, long, many, deep].join(",")}]}`);
  for (const said of [
    `the text has ${large.length} bytes; 262144 are allowed`,
    "/x has 4097 characters; 4096 are allowed",
    "/x has 5001 items; 5000 are allowed",
    /nested deeper than 16 levels/,
  ]) {
    const { sentence } = await line.next("error");
    if (typeof said === "string") expect(sentence).toBe(`a frame was set aside: ${said}`);
    else expect(sentence).toMatch(said);
  }
  await line.close();
});

test("a set-aside frame that ends a message is acknowledged, or its device would send it for ever", async () => {
  const line = await welcomedTee(relay.host);
  line.say(framesMessage({ ...buildFrame(), observedAt: -1 }));
  expect((await line.next("ack")).acked).toEqual([{ deviceId: "phone0001", bootId: "boot-1", traceSeq: 1 }]);
  await line.close();
});

test("a frame without a readable key is set aside without stopping the others", async () => {
  const line = await welcomedTee(relay.host);
  line.say('{"type":"frames","frames":[null,1,"x",[],{"observer":{"deviceId":"UPPER"},"traceSeq":1}]}');
  for (let i = 0; i < 5; i++) expect((await line.next("error")).code).toBe("bad_shape");
  line.say({ type: "ping", sentAt: 5 });
  expect(await line.next("pong")).toMatchObject({ pingSentAt: 5 });
  expect(relay.log.quarantined).toBe(5);
  await line.close();
});

test("[TEE-2] a body with revision 3,000,000,000, or any other poison, is evidence: it lands as it is", async () => {
  const line = await welcomedTee(relay.host);
  const event = {
    v: 1,
    sessionId: "s1",
    eventId: "e1",
    deviceId: "watch0001",
    seq: 1,
    revision: 3_000_000_000,
    timestamp: 1,
  };
  const packet = { v: 1, kind: "events", deviceId: "watch0001", role: "watch", have: {} };
  const bodies = [
    JSON.stringify({ ...packet, events: [{ ...event, eventType: "session_discarded", payload: {} }] }),
    '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
    nested(10_000),
    "\u0000 not JSON at all",
    '{"kind":"snapshot","sessions":[{"sessionId":"constructor","registers":{}}],"have":{"constructor":{}}}',
  ];
  const frames = bodies.map((body, i) =>
    buildFrame({ traceSeq: i + 1, direction: "received", transport: "message", body }),
  );
  line.say(framesMessage(...frames));
  expect((await line.next("ack")).acked[0]?.traceSeq).toBe(bodies.length);
  const { entries } = await relay.log.read({ after: 0, limit: 10 });
  expect(entries.map(({ frame }) => frame.body)).toEqual(bodies);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  await expectAlive();
  await line.close();
});

test("[TEE-5] more unacknowledged frames than the window: window_exceeded", async () => {
  const line = await welcomedTee(relay.host);
  const frames = Array.from({ length: 4_097 }, (_, i) => buildFrame({ traceSeq: i + 1, body: "{}" }));
  line.say(framesMessage(...frames));
  expect((await line.next("error")).code).toBe("window_exceeded");
  expect((await line.whenClosed()).code).toBe(4015);
  await expectAlive();
});

async function traceSeqs({ log }: OpenRelay): Promise<number[]> {
  return (await log.read({ after: 0, limit: 100 })).entries.map(({ frame }) => frame.traceSeq);
}
