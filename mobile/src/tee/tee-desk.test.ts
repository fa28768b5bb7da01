// @vitest-environment node
import { randomUUID } from "node:crypto";
import type { Entry, Frame, SessionSummary, Store } from "@lighty/protocol";
import { CaptureReader } from "@lighty/protocol/captures";
import { MemoryStore } from "@lighty/protocol/sim";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { pushDay } from "../../test/gym.ts";
import { RelayProcess } from "../../test/relay-process.ts";
import type { InboxEntry } from "../link/native-module.ts";
import { RoomPhone } from "../link/room-phone.ts";
import type { Invitation } from "../relay/invitation.ts";
import { type PairedRelay, worldPorts } from "../relay/paired-relay.ts";
import { pair } from "../relay/pairing.ts";
import { Phone } from "../session/phone.ts";
import { TeeDesk, type TeeWorld } from "./tee-desk.ts";

const relay = new RelayProcess();
beforeAll(async () => void (await relay.start()));
afterAll(() => relay.remove());
const open: { stop(): void }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.stop();
});

const ports = worldPorts();
const until = async (isSo: () => boolean | Promise<boolean>) => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
};

/** What outlives the app on one machine. */
class Machine {
  readonly workouts = new MemoryStore();
  readonly frames = new MemoryStore();
  readonly settings = new Map<string, string>();
  readonly shared: [name: string, text: string][] = [];
  current: Phone | null = null;

  desk(more: Partial<TeeWorld> = {}): TeeDesk {
    const desk = new TeeDesk({
      ports,
      settings: { get: (key) => this.settings.get(key) ?? null, set: (key, text) => void this.settings.set(key, text) },
      openStore: async () => this.frames,
      bootId: randomUUID(),
      build: "test",
      name: "The phone",
      share: async (name, text) => void this.shared.push([name, text]),
      ...more,
    });
    open.push({ stop: () => desk.forget() });
    return desk;
  }

  /** The phone's real core, in real time; its link is a room of the relay where it is given one. */
  async phone(
    desk: TeeDesk,
    room = "alone",
    link?: () => Promise<PairedRelay>,
    store: Store = this.workouts,
  ): Promise<Phone> {
    const nowhere = () => new Promise<never>(() => {});
    const phone = new Phone({
      link: new RoomPhone({ bootId: randomUUID(), room, relay: link ?? nowhere }, ports),
      time: {
        now: () => ({ wallMs: Date.now(), monotonicMs: Math.floor(performance.now()), deviceBootId: "boot-1" }),
        wait: (at, run) => ports.schedule(Math.max(0, at - performance.now()), run),
      },
      openStore: async () => store,
      mintId: () => randomUUID(),
      mintDeviceId: () => randomUUID().replaceAll("-", ""),
      startWatch: async () => void (await relay.post(`/api/v1/rooms/${room}/watch`, {})),
      restBell: { ring: () => {}, cancel: () => {} },
      firstRun: { unit: "kg", routines: () => [pushDay] },
      witness: desk,
    });
    open.push(phone);
    this.current = phone;
    await phone.open();
    return phone;
  }
}

const framesOf = async (deviceId: string): Promise<Frame[]> => {
  const { entries } = await relay.get<{ entries: Entry[] }>("/api/v1/entries?limit=1000");
  return entries.map(({ frame }) => frame).filter(({ observer }) => observer.deviceId === deviceId);
};

test("a phone trains with a watch in a room, and the relay hears both, judges both and finds nothing amiss", async () => {
  const machine = new Machine();
  const desk = machine.desk();
  const paired = async () => {
    await until(() => machine.current?.deviceId !== undefined);
    const me = { deviceId: machine.current?.deviceId as string, role: "phone", name: "The phone" } as const;
    const made = await pair({ origin: relay.origin, code: await relay.code() }, me, ports);
    desk.adopt(made);
    return made;
  };
  const phone = await machine.phone(desk, "gym", paired);
  await until(() => desk.view().state === "open");

  await phone.session.start(phone.face().routines[0]?.routineId as string);
  await until(() => phone.face().live?.watch === "in");
  const setId = phone.face().live?.exercises[0]?.sets[0]?.setId as string;
  await phone.session.completeSet(setId, true);
  await until(() => phone.face().link.queueDepth === 0 && desk.view().counts.held === 0);

  const { sessions } = await relay.get<{ sessions: SessionSummary[] }>("/api/v1/sessions");
  const sessionId = sessions[0]?.sessionId as string;
  const { findings } = await relay.get<{ findings: unknown[] }>(`/api/v1/sessions/${sessionId}/findings`);
  expect([sessions.length, findings]).toEqual([1, []]);
  const frames = await framesOf(phone.deviceId as string);
  expect(frames.map(({ traceSeq }) => traceSeq).sort((a, b) => a - b)).toEqual(frames.map((_, index) => index + 1));
  expect(new Set(frames.map(({ direction }) => direction))).toEqual(new Set(["sent", "received", "local"]));
});

test("what crossed while no relay was there lands after the next start, once, and in its order", async () => {
  const machine = new Machine();
  const before = machine.desk();
  const first = await machine.phone(before);
  await first.session.start(first.face().routines[0]?.routineId as string);
  await first.session.completeSet(first.face().live?.exercises[0]?.sets[0]?.setId as string, true);
  await until(() => before.view().counts.recorded > 0 && machine.frames.size > 0);
  await until(async () => machine.frames.size === before.view().counts.held);
  const { recorded } = before.view().counts;
  first.stop();

  const desk = machine.desk();
  const phone = await machine.phone(desk);
  const code = (await relay.code()).toLowerCase();
  await desk.pair({ origin: relay.origin, code });
  expect(desk.view()).toMatchObject({ relay: { origin: relay.origin }, fault: null });
  await until(() => desk.view().state === "open" && desk.view().counts.held === 0);
  const frames = await framesOf(phone.deviceId as string);
  expect(recorded).toBeGreaterThan(1);
  expect(frames.length).toBeGreaterThanOrEqual(recorded);
  expect(frames.slice(0, recorded).map(({ traceSeq }) => traceSeq)).toEqual(
    Array.from({ length: recorded }, (_, index) => index + 1),
  );
  await until(() => machine.frames.size === 0);
});

test("[TEE-7] what the wrist's tee said is brought on its behalf, and stays with the phone until the relay holds it", async () => {
  const watch = "watch0000099";
  const line = (traceSeq: number) =>
    JSON.stringify({
      observer: { deviceId: watch, role: "watch" },
      bootId: "boot-w",
      traceSeq,
      observedAt: 1_767_632_400_000,
      monotonicMs: traceSeq,
      direction: "local",
      sizeBytes: 52,
      body: '{"kind":"note","note":"reachability","reachable":true}',
    });
  let waiting: InboxEntry[] = [1, 2, 3].map((n) => ({ cursor: n, agoMs: 0, channel: "trace", text: line(n) }));
  let nudge = () => {};
  const traces: NonNullable<TeeWorld["traces"]> = {
    drainTraces: (after) => waiting.filter(({ cursor }) => cursor > after),
    ackTraces: (upTo) => {
      waiting = waiting.filter(({ cursor }) => cursor > upTo);
    },
    addListener: (_name, heard) => {
      nudge = heard as () => void;
      return { remove: () => {} };
    },
  };
  const machine = new Machine();
  const desk = machine.desk({ traces });
  await machine.phone(desk);
  nudge();
  expect(waiting).toHaveLength(3);
  await desk.pair({ origin: relay.origin, code: await relay.code() });
  await until(() => waiting.length === 0);
  // The same again, as a file brings it, and one more.
  waiting = [3, 4].map((n) => ({ cursor: n + 10, agoMs: 0, channel: "trace", text: line(n) }));
  nudge();
  await until(() => waiting.length === 0);
  expect((await framesOf(watch)).map(({ traceSeq }) => traceSeq)).toEqual([1, 2, 3, 4]);
  expect(desk.view().brought).toBe(5);
});

test("a capture of what crossed last is whole and without health; consent is remembered, and a relay forgotten", async () => {
  const machine = new Machine();
  const desk = machine.desk();
  const phone = await machine.phone(desk);
  await phone.session.start(phone.face().routines[0]?.routineId as string);
  await until(() => desk.view().counts.recorded > 0);
  await desk.sendCapture();
  const [[name, text] = ["", ""]] = machine.shared;
  expect(name).toBe(`lighty-${phone.deviceId}.ndjson`);
  const reader = new CaptureReader();
  const read = [...reader.push(text), ...reader.end()];
  expect(read.map(({ frame }) => frame.observer.deviceId)).toEqual([phone.deviceId]);
  expect(text).toContain('"redaction":"health"');

  expect(desk.view()).toMatchObject({ allowsReplay: false, includesHealth: false });
  desk.allowReplay(true);
  desk.includeHealth(true);
  await desk.pair({ origin: relay.origin, code: await relay.code() });
  const next = machine.desk();
  expect(next.view()).toMatchObject({ allowsReplay: true, includesHealth: true, relay: { origin: relay.origin } });
  expect(next.allowsReplay).toBe(true);
  next.forget();
  expect(machine.desk().view().relay).toBeNull();
});

test("a link that the camera found is asked about and never followed by itself; no other link is heard", async () => {
  const machine = new Machine();
  let follow: (url: string) => void = () => {};
  const desk = machine.desk({
    links: (opened) => {
      follow = opened;
    },
  });
  await machine.phone(desk);
  follow("lighty://routines/7");
  expect(desk.view().invitation).toBeNull();
  const { link } = await relay.post<{ link: string }>("/api/v1/pairing", {});
  follow(link);
  expect(desk.view()).toMatchObject({ relay: null, invitation: { origin: relay.origin } });
  desk.decline();
  expect(desk.view().invitation).toBeNull();
  follow(link);
  await desk.pair(desk.view().invitation as Invitation);
  expect(desk.view()).toMatchObject({ relay: { origin: relay.origin }, invitation: null });
});

test("[TEE-3] a store that fails, a relay that is gone and a share that is refused never reach the app", async () => {
  const machine = new Machine();
  const desk = machine.desk({
    openStore: () => Promise.reject(new Error("no disk")),
    share: () => Promise.reject(new Error("not now")),
  });
  const phone = await machine.phone(desk);
  desk.adopt({ origin: "http://127.0.0.1:1", relayId: "r", deviceId: phone.deviceId as string, token: "t" });
  const started = await phone.session.start(phone.face().routines[0]?.routineId as string);
  expect(started.outcome).not.toBe("refused");
  await until(() => desk.view().fault !== null);
  expect(desk.view().fault).toContain("no relay answers at http://127.0.0.1:1");
  await expect(desk.sendCapture()).rejects.toThrow("not now");
});
