import { type Act, openEngine, type SessionState, type Training } from "@lighty/protocol";
import { Agenda, FakeLink, fairWeather, type Random, SimDevice, type Weather, wallStart } from "@lighty/protocol/sim";
import type { Routine, RoutineSketch } from "../src/routines/routine.ts";
import type { Face, Outcome } from "../src/session/face.ts";
import { Phone } from "../src/session/phone.ts";
import { DyingStore } from "./dying-store.ts";

export const phoneId = "phone00001";
export const watchId = "watch00001";

/** Two exercises of three sets, in kilograms; the first one's rest is a minute. */
export const pushDay: RoutineSketch = {
  name: "Push day",
  unit: "kg",
  exercises: [
    { name: "Bench press", restSeconds: 60, sets: [80, 80, 80].map((weight) => ({ weight, reps: 8 })) },
    { name: "Dips", restSeconds: 0, sets: [10, 10, 10].map((weight) => ({ weight, reps: 10 })) },
  ],
};

/** Nothing goes wrong but what a test brings about, at any time. */
export function openWeather(): Weather {
  return { ...fairWeather(), calmAt: Number.POSITIVE_INFINITY };
}

/** What the phone did to the world outside its link. */
export interface Deeds {
  watchStarts: number;
  /** Wall times at which a bell was set; null for each time it was taken back. */
  bells: (number | null)[];
}

/**
 * A lifter's phone and a simulated watch in one virtual time: the real phone core over a disk that can die, the protocol's watch, and the fake of
 * WatchConnectivity between them, under weather. `pass` lets time go on, and everything that is due with it.
 */
export class Gym {
  readonly agenda = new Agenda();
  readonly store = new DyingStore();
  readonly link: FakeLink;
  watch: SimDevice;
  readonly deeds: Deeds = { watchStarts: 0, bells: [] };
  readonly #random: Random;
  readonly weather: Weather;
  phone: Phone | null = null;
  /** What else has to be waited for before time may go on: another watch than the simulated one. */
  meanwhile: () => Promise<void> = async () => {};
  /** What the call for the watch's app brings up. */
  onStartWatch: () => void = () => this.watch.start();
  /** Why `startWatch` is refused; null when it comes up. */
  startFault: Error | null = null;
  /** The phone the store is on: another one after a backup was brought to it. */
  deviceMark: string | null = "this-phone";
  #phoneBoots = 1;
  #buried: () => void = () => {};

  constructor(random: Random, weather: Weather = openWeather()) {
    this.#random = random;
    this.weather = weather;
    this.link = new FakeLink(this.agenda, random.fork("link"), weather);
    this.watch = this.#wear(watchId);
  }

  /** The watch is given away, and another one is on the wrist. */
  swapWatch(deviceId: string): void {
    this.watch.uninstall();
    this.watch = this.#wear(deviceId);
    this.watch.start();
  }

  #wear(deviceId: string): SimDevice {
    return new SimDevice({
      agenda: this.agenda,
      random: this.#random.fork(deviceId),
      role: "watch",
      deviceId,
      weather: this.weather,
      link: this.link.watch,
      open: openEngine,
    });
  }

  /** The phone's app is launched over what the disk holds. */
  async launch(): Promise<Phone> {
    const random = this.#random.fork(`life ${this.agenda.now} ${this.store.writes}`);
    const phone = new Phone({
      link: this.link.phone,
      time: {
        now: () => this.instant(),
        wait: (untilMonotonicMs, run) => {
          const appointment = this.agenda.at(untilMonotonicMs - bootedMs, run);
          return () => this.agenda.cancel(appointment);
        },
      },
      openStore: async () => this.store,
      mintId: () => random.id(),
      mintDeviceId: () => (this.deviceMark === "this-phone" ? phoneId : "phone00002"),
      deviceMark: async () => this.deviceMark,
      startWatch: async () => {
        this.deeds.watchStarts++;
        if (this.startFault !== null) throw this.startFault;
        this.onStartWatch();
      },
      restBell: {
        ring: (atWallMs) => void this.deeds.bells.push(atWallMs),
        cancel: () => void this.deeds.bells.push(null),
      },
      firstRun: { unit: "kg", routines: () => [pushDay] },
    });
    this.phone = phone;
    // An app that dies while it opens its store never comes to the end of that.
    const gone = new Promise<void>((resolve) => {
      this.#buried = resolve;
    });
    await Promise.race([phone.open(), gone]);
    return phone;
  }

  /** The phone's app is gone, with all that was not durable. */
  kill(): void {
    this.store.die();
    this.phone?.stop();
    this.phone = null;
    this.#buried();
  }

  /** The phone itself is switched off and on. */
  reboot(): void {
    this.kill();
    this.#phoneBoots++;
  }

  instant() {
    return {
      wallMs: wallStart + this.agenda.now + this.weather.skewMs.phone,
      monotonicMs: this.agenda.now + bootedMs,
      deviceBootId: `phone-boot${this.#phoneBoots}`,
    };
  }

  /** From now on the two are out of each other's range for so long. */
  partFor(ms: number): void {
    const { now } = this.agenda;
    this.weather.outages.push({ from: now, to: now + ms });
    this.link.reachabilityMayHaveChanged();
    this.agenda.after(ms, () => this.link.reachabilityMayHaveChanged());
  }

  /** Lets that much time go by. */
  async pass(ms: number): Promise<void> {
    const end = this.agenda.now + ms;
    const settle = async () => {
      await settled();
      await this.meanwhile();
      await settled();
    };
    await settle();
    for (let next = this.agenda.next; next !== null && next <= end; next = this.agenda.next) {
      this.agenda.runUntil(next);
      await settle();
    }
    this.agenda.runUntil(end);
  }

  /** Lets time go by until it is so; fails where that will not be in `withinMs`. */
  async until(isSo: () => boolean, withinMs = 120_000): Promise<void> {
    const end = this.agenda.now + withinMs;
    while (!isSo()) {
      if (this.agenda.now > end) throw new Error(`it did not come true in ${withinMs} ms of the gym's time`);
      await this.pass(50);
    }
  }

  get face(): Face {
    if (this.phone === null) throw new Error("the phone's app does not run");
    return this.phone.face();
  }

  get routine(): Routine {
    return this.face.routines[0] as Routine;
  }

  /** The session the phone shows, as the watch holds it. */
  onWatch(sessionId: string): SessionState | undefined {
    return this.watch.session(sessionId);
  }

  /** A tap on the wrist. */
  tap(act: Act): void {
    const output = this.watch.act(act);
    if (output?.refusal !== undefined) throw new Error(output.refusal.sentence);
  }

  /** True when both hold the same of that session. */
  isSame(sessionId: string): boolean {
    const onPhone = this.phone?.standing?.live.engine.sessions.get(sessionId)?.state;
    return onPhone !== undefined && onPhone.digest === this.onWatch(sessionId)?.digest;
  }

  /** What the phone has saved of a session. */
  saved(sessionId: string): Training | undefined {
    return this.phone?.standing?.kept.history.get(sessionId)?.training;
  }
}

/** The phone was switched on so long before the gym opened. Milliseconds. */
const bootedMs = 5_000_000;

/** All that is due at this moment has been done, promises included. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The id of what was made; fails when it was not. */
export function madeBy(outcome: Outcome): string {
  if (outcome.outcome !== "done") throw new Error(`expected it to be done: ${JSON.stringify(outcome)}`);
  return outcome.id;
}

/** A phone and a watch that run, and a workout with the routine, started on the phone and known to the watch. */
export async function training(gym: Gym): Promise<string> {
  const phone = await gym.launch();
  gym.watch.start();
  await gym.pass(2_000);
  const started = phone.session.start(gym.routine.routineId);
  await gym.pass(2_000);
  return madeBy(await started);
}
