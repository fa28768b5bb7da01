import { errorRegistry } from "@lighty/protocol";
import { Listener } from "@lighty/protocol/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { mostRooms } from "../src/gateway/rooms.ts";
import { type OpenRelay, openRelay } from "./open-relay.ts";
import { controlToken, pairDevice } from "./pair.ts";
import { joinedLine, roomHello, roomLine, roomLink, Wire, watchHello } from "./room.ts";

let relay: OpenRelay;
beforeEach(async () => {
  relay = await openRelay({ controlToken, helloTimeoutMs: 150 });
});
afterEach(() => relay.close());

/** Whatever a bad device did, two good ones find a room. */
async function expectAlive(): Promise<void> {
  const wire = new Wire();
  const links = [
    roomLink(wire, relay.host, "phone", { room: "after" }),
    roomLink(wire, relay.host, "watch", { room: "after" }),
  ];
  const [phone, watch] = links.map((link) => new Listener(link).launch()) as [Listener, Listener];
  await wire.until(() => phone.isReachable && watch.isReachable);
  phone.send("message", "hi");
  await wire.until(() => watch.texts("message").includes("hi"));
  for (const link of links) link.deactivate();
}

test("a socket into a room needs the scope publish, our own host and no foreign page", async () => {
  const strangers: [string, Parameters<typeof roomLine>[1], string][] = [
    ["no token", { token: null }, "401"],
    ["a wrong token", { token: "guess" }, "401"],
    ["the control token", { token: controlToken }, "403"],
    ["a foreign page", { headers: { origin: "http://evil.example" } }, "403"],
    ["the null origin", { headers: { origin: "null" } }, "403"],
    ["a rebound name", { headers: { host: "evil.example" } }, "403"],
  ];
  for (const [who, options, status] of strangers) {
    await expect(roomLine(relay.host, options).opened(), who).rejects.toThrow(`refused with ${status}`);
  }
  const page = roomLine(relay.host, { headers: { origin: `http://${relay.host}` } });
  await page.opened();
  await page.close();
});

const nested = "[".repeat(50_000) + "]".repeat(50_000);
const send = { type: "send", channel: "message", sendId: "m1", body: "hi" };
const refused: [what: string, text: string | Buffer, code: keyof typeof errorRegistry][] = [
  ["not JSON", "hello?", "bad_json"],
  ["a message of no known type", '{"type":"shout"}', "bad_shape"],
  ["a second hello", JSON.stringify(roomHello), "bad_shape"],
  ["a channel that is none", JSON.stringify({ ...send, channel: "pigeon" }), "bad_shape"],
  ["a body that is no text", JSON.stringify({ ...send, body: { a: 1 } }), "bad_shape"],
  ["half of a surrogate pair", JSON.stringify({ ...send, body: "\ud800" }), "bad_shape"],
  ["a body beyond every channel", JSON.stringify({ ...send, body: "x".repeat(300_000) }), "bad_shape"],
  ["2 MB", JSON.stringify({ ...send, body: "x".repeat(2_000_000) }), "too_large"],
  ["deep nesting", `{"type":"ping","deep":${nested}}`, "too_deep"],
  ["a prototype key", '{"type":"ping","__proto__":{"admin":true}}', "bad_shape"],
  [
    "more cancels than there can be transfers",
    JSON.stringify({ type: "cancel", sendIds: Array(300).fill("a") }),
    "bad_shape",
  ],
  ["binary", Buffer.from([1, 2, 3]), "bad_shape"],
];

for (const [what, text, code] of refused) {
  test(`[ERR-2] ${what}: ${code}, closed with ${errorRegistry[code].close}, and rooms go on`, async () => {
    const line = await joinedLine(relay.host);
    line.socket.send(text);
    expect((await line.next("error")).code).toBe(code);
    expect(await line.whenClosed()).toEqual({ code: errorRegistry[code].close, reason: code });
    await expectAlive();
  });
}

test("[ROOM-2] a hello comes first, in time, and of a version that is known", async () => {
  const eager = await roomLine(relay.host).opened();
  eager.say(send);
  expect((await eager.next("error")).code).toBe("hello_expected");
  const silent = await roomLine(relay.host).opened();
  expect((await silent.next("error")).code).toBe("hello_timeout");
  for (const wrong of [{ v: 2 }, { room: "No Room" }, { deviceId: "x" }, { role: "tablet" }]) {
    const line = await roomLine(relay.host).opened();
    line.say({ ...roomHello, ...wrong });
    expect((await line.next("error")).code).toBe("bad_shape");
    await line.whenClosed();
  }
});

test("a device's own token joins as that device alone, and one that is revoked is out of its room at once", async () => {
  const device = await pairDevice(relay);
  const own = async () => ({ token: null, headers: { authorization: await device.authorization() } });
  const liar = await roomLine(relay.host, await own()).opened();
  liar.say({ ...roomHello, deviceId: "phone0002" });
  expect((await liar.next("error")).code).toBe("foreign_observer");

  const line = await roomLine(relay.host, await own()).opened();
  line.say(roomHello);
  await line.next("joined");
  const revoke = await relay.app.inject({
    method: "POST",
    url: "/api/v1/devices/phone0001/revoke",
    headers: { host: relay.host, authorization: `Bearer ${controlToken}` },
    payload: {},
  });
  expect(revoke.statusCode).toBe(204);
  expect((await line.next("error")).code).toBe("unauthorized");
  await line.whenClosed();
});

test("a device that is revoked between its socket and its hello does not join", async () => {
  const device = await pairDevice(relay);
  const line = await roomLine(relay.host, { token: null, headers: { authorization: await device.authorization() } });
  await line.opened();
  relay.gateway.register.revoke("phone0001", 1);
  line.say(roomHello);
  expect(await line.next("error")).toMatchObject({ code: "unauthorized", sentence: "phone0001 was revoked" });
  expect(relay.gateway.rooms.all()).toEqual([]);
});

test("over a line that others can hear no device joins a room, not even a paired one", async () => {
  const device = await pairDevice(relay);
  const knock = async (remoteAddress: string) => {
    const headers = { host: relay.host, authorization: await device.authorization() };
    return (await relay.app.inject({ url: "/v1/link", headers, remoteAddress })).json().error.code;
  };
  expect(await knock("192.168.1.20")).toBe("clear_line");
  expect(await knock("127.0.0.1")).toBe("bad_shape");
});

test("[ROOM-6] what a device may leave in a room is bounded: 7015 for a transfer, 7014 for a message", async () => {
  const phone = await joinedLine(relay.host);
  const body = "x".repeat(60_000);
  for (let i = 0; i < 100; i++) phone.say({ type: "send", channel: "userInfo", sendId: `u${i}`, body });
  const first = await phone.next("sent");
  expect(first).toEqual({ type: "sent", sendId: "u69", errorCode: 7015 });
  phone.say({ type: "send", channel: "message", sendId: "m1", body });
  for (let sent = await phone.next("sent"); sent.sendId !== "m1"; ) sent = await phone.next("sent");
  expect(phone.heard.at(-1)).toEqual({ type: "sent", sendId: "m1", errorCode: 7014 });

  const many = await joinedLine(relay.host, watchHello);
  for (let i = 0; i < 300; i++) many.say({ type: "send", channel: "userInfo", sendId: `w${i}`, body: "x" });
  const full = await many.next("sent");
  expect(full.errorCode === undefined || full.errorCode === 7015).toBe(true);
  await Promise.all([phone.close(), many.close()]);
});

test("[ROOM-6] a device that does not say what it heard gets no more than the room holds, and the rest when it does", async () => {
  const post = { method: "POST", url: "/api/v1/rooms/gym/weather" } as const;
  const headers = { host: relay.host, authorization: `Bearer ${controlToken}` };
  await relay.app.inject({ ...post, headers, payload: { channels: { userInfo: { latencyMs: [0, 0] } } } });
  const phone = await joinedLine(relay.host);
  const watch = await joinedLine(relay.host, watchHello);
  const body = "x".repeat(60_000);
  for (let i = 0; i < 75; i++) {
    phone.say({ type: "send", channel: "userInfo", sendId: `u${i}`, body: `${i} ${body}` });
    await phone.next("queued");
  }
  const held = () => relay.app.inject({ url: "/api/v1/rooms/gym", headers }).then((answer) => answer.json().devices[0]);
  watch.say({ type: "ping" });
  await watch.next("pong");
  expect((await held()).queued).toBeGreaterThan(0);
  await watch.close();
  const back = await joinedLine(relay.host, watchHello);
  for (let i = 0; i < 75; i++) {
    const { n, body: came } = await back.next("received");
    expect(came.startsWith(`${i} `)).toBe(true);
    back.say({ type: "heard", n });
  }
  await Promise.all([phone.close(), back.close()]);
});

test("rooms are bounded, too: an empty one makes way, one in use does not", async () => {
  const lines = [];
  for (let i = 0; i < mostRooms; i++) lines.push(await joinedLine(relay.host, { ...roomHello, room: `room${i}` }));
  const late = await roomLine(relay.host).opened();
  late.say(roomHello);
  expect((await late.next("error")).code).toBe("too_many_rooms");
  await lines[3]?.close();
  await expectAlive();
  await Promise.all(lines.map((line) => line.close()));
});
