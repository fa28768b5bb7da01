import { connect } from "node:net";
import { errorCodes } from "@lighty/protocol";
import { RoomDown } from "@lighty/protocol/room";
import { Random } from "@lighty/protocol/sim";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DeviceRegister } from "../src/gateway/device-register.ts";
import { LinkSession } from "../src/gateway/link-session.ts";
import { Rooms } from "../src/gateway/rooms.ts";
import { grant } from "../src/gateway/scope.ts";
import { Speaker } from "../src/gateway/speaker.ts";
import { TeeSession } from "../src/gateway/tee-session.ts";
import { Ingest } from "../src/ingest/ingest.ts";
import { MemoryLog } from "../src/log/memory-log.ts";
import { buildFrame } from "./build.ts";
import { framesMessage, hello, welcomedTee } from "./line.ts";
import { type OpenRelay, openRelay, token } from "./open-relay.ts";
import { controlToken } from "./pair.ts";
import { roomHello, watchHello } from "./room.ts";

/*
 * Together 100,000 handshakes, messages and bodies, each a good one that has gone wrong somewhere. Whatever comes, the answer is in the
 * registry's words, nothing is thrown, nothing is polluted, and the relay goes on.
 */
const handshakes = 40_000;
const rawHandshakes = 400;
const messages = 30_000;
const roomMessages = 10_000;
const bodies = 20_000;

let relay: OpenRelay;
beforeEach(async () => {
  relay = await openRelay({ controlToken, wrongTokens: Number.POSITIVE_INFINITY });
});
afterEach(async () => {
  const good = await welcomedTee(relay.host, { deviceId: "watch0001", role: "watch" } as never);
  good.say(framesMessage(buildFrame({ observer: { deviceId: "watch0001", role: "watch" }, bootId: "after-all" })));
  expect((await good.next("ack")).acked).toHaveLength(1);
  await good.close();
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  await relay.close();
});

const pieces = [
  ...[
    "",
    "\0",
    "\r\n",
    "\n",
    " ",
    ",",
    ";",
    "=",
    ".",
    "..",
    "/",
    "//",
    "\\",
    "%",
    "%00",
    "%2e%2e%2f",
    "?",
    "#",
    "@",
    ":",
  ],
  ...["[", "]", "{", "}", '"', "'", "null", "true", "-1", "1e999", "9".repeat(400), "__proto__", "constructor"],
  ...[
    '"__proto__":{"polluted":true},',
    '{"polluted":true}',
    "[".repeat(2_000),
    "𐀀",
    "\ud800",
    "\u202e",
    "é",
    "x".repeat(5_000),
  ],
  ...["Bearer ", "Lighty ", "localhost", "evil.example", "127.0.0.1", "[::1]", token, "websocket", "chunked", "gzip"],
];

/** A text with up to three pieces cut out, doubled or replaced. */
function mutate(random: Random, text: string): string {
  let mutant = text;
  for (let n = random.int(1, 3); n > 0; n--) {
    const at = random.int(0, mutant.length);
    const length = random.chance(0.5) ? 0 : random.int(1, 12);
    mutant = mutant.slice(0, at) + random.pick(pieces) + mutant.slice(at + length);
  }
  return mutant;
}

/** The first answer on a socket that sends these bytes and no more: its status line and body; empty when it is let go without a word. */
function firstAnswer(port: number, bytes: Buffer): Promise<{ status: string; body: string }> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let heard = "";
    const settle = () => {
      socket.destroy();
      const [head = "", body = ""] = heard.split(/\r\n\r\n(.*)/s, 2);
      resolve({ status: head.split("\r\n")[0] ?? "", body });
    };
    socket.on("error", () => {});
    socket.on("close", settle);
    socket.on("data", (data) => {
      heard += data;
      const head = heard.indexOf("\r\n\r\n");
      if (head < 0) return;
      const length = Number(/^content-length: (\d+)/im.exec(heard.slice(0, head))?.[1] ?? 0);
      if (Buffer.byteLength(heard) >= head + 4 + length) settle();
    });
    socket.end(bytes);
  });
}

async function inTens(count: number, run: (i: number) => Promise<void>): Promise<void> {
  for (let i = 0; i < count; i += 10) await Promise.all(Array.from({ length: 10 }, (_, k) => run(i + k)));
}

function expectWords(statusCode: number, body: string, what: unknown): void {
  if (statusCode < 400) return;
  const { error } = JSON.parse(body) as { error?: { code: string; sentence: string } };
  if (error === undefined || !errorCodes.includes(error.code as never) || error.code === "internal") {
    throw new Error(`${statusCode} ${body} for ${JSON.stringify(what)}`);
  }
}

test(`${handshakes} mutated handshakes: answered in the registry's words, none upgraded that should not be`, async () => {
  const random = new Random("handshakes");
  const good: Record<string, string> = {
    host: relay.host,
    authorization: `Bearer ${token}`,
    origin: `http://${relay.host}`,
    cookie: `${relay.gateway.access.cookieName}=guess`,
    connection: "upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    "sec-websocket-protocol":
      "lighty, lighty.phone0001.nonce-nonce-nonce-1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  };
  const paths = [
    "/v1/tee",
    "/v1/link",
    "/api/v1/rooms/gym",
    "/api/v1/live",
    "/api/v1/sessions",
    "/api/v1/devices",
    "/v1/challenge",
    "/healthz",
    "/",
  ];
  await inTens(handshakes, async () => {
    const headers = { ...good };
    for (let n = random.int(1, 3); n > 0; n--) {
      const name = random.pick(Object.keys(good));
      if (random.chance(0.2)) delete headers[name];
      else headers[name] = mutate(random, good[name] as string);
    }
    if (random.chance(0.3)) delete headers.authorization;
    const url = random.chance(0.3)
      ? `${random.pick(paths)}?${encodeURIComponent(Buffer.from(mutate(random, "after=1")).toString())}`
      : random.pick(paths);
    const answer = await relay.app.inject({ url, headers });
    // Where a host is missing, inject makes it localhost.
    const { host = "localhost:80", origin } = headers;
    const isOurs = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i.test(host);
    if (answer.statusCode < 400 && !(isOurs && (origin === undefined || origin === `http://${host.toLowerCase()}`))) {
      throw new Error(`let in: ${JSON.stringify({ host, origin })}`);
    }
    // Of all that is not an error's JSON only the page may come: it says that it is not built.
    if (!(answer.statusCode === 503 && answer.body.startsWith("<!doctype html>")))
      expectWords(answer.statusCode, answer.body, { url, headers });
  });
});

test(`${rawHandshakes} mutated handshakes over real sockets: each is upgraded, answered in the registry's words, or let go`, async () => {
  const random = new Random("raw");
  const answers = new Map<string, number>();
  const good = `GET /v1/tee HTTP/1.1\r\nHost: ${relay.host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer ${token}\r\n\r\n`;
  await inTens(rawHandshakes, async () => {
    const sent = [Buffer.from(mutate(random, good)), Buffer.from(mutate(random, "\x81\x85abcdefghi"), "latin1")];
    const answer = await firstAnswer(relay.port, Buffer.concat(sent));
    const { status, body } = answer;
    answers.set(status, (answers.get(status) ?? 0) + 1);
    if (status === "") return;
    if (!/^HTTP\/1\.1 (101|[2-5]\d\d) /.test(status)) throw new Error(`${status} for ${sent}`);
    const statusCode = Number(status.slice(9, 12));
    if (statusCode !== 503 || !body.startsWith("<!doctype html>")) expectWords(statusCode, body, String(sent));
  });
  // Each kind of end has been there.
  expect([...answers.keys()].map((status) => status.slice(9, 12))).toEqual(
    expect.arrayContaining(["101", "400", "401"]),
  );
});

test(`${messages} mutated messages of a device: answered in the protocol's words, and the next device goes on`, async () => {
  const random = new Random("messages");
  const speaker = new Speaker(
    grant("header", ["publish"], { deviceId: "phone0001", ended: () => null }),
    new DeviceRegister(null),
    false,
  );
  const anyone = new Speaker(grant("header", ["publish"]), new DeviceRegister(null), false);
  const texts = [
    hello,
    framesMessage(...[1, 2].map((traceSeq) => buildFrame({ traceSeq }))),
    { type: "ping", sentAt: 5 },
    { type: "clock", sentAt: 1, receivedAt: 2, answeredAt: 3, backAt: 4 },
  ].map((message) => JSON.stringify(message));
  const log = new MemoryLog("memorylog000");
  const ingest = new Ingest(log, { now: () => 1, later: (run) => queueMicrotask(run) });
  let closed = 0;
  for (let i = 0; i < messages; ) {
    let isOpen = true;
    const session = new TeeSession(ingest, log, random.chance(0.3) ? speaker : anyone, {
      say: () => {},
      close: ({ code }) => {
        if (!errorCodes.includes(code)) throw new Error(code);
        isOpen = false;
        closed += 1;
      },
      pause: () => {},
      greeted: () => {},
      welcomed: () => {},
      clock: () => {},
      now: () => 1,
    });
    if (random.chance(0.9)) await session.hear(Buffer.from(JSON.stringify(hello)));
    for (let n = 0; n < 20 && isOpen && i < messages; n++, i++) {
      await session.hear(Buffer.from(mutate(random, random.pick(texts))));
    }
    i += isOpen ? 0 : 1;
  }
  expect(closed).toBeGreaterThan(1_000);
});

test(`${roomMessages} mutated messages of devices in rooms: answered in the protocol's words, and the room goes on`, async () => {
  const random = new Random("rooms");
  const rooms = new Rooms(() => 1);
  const texts = [
    { ...roomHello, heard: { life: "a", n: 5 } },
    watchHello,
    { type: "send", channel: "message", sendId: "m1", body: '{"kind":"hello"}' },
    { type: "send", channel: "userInfo", sendId: "u1", body: "x".repeat(3_000) },
    { type: "send", channel: "applicationContext", sendId: "c1", body: "state" },
    { type: "cancel", sendIds: ["u1"] },
    { type: "heard", n: 1 },
    { type: "ping" },
  ].map((message) => JSON.stringify(message));
  let closed = 0;
  for (let i = 0; i < roomMessages; ) {
    let isOpen = true;
    const session = new LinkSession(
      rooms,
      { deviceId: random.chance(0.3) ? "phone0001" : null, isReplay: random.chance(0.1), ended: () => null },
      {
        say: (message) => {
          if (!RoomDown.safeParse(message).success) throw new Error(JSON.stringify(message));
        },
        close: ({ code }) => {
          if (!errorCodes.includes(code)) throw new Error(code);
          isOpen = false;
          closed += 1;
        },
        joined: () => {},
      },
    );
    if (random.chance(0.9)) session.hear(random.pick(texts.slice(0, 2)));
    for (let n = 0; n < 20 && isOpen && i < roomMessages; n++, i++) {
      session.hear(random.chance(0.3) ? random.pick(texts) : mutate(random, random.pick(texts)));
    }
    i += isOpen ? 0 : 1;
    session.end();
    // Time enough for what is on its way to arrive, or to find nobody.
    if (i % 50 === 0) await new Promise(setImmediate);
  }
  expect(closed).toBeGreaterThan(500);
  rooms.end();
});

test(`${bodies} mutated bodies: refused or taken, never a fault of the relay's own`, async () => {
  const random = new Random("bodies");
  const nonce = "nonce-nonce-nonce-nonce-nonce-nonce-1234";
  const proof = "A".repeat(43);
  const pair = { deviceId: "phone0001", role: "phone", nonce, deviceNonce: nonce, proof };
  const roomWeather = JSON.stringify({
    seed: "a",
    channels: { message: { loss: 0.1, latencyMs: [0, 5] } },
    outages: [{ from: 0, to: 5 }],
    lies: [{ device: "phone", reachable: true }],
    mute: ["hello"],
  });
  const doors = [
    [
      "/v1/ingest",
      "application/x-ndjson",
      [1, 2].map((traceSeq) => JSON.stringify(buildFrame({ traceSeq }))).join("\n"),
    ],
    ["/api/v1/login", "application/json", JSON.stringify({ token: "guess" })],
    ["/v1/pair", "application/json", JSON.stringify(pair)],
    ["/api/v1/pairing", "application/json", "{}"],
    ["/api/v1/devices/phone0001/revoke", "application/json", "{}"],
    ["/api/v1/rooms/gym/weather", "application/json", roomWeather],
    ["/api/v1/rooms/gym/watch/act", "application/json", '{"act":"edit_set","setId":"a","weight":100}'],
    ["/api/v1/rooms/gym/watch/leave", "application/json", "{}"],
  ] as const;
  await inTens(bodies, async () => {
    const [url, type, body] = random.pick(doors);
    const payload = mutate(random, body);
    const answer = await relay.app.inject({
      method: "POST",
      url,
      headers: {
        host: relay.host,
        authorization: `Bearer ${url.startsWith("/api") ? controlToken : token}`,
        "content-type": random.chance(0.05) ? mutate(random, type) : type,
        ...(random.chance(0.05) ? { "content-encoding": random.pick(["gzip", "br", "identity", "\0"]) } : {}),
      },
      payload,
    });
    if (answer.statusCode >= 500) throw new Error(`${answer.statusCode} ${url} ${payload.slice(0, 200)}`);
    expectWords(answer.statusCode, answer.body, [url, payload.slice(0, 200)]);
  });
});
