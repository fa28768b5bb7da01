import { gzipSync } from "node:zlib";
import type { Frame } from "@lighty/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildFrame } from "./build.ts";
import { framesMessage, welcomedTee } from "./line.ts";
import { type OpenRelay, openRelay, token } from "./open-relay.ts";
import { pairDevice } from "./pair.ts";

let relay: OpenRelay;
beforeEach(async () => {
  relay = await openRelay();
});
afterEach(() => relay.close());

const lines = (...frames: (Frame | string)[]) =>
  frames.map((frame) => (typeof frame === "string" ? frame : JSON.stringify(frame))).join("\n");
const send = (payload: string | Buffer, headers: Record<string, string> = {}) =>
  relay.app.inject({
    method: "POST",
    url: "/v1/ingest",
    headers: {
      host: relay.host,
      authorization: `Bearer ${token}`,
      "content-type": "application/x-ndjson",
      ...headers,
    },
    payload,
  });
const watch = { deviceId: "watch0001", role: "watch" } as const;

test("[TEE-10] lines land as frames of a socket do, once however often they come, and each is answered", async () => {
  const bad = JSON.stringify({ ...buildFrame({ traceSeq: 3 }), observedAt: "noon" });
  const body = `${lines(buildFrame(), "", "{nope", bad, buildFrame({ traceSeq: 4 }))}\r\n`;
  const answer = await send(body);
  expect(answer.json()).toEqual({
    acked: [{ deviceId: "phone0001", bootId: "boot-1", traceSeq: 4 }],
    lines: [
      { line: 1, is: "held" },
      { line: 3, is: "refused", code: "bad_json", sentence: expect.any(String) },
      { line: 4, is: "set_aside", code: "bad_shape", sentence: expect.stringContaining("observedAt") },
      { line: 5, is: "held" },
    ],
  });
  expect((await send(body)).json().acked).toEqual(answer.json().acked);
  const line = await welcomedTee(relay.host);
  line.say(framesMessage(buildFrame(), buildFrame({ traceSeq: 4 }), buildFrame({ traceSeq: 5 })));
  await line.next("ack");
  await line.close();
  expect(relay.log.head).toBe(3);
  expect(relay.log.quarantined).toBe(1);
});

test("[TEE-10] a trace file of an older boot lands after frames of a newer one, and fills a hole", async () => {
  await send(lines(buildFrame({ bootId: "boot-2" })));
  await send(lines(buildFrame({ traceSeq: 5 })));
  const late = await send(lines(...[1, 2, 3, 4, 5].map((traceSeq) => buildFrame({ traceSeq }))));
  expect(late.json().acked).toEqual([{ deviceId: "phone0001", bootId: "boot-1", traceSeq: 5 }]);
  expect(relay.log.head).toBe(6);
});

test("[TEE-7] a phone brings its watch's frames, once it has said so, and nobody else's", async () => {
  const phone = await pairDevice(relay);
  const own = async (more = {}) => ({ authorization: await phone.authorization(), ...more });
  const ofWatch = lines(buildFrame({ observer: watch }));
  const refused = await send(lines(buildFrame(), ofWatch), await own());
  expect([refused.statusCode, refused.json().error.code]).toEqual([403, "foreign_observer"]);
  expect(relay.log.head).toBe(0);
  const brought = await send(ofWatch, await own({ "lighty-speaks-for": "watch0001" }));
  expect(brought.json().acked).toMatchObject([{ deviceId: "watch0001" }]);
  expect((await send(ofWatch, await own())).statusCode).toBe(200);
  for (const wrong of ["My Watch", "a,b", Array.from({ length: 9 }, (_, i) => `watch000${i}`).join(",")])
    expect((await send(ofWatch, await own({ "lighty-speaks-for": wrong }))).statusCode, wrong).toBe(400);
});

test("gzip is opened as far as a body may go: a bomb, a wrong name and a broken one are refused", async () => {
  const body = lines(buildFrame());
  expect((await send(gzipSync(body), { "content-encoding": "gzip" })).json().lines).toEqual([{ line: 1, is: "held" }]);
  expect((await send(gzipSync(body), { "content-encoding": "GZIP" })).statusCode).toBe(200);
  const cases: [Buffer, string, number, string][] = [
    [gzipSync(Buffer.alloc(10_000_000, " ")), "gzip", 413, "too_large"],
    [gzipSync(Buffer.alloc(1_048_577, " ")), "gzip", 413, "too_large"],
    [Buffer.from(body), "gzip", 400, "bad_shape"],
    [gzipSync(body).subarray(0, 40), "gzip", 400, "bad_shape"],
    [gzipSync(body), "br", 400, "bad_shape"],
    [Buffer.alloc(1_048_577, " "), "identity", 413, "too_large"],
  ];
  for (const [payload, encoding, status, code] of cases) {
    const answer = await send(payload, { "content-encoding": encoding });
    expect([answer.statusCode, answer.json().error?.code], `${encoding} ${payload.length}`).toEqual([status, code]);
  }
});

test("[TEE-10] an honest trace file packs to less than a twentieth, and lands all the same", async () => {
  const frames = Array.from({ length: 2_000 }, (_, i) =>
    buildFrame({ traceSeq: i + 1, observedAt: 1_767_632_400_000 + i * 731, monotonicMs: i * 731 }),
  );
  const file = lines(...frames);
  const packed = gzipSync(file);
  expect(packed.length * 20).toBeLessThan(file.length);
  const answer = await send(packed, { "content-encoding": "gzip" });
  expect(answer.json().acked).toEqual([{ deviceId: "phone0001", bootId: "boot-1", traceSeq: 2_000 }]);
});

test("[TEE-2] a body that is not UTF-8 is refused whole: what was kept of it would not be what was sent", async () => {
  const bent = Buffer.from(lines(buildFrame(), buildFrame({ traceSeq: 2, body: "fair £" })));
  bent[bent.indexOf("£")] = 0xff;
  for (const [payload, more] of [
    [bent, {}],
    [gzipSync(bent), { "content-encoding": "gzip" }],
  ] as const) {
    const { error } = (await send(payload, more)).json();
    expect(error).toEqual({ code: "bad_json", sentence: "the body is not UTF-8" });
  }
  expect(relay.log.head).toBe(0);
  // A mark of the order of bytes, as editors on Windows set it, is no part of the first frame.
  expect((await send(`\ufeff${lines(buildFrame())}`)).json().lines).toEqual([{ line: 1, is: "held" }]);
  expect((await relay.log.read({ limit: 1 })).entries[0]?.text).toBe(lines(buildFrame()));
});

test("it needs the scope, its content type, and no more frames than a window holds", async () => {
  expect((await send("{}", { authorization: "Bearer no" })).statusCode).toBe(401);
  expect((await send("{}", { "content-type": "application/json" })).statusCode).toBe(400);
  const many = Array.from({ length: 4_097 }, () => "{}").join("\n");
  expect((await send(many)).json().error.code).toBe("window_exceeded");
  expect((await send("")).json()).toEqual({ acked: [], lines: [] });
});
