import { Socket } from "node:net";
import { expect, test, vi } from "vitest";
import { Attempts } from "./attempts.ts";
import { Clocks, mostSamples } from "./clocks.ts";
import { Doors } from "./doors.ts";
import { Gateway } from "./gateway.ts";
import { Nonces, nonceMs } from "./nonces.ts";
import { mostSockets, OpenSockets } from "./open-sockets.ts";
import { strangeObserver } from "./speaker.ts";

test("an address waits a minute after ten different wrong tokens within one, and only that address", () => {
  let now = 0;
  const attempts = new Attempts(() => now);
  for (let i = 0; i < 9; i++) attempts.failed("a", `wrong-${i}`);
  for (let i = 0; i < 99; i++) attempts.failed("a", "wrong-1");
  expect(attempts.isBlocked("a")).toBe(false);
  now = 60_000;
  for (let i = 0; i < 9; i++) attempts.failed("a", `wrong-${i}`);
  expect(attempts.isBlocked("a")).toBe(false);
  attempts.failed("a", "wrong-9");
  expect([attempts.isBlocked("a"), attempts.isBlocked("b")]).toEqual([true, false]);
  now = 120_000;
  expect(attempts.isBlocked("a")).toBe(false);
});

test("[PAIR-3] a nonce is good for thirty seconds, once, and cannot be made elsewhere", () => {
  let now = 1_000;
  const nonces = new Nonces(() => now);
  const nonce = nonces.make();
  expect(nonces.isFresh(nonce)).toBe(true);
  expect(new Nonces(() => now).isFresh(nonce)).toBe(false);
  for (const wrong of ["", "A", `${nonce}A`, `B${nonce.slice(1)}`]) expect(nonces.isFresh(wrong), wrong).toBe(false);
  nonces.use(nonce);
  expect(nonces.isFresh(nonce)).toBe(false);
  const late = nonces.make();
  now += nonceMs;
  expect(nonces.isFresh(late)).toBe(false);
  nonces.use(nonces.make());
  expect(nonces.isFresh(nonce)).toBe(false);
});

test("sockets are bounded by the token that opens them and in all, and one that closes makes room", () => {
  const sockets = new OpenSockets();
  const open = (deviceId: string | null, by: "header" | "cookie" = "header") => {
    const socket = new Socket();
    return { socket, refused: sockets.take({ deviceId, by }, socket)?.sentence ?? null };
  };
  const fill = (most: number, ...who: Parameters<typeof open>) => {
    for (let i = 0; i < most; i++) expect(open(...who).refused).toBeNull();
  };
  fill(mostSockets.token, null);
  expect(open(null).refused).toBe("1536 sockets of the relay's own tokens are open; close one first");
  fill(mostSockets.pages, null, "cookie");
  expect(open(null, "cookie").refused).toBe("256 sockets of pages are open; close one first");
  const { socket } = open("phone0001");
  fill(mostSockets.device - 1, "phone0001");
  expect(open("phone0001").refused).toBe("32 sockets of phone0001 are open; close one first");
  for (let i = 2; sockets.size < mostSockets.all; i++) fill(mostSockets.device, `phone000${i}`);
  expect(open("watch0001").refused).toBe("2048 sockets are open, and the relay keeps no more");
  socket.emit("close");
  expect([open("watch0001").refused, sockets.size]).toEqual([null, mostSockets.all]);
});

test("when the machine's clock is set, nobody waits for longer, and no nonce that was used is good again", () => {
  vi.useFakeTimers({ toFake: ["Date", "performance"] });
  try {
    const { attempts, nonces } = new Gateway({ relayId: "relay", token: "token", folder: null });
    for (let i = 0; i < 10; i++) attempts.failed("a", `wrong-${i}`);
    const used = nonces.make();
    nonces.use(used);
    const now = Date.now();
    vi.setSystemTime(now + 3_600_000);
    nonces.use(nonces.make());
    vi.setSystemTime(now);
    expect([attempts.isBlocked("a"), nonces.isFresh(used), nonces.isFresh(nonces.make())]).toEqual([true, false, true]);
    vi.setSystemTime(now - 3_600_000);
    vi.advanceTimersByTime(60_000);
    expect(attempts.isBlocked("a")).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});

test("[TEE-8] four stamps give the offset that reads the relay's clock, in doubt by half the round trip", () => {
  const clocks = new Clocks();
  const read = (sentAt: number, receivedAt: number, answeredAt: number, backAt: number, bootId = "b1") =>
    clocks.take("phone0001", bootId, { type: "clock", sentAt, receivedAt, answeredAt, backAt });
  // The device is 500 ms behind; 10 ms there, 30 ms back.
  expect(read(1_000, 1_510, 1_511, 1_041)).toEqual({ at: 1_511, bootId: "b1", offsetMs: 490, uncertaintyMs: 20 });
  expect(read(2_000, 2_505, 2_505, 2_010)).toMatchObject({ offsetMs: 500, uncertaintyMs: 5 });
  expect(clocks.best("phone0001", 2_505)).toMatchObject({ offsetMs: 500, uncertaintyMs: 5 });
  expect(clocks.best("phone0001", 102_505)?.uncertaintyMs).toBe(15);
  expect([read(10, 5, 4, 20), read(10, 5, 5, 9), read(10, 5, 50, 20)]).toEqual([null, null, null]);
  read(0, 9_000, 9_000, 2_000, "b2");
  expect(clocks.best("phone0001", 9_000)).toMatchObject({ bootId: "b2", offsetMs: 8_000 });
  for (let i = 0; i < 2 * mostSamples; i++) read(i, i, i, i);
  expect(clocks.series("phone0001")).toHaveLength(mostSamples);
  for (let i = 0; i < 600; i++)
    clocks.take(`phone${1_000 + i}`, "b", { type: "clock", sentAt: 0, receivedAt: 0, answeredAt: 0, backAt: 0 });
  expect(clocks.all()).toHaveLength(512);
});

test("[TEE-9] what does not leave this machine is not overheard, nor what is encrypted", () => {
  const doors = new Doors();
  const door = "127.0.0.1";
  for (const address of ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"])
    expect(doors.isOverheard({ address, door, isTls: false }), address).toBe(false);
  for (const address of ["192.168.1.7", "fe80::1", "", "127.0.0.1.evil"]) {
    expect(doors.isOverheard({ address, door, isTls: false }), address).toBe(true);
    expect(doors.isOverheard({ address, door, isTls: true }), address).toBe(false);
  }
});

test("[TEE-9] one open clear line makes every device leave health values out; encrypted, none", () => {
  const own = { address: "127.0.0.1", door: "127.0.0.1", isTls: false };
  expect(new Doors().redacts(own)).toBe(false);
  expect(new Doors({ lan: "192.168.1.7" }).redacts(own)).toBe(true);
  expect(new Doors({ lan: "192.168.1.7", isTls: true }).redacts({ ...own, isTls: true })).toBe(false);
});

test("a token crosses where nobody reads along, and in a container, which cannot tell its host from others", () => {
  const host = { address: "172.17.0.1", door: "172.17.0.2", isTls: false };
  expect(new Doors().takesSecrets(host)).toBe(false);
  expect(new Doors({ isContainer: true }).takesSecrets(host)).toBe(true);
  // Whatever its line is, in a container it is not sure enough for health values, nor for a short code.
  expect(new Doors({ isContainer: true }).redacts(host)).toBe(true);
  expect(new Doors({ isContainer: true }).codeLetters(host)).toBe(24);
  expect(new Doors({ lan: "192.168.1.7" }).takesSecrets({ ...host, isTls: true })).toBe(true);
});

test("[TEE-7] of two spellings of a key the one that ingest will read counts", () => {
  const allowed = new Set(["phone0001"]);
  const own = '{"observer":{"deviceId":"watch0001"},"observer":{"deviceId":"phone0001"}}';
  const other = '{"observer":{"deviceId":"phone0001"},"observer":{"deviceId":"watch0001"}}';
  const spelled = '{"observer":{"deviceId":"watch000\\u0031"}}';
  expect(strangeObserver([own, "null", "nope", "{}", '{"observer":1}'], allowed)).toBeNull();
  for (const text of [other, spelled]) expect(strangeObserver([own, text], allowed)?.code).toBe("foreign_observer");
  expect(strangeObserver([other], null)).toBeNull();
});
