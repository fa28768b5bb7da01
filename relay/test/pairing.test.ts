import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { proofOf } from "@lighty/protocol/pairing";
import { patienceMs } from "@lighty/protocol/testing";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { buildFrame } from "./build.ts";
import { framesMessage, hello, type Line, teeLine, welcomedTee } from "./line.ts";
import { type OpenRelay, openRelay, temporaryFolder } from "./open-relay.ts";
import { challenge, controlToken, type PairedDevice, pairDevice } from "./pair.ts";
import { roomHello, roomLine } from "./room.ts";

const folder = temporaryFolder();
let relay: OpenRelay;
beforeEach(async () => {
  relay = await openRelay({ log: folder.path, controlToken });
});
afterEach(async () => {
  await relay.close();
  folder.remove();
});

const control = { authorization: `Bearer ${controlToken}` };
const post = (url: string, payload: object, headers: Record<string, string> = control) =>
  relay.app.inject({ method: "POST", url, headers: { host: relay.host, ...headers }, payload });

async function lineOf(device: PairedDevice, more: object = {}): Promise<Line<never>> {
  const line = await teeLine(relay.host, {
    token: null,
    headers: { authorization: await device.authorization(relay) },
  }).opened();
  line.say({ ...hello, deviceId: device.deviceId, ...more });
  return line as Line<never>;
}

test("[PAIR-1] [PAIR-2] a device pairs by a code; its token is on no line and in no file, the relay keeps its hash", async () => {
  const device = await pairDevice(relay);
  const line = await lineOf(device);
  await line.next("welcome" as never);
  line.say(framesMessage(buildFrame()));
  await line.next("ack" as never);
  await line.close();
  const file = join(folder.path, "devices.json");
  expect(existsSync(file)).toBe(true);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, "utf8")).not.toContain(device.token);
  expect(await device.authorization()).not.toContain(device.token);
});

test("[PAIR-1] a paired device is known after a restart, and its clock's readings with it", async () => {
  const device = await pairDevice(relay);
  relay.gateway.clocks.take("phone0001", "boot-1", {
    type: "clock",
    sentAt: 10,
    receivedAt: 30,
    answeredAt: 31,
    backAt: 13,
  });
  // A relay that is killed says no goodbye to its files.
  const kept = join(folder.path, "clocks.ndjson");
  await vi.waitFor(() => expect(readFileSync(kept, "utf8")).toContain('"offsetMs":19'), patienceMs);
  await relay.close();
  relay = await openRelay({ log: folder.path, controlToken });
  const line = await lineOf(device);
  await line.next("welcome" as never);
  await line.close();
  expect(relay.gateway.clocks.series("phone0001")).toEqual([
    { at: 31, bootId: "boot-1", offsetMs: 19, uncertaintyMs: 1 },
  ]);
});

test("[PAIR-2] a code is good once, five wrong proofs spend it, and it expires", async () => {
  const { code } = relay.gateway.pairing.open(8, 60_000);
  await pairDevice(relay, { code });
  await expect(pairDevice(relay, { code, deviceId: "phone0002" })).rejects.toThrow("pairing_refused");
  const other = relay.gateway.pairing.open(24, 60_000).code;
  expect(other).toMatch(/^([0-9A-Z]{4}-){5}[0-9A-Z]{4}$/);
  for (let i = 0; i < 5; i++) {
    await expect(pairDevice(relay, { code: `0000-000${i}` })).rejects.toThrow("pairing_refused");
  }
  await expect(pairDevice(relay, { code: other })).rejects.toThrow("pairing_refused");
  const expired = relay.gateway.pairing.open(8, -1).code;
  await expect(pairDevice(relay, { code: expired })).rejects.toThrow("pairing_refused");
});

test("[PAIR-3] a proof is good once, for its own nonce, of this relay, and not for ever", async () => {
  const device = await pairDevice(relay);
  const authorization = await device.authorization();
  const open = (header: string) => teeLine(relay.host, { token: null, headers: { authorization: header } }).opened();
  await (await open(authorization)).close();
  await expect(open(authorization)).rejects.toThrow("401");
  const { relayId } = await challenge(relay);
  const { nonce: given } = await challenge(relay);
  const bent = (given.startsWith("A") ? "B" : "A") + given.slice(1);
  for (const nonce of ["nonce-of-my-own-making", bent]) {
    const made = `Lighty ${proofOf(device.token, { relayId, nonce, deviceId: device.deviceId })}`;
    await expect(open(made), nonce).rejects.toThrow("401");
  }
});

test("[PAIR-3] a page's socket shows its proof as a subprotocol, which is all it can send", async () => {
  const device = await pairDevice(relay);
  const { relayId, nonce } = await challenge(relay);
  const proof = proofOf(device.token, { relayId, nonce, deviceId: device.deviceId });
  const line = teeLine(relay.host, { token: null, protocols: ["lighty", `lighty.${proof}`] });
  await line.opened();
  expect(line.socket.protocol).toBe("lighty");
  line.say(hello);
  await line.next("welcome");
  await line.close();
});

test("devices are listed without their keys, and one that is revoked is cut and stays out", async () => {
  const device = await pairDevice(relay);
  const line = await lineOf(device);
  await line.next("welcome" as never);
  const list = async () =>
    (await relay.app.inject({ url: "/api/v1/devices", headers: { host: relay.host, ...control } })).json();
  expect((await list()).paired).toEqual([
    {
      deviceId: "phone0001",
      role: "phone",
      name: "The phone",
      pairedAt: expect.any(Number),
      isConnected: true,
      isRevoked: false,
    },
  ]);
  expect((await post("/api/v1/devices/phone0001/revoke", {})).statusCode).toBe(204);
  expect(await line.whenClosed()).toEqual({ code: 4010, reason: "unauthorized" });
  expect((await list()).paired).toMatchObject([{ isRevoked: true, isConnected: false, revokedAt: expect.any(Number) }]);
  await expect(lineOf(device)).rejects.toThrow("401");
  expect((await post("/api/v1/devices/phone0001/revoke", {})).statusCode).toBe(404);
});

test("[PAIR-1] a device that pairs anew ends its old token, and every socket that it opened hears why", async () => {
  const device = await pairDevice(relay);
  const tee = await lineOf(device);
  await tee.next("welcome" as never);
  const headers = { authorization: await device.authorization() };
  const inRoom = await roomLine(relay.host, { token: null, headers }).opened();
  inRoom.say(roomHello);
  await inRoom.next("joined");
  const mute = await teeLine(relay.host, {
    token: null,
    headers: { authorization: await device.authorization() },
  }).opened();
  const byStartToken = await welcomedTee(relay.host);

  const anew = await pairDevice(relay);
  const sentence = "phone0001 has paired anew, which ended the token that was shown here";
  for (const line of [tee, inRoom] as Line<{ type: "error"; sentence: string }>[]) {
    expect(await line.next("error")).toEqual({ type: "error", code: "unauthorized", sentence });
    expect(await line.whenClosed()).toEqual({ code: 4010, reason: "unauthorized" });
  }
  mute.say(hello);
  expect(await mute.next("error")).toMatchObject({ code: "unauthorized", sentence });
  await expect(lineOf(device)).rejects.toThrow("401");

  const line = await lineOf(anew);
  await line.next("welcome" as never);
  byStartToken.say(framesMessage(buildFrame()));
  await byStartToken.next("ack");
  await Promise.all([line.close(), byStartToken.close()]);
});

test("[PAIR-1] a body whose token ends while it is on its way brings nothing", async () => {
  for (const end of [
    () => post("/api/v1/devices/phone0001/revoke", {}).then(({ statusCode }) => expect(statusCode).toBe(204)),
    () => pairDevice(relay),
  ]) {
    const device = await pairDevice(relay);
    const body = JSON.stringify(buildFrame());
    const headers = {
      authorization: await device.authorization(),
      "content-type": "application/x-ndjson",
      "content-length": body.length,
    };
    const upload = request({ port: relay.port, host: "127.0.0.1", path: "/v1/ingest", method: "POST", headers });
    const answered = once(upload, "response") as Promise<[IncomingMessage]>;
    const arrived = once(relay.app.server, "request");
    upload.write(body.slice(0, 10));
    await arrived;
    await end();
    upload.end(body.slice(10));
    const [response] = await answered;
    expect(response.statusCode).toBe(401);
    response.resume();
  }
  expect(relay.log.head).toBe(0);
});

test("a code is made over HTTP by whoever may change things, and by no one else", async () => {
  const made = await post("/api/v1/pairing", {});
  expect(made.json()).toEqual({
    code: expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/),
    expiresAt: expect.any(Number),
    link: `lighty://pair?relay=${encodeURIComponent(`http://${relay.host}`)}&code=${made.json().code}`,
  });
  await pairDevice(relay, { code: made.json().code });
  expect((await post("/api/v1/pairing", {}, {})).statusCode).toBe(401);
});

test("[TEE-7] a device speaks for itself and for those it brings, not for another that is paired by itself", async () => {
  const phone = await pairDevice(relay);
  const refused = async (line: Line<never>) => {
    expect(await line.whenClosed()).toEqual({ code: 4017, reason: "foreign_observer" });
  };
  await refused(await lineOf(phone, { deviceId: "phone0002" }));
  const of = (deviceId: string) => buildFrame({ observer: { deviceId, role: "watch" } });

  const alone = await lineOf(phone);
  alone.say(framesMessage(buildFrame(), of("watch0001")));
  await refused(alone);
  expect(relay.log.head).toBe(0);

  const both = await lineOf(phone, { speaksFor: ["watch0001"] });
  both.say(framesMessage(buildFrame(), of("watch0001")));
  expect(await both.next("ack" as never)).toMatchObject({
    acked: [{ deviceId: "phone0001" }, { deviceId: "watch0001" }],
  });
  await both.close();

  const before = await lineOf(phone, { speaksFor: ["watch0001"] });
  await before.next("welcome" as never);
  await pairDevice(relay, { deviceId: "watch0001", role: "watch" });
  before.say(framesMessage(of("watch0001")));
  await refused(before);
  await refused(await lineOf(phone, { speaksFor: ["watch0001"] }));
});

test("[RPL-3] no device is paired by an id of a replay, and its code is not spent on it", async () => {
  const { code } = relay.gateway.pairing.open(8, 60_000);
  await expect(pairDevice(relay, { code, deviceId: "replay01" })).rejects.toThrow("no installation has such an id");
  await pairDevice(relay, { code });
});

test("a file of devices that is none is said so, not begun anew", async () => {
  const { DeviceRegister } = await import("../src/gateway/device-register.ts");
  const { writeFileSync } = await import("node:fs");
  const file = join(folder.path, "other.json");
  writeFileSync(file, "{");
  expect(() => new DeviceRegister(file)).toThrow("is not a list of paired devices");
});
