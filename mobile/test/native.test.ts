// @vitest-environment node
import type { Link } from "@lighty/protocol";
import { CaptureReader } from "@lighty/protocol/captures";
import { Agenda, FakeLink, fairWeather, MemoryStore, Random } from "@lighty/protocol/sim";
import { Listener } from "@lighty/protocol/testing";
import { expect, test } from "vitest";
import { NativeLink } from "../src/link/native-link.ts";
import { NativeTime } from "../src/link/native-time.ts";
import { worldPorts } from "../src/relay/paired-relay.ts";
import { Phone } from "../src/session/phone.ts";
import { TeeDesk } from "../src/tee/tee-desk.ts";
import { FakeNative } from "../src/testing/fake-native.ts";
import { settled } from "./gym.ts";

/** An iPhone: its native module, its disk, its wall clock, and what a debug build's tee hands over. */
class Iphone {
  readonly native: FakeNative;
  wallMs = 1_760_000_000_000;
  readonly #store = new MemoryStore();
  readonly shared: string[] = [];
  desk: TeeDesk | null = null;
  #ids = 0;

  constructor(link: Link) {
    this.native = new FakeNative(link);
  }

  /** JavaScript begins, in a process that may have begun before. */
  async start(): Promise<Phone> {
    this.native.launch();
    this.desk = new TeeDesk({
      ports: worldPorts(),
      settings: { get: () => null, set: () => {} },
      openStore: async () => new MemoryStore(),
      bootId: `run-${++this.#ids}`,
      build: "test",
      name: "The phone",
      share: async (_name, text) => void this.shared.push(text),
    });
    const link = new NativeLink(this.native);
    const phone = new Phone({
      link,
      line: link.line,
      time: new NativeTime(this.native, { wallMs: () => this.wallMs, schedule: () => () => {} }),
      openStore: async () => this.#store,
      mintId: () => `id-${++this.#ids}`,
      mintDeviceId: () => "phone00001",
      startWatch: async () => {},
      restBell: { ring: () => {}, cancel: () => {} },
      firstRun: { unit: "kg", routines: () => [] },
      witness: this.desk,
    });
    await phone.open();
    await settled();
    return phone;
  }

  /** Time goes by, by the clock that nobody sets. */
  pass(ms: number): void {
    this.native.time = { ...this.native.time, monotonicMs: this.native.time.monotonicMs + ms };
  }
}

function openIphone(seed: string) {
  const agenda = new Agenda();
  const air = new FakeLink(agenda, new Random(seed), fairWeather());
  const iphone = new Iphone(air.phone);
  iphone.native.time = { monotonicMs: 86_400_000, bootId: "boot-a" };
  const until = async (isSo: () => boolean) => {
    while (!isSo()) {
      agenda.runUntil(agenda.now + 1);
      await settled();
    }
  };
  return { iphone, wrist: new Listener(air.watch), until };
}

const clockOf = (phone: Phone) => {
  if (phone.standing === null) throw new Error("the phone is not open");
  const { engine, clock } = phone.standing.live;
  return { clockId: engine.clockId, clock };
};

test("[CLK-1] [CLK-2] an iPhone's session clock goes on through launches and sleep, and heeds no wall that is set; a boot begins another", async () => {
  const { iphone } = openIphone("clock");
  const first = await iphone.start();
  const began = clockOf(first);
  first.stop();
  iphone.native.kill();
  iphone.wallMs += 3_600_000;
  iphone.pass(90_000);
  const second = await iphone.start();
  expect(clockOf(second)).toEqual({ clockId: began.clockId, clock: began.clock + 90_000 });
  second.stop();
  iphone.native.kill();
  iphone.native.time = { monotonicMs: 5_000, bootId: "boot-b" };
  const third = await iphone.start();
  expect(clockOf(third).clockId).not.toBe(began.clockId);
  expect(clockOf(third).clock).toBe(iphone.wallMs);
  third.stop();
});

test("[TEE-1] what came while no JavaScript ran stands in the tee at the time it crossed", async () => {
  const { iphone, wrist, until } = openIphone("asleep");
  iphone.native.launch();
  wrist.launch();
  await until(() => wrist.isReachable);
  for (const text of ["one", "two", "three"]) {
    wrist.send("message", text);
    await until(() => wrist.heard.includes(`sent ${text} ok`));
    iphone.pass(60_000);
  }
  const phone = await iphone.start();
  const { clock } = clockOf(phone);
  await iphone.desk?.sendCapture();
  const reader = new CaptureReader();
  const frames = [...reader.push(iphone.shared[0] as string), ...reader.end()].map(({ frame }) => frame);
  const received = frames.filter(({ direction }) => direction === "received");
  expect(received.map(({ body }) => body)).toEqual(["one", "two", "three"]);
  const { monotonicMs } = iphone.native.clock();
  expect(received.map(({ observedAt }) => clock - observedAt)).toEqual([180_000, 120_000, 60_000]);
  expect(received.map((frame) => monotonicMs - frame.monotonicMs)).toEqual([180_000, 120_000, 60_000]);
  phone.stop();
});
