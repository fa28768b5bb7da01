import { type Act, type Entry, type Meta, type Role, type SessionView, viewSession } from "@lighty/protocol";
import { CaptureWriter } from "@lighty/protocol/captures";
import { Recorder } from "@lighty/protocol/replay";
import {
  type ChannelWeather,
  drawRoutine,
  fairWeather,
  type Person,
  Random,
  type Weather,
  World,
} from "@lighty/protocol/sim";

/** Acts without their session: the Lab knows which one is trained. */
export type Deed = Act extends infer A ? (A extends { sessionId: string } ? Omit<A, "sessionId"> : never) : never;

/** How bad the air is, each from 0, where nothing goes wrong, to 1. */
export interface Air {
  /** Share of messages that never arrive, though their sender is told that all is well. */
  readonly loss: number;
  /** Share of sends that fail and say so. */
  readonly failure: number;
  /** Share that is delivered twice. */
  readonly duplicate: number;
  /** How long everything takes: from a blink to many seconds. */
  readonly delay: number;
}

export const clearAir: Air = { loss: 0, failure: 0, duplicate: 0, delay: 0 };

/** What a device of the Lab shows. */
export interface LabDevice {
  readonly role: Role;
  readonly isRunning: boolean;
  readonly isReachable: boolean;
  readonly view: SessionView | undefined;
  /** Own events that the other has not acknowledged. */
  readonly queueDepth: number;
  /** Sets whose latest edit by this device the other has not acknowledged. */
  readonly unacknowledged: ReadonlySet<string>;
}

const downMs = 3_000;
const measureMs = 5_000;

/**
 * A simulated phone and watch that run the real engines over the simulated link, in the hands of whoever sits before the page. Virtual time:
 * `advance` moves it. The same seed and the same deeds at the same times give the same frames.
 *
 *   taps, air, range -> World (engines, FakeLink) -> Recorder -> entries, as a relay would hold them
 */
export class Lab {
  readonly seed: string;
  readonly #world: World;
  readonly #weather: Weather;
  readonly #random: Random;
  readonly #recorder = new Recorder(() => this.now);
  #sessions = 0;
  #sessionId: string | null = null;
  #outage: { from: number; to: number } | null = null;
  #air: Air = clearAir;
  #kcal = 0;

  readonly #touched: () => void;

  /** `touched` hears of everything that is done to the Lab, right after it. */
  constructor(seed: string, touched: () => void = () => undefined) {
    this.#touched = touched;
    this.seed = seed;
    this.#random = new Random(`${seed} routine`);
    this.#weather = { ...fairWeather(), calmAt: Number.MAX_SAFE_INTEGER };
    this.#world = new World({ seed, weather: this.#weather, witnesses: [this.#recorder], person: () => nobody });
    this.#world.start();
    this.#measure();
  }

  /** Milliseconds since the Lab began. */
  get now(): number {
    return this.#world.agenda.now;
  }

  get sessionId(): string | null {
    return this.#sessionId;
  }

  get air(): Air {
    return this.#air;
  }

  get isInRange(): boolean {
    return this.#outage === null;
  }

  /** All that was recorded so far, numbered from 1. */
  get entries(): readonly Entry[] {
    return this.#recorder.entries;
  }

  /** Lets virtual time pass. */
  advance(byMs: number): void {
    this.#world.agenda.runUntil(this.now + byMs);
  }

  /** A routine is trained from now on, begun on one of the devices. */
  start(role: Role): void {
    this.#sessions += 1;
    this.#sessionId = `lab-${this.#sessions}`;
    const plan: Omit<Meta, "startedAt" | "clockId"> = drawRoutine(this.#random, { exercises: [3, 3], sets: [3, 3] });
    this.#act(role, { act: "start", sessionId: this.#sessionId, plan });
  }

  /** A tap on one of the screens. */
  do(role: Role, deed: Deed): void {
    if (this.#sessionId !== null) this.#act(role, { ...deed, sessionId: this.#sessionId } as Act);
  }

  /** The devices are carried out of each other's range, and back. */
  setRange(inRange: boolean): void {
    if (inRange === this.isInRange) return;
    if (this.#outage !== null) this.#outage.to = this.now;
    this.#outage = inRange ? null : { from: this.now, to: Number.MAX_SAFE_INTEGER };
    if (this.#outage !== null) this.#weather.outages.push(this.#outage);
    this.#world.link.reachabilityMayHaveChanged();
    this.#touched();
  }

  setAir(air: Air): void {
    this.#air = air;
    const { message, userInfo, applicationContext } = fairWeather().channels;
    const { channels } = this.#weather;
    channels.message = worse(message, air, 4_000);
    channels.userInfo = { ...worse(userInfo, air, 20_000), loss: 0 };
    channels.applicationContext = { ...worse(applicationContext, air, 20_000), loss: 0, failure: 0 };
    this.#touched();
  }

  /** The app dies, or the device with it; back after three seconds. */
  kill(role: Role, what: "app" | "device"): void {
    this.#world.devices[role].kill(downMs, what === "device");
    this.#touched();
  }

  device(role: Role): LabDevice {
    const device = this.#world.devices[role];
    const { engine } = device;
    const open = this.#sessionId === null ? undefined : engine?.sessions.get(this.#sessionId);
    const now = device.instant();
    return {
      role,
      isRunning: engine !== null,
      isReachable: this.#world.link[role].isReachable,
      view: open && engine ? viewSession(open.state, (clockId) => engine.clockAt(now, clockId)) : undefined,
      queueDepth: engine?.queueDepth ?? 0,
      unacknowledged: new Set([...(open?.outbox.values() ?? [])].flatMap(setsOf)),
    };
  }

  /** All of it as a capture file. [CAP-1] */
  capture(): string {
    const writer = new CaptureWriter();
    const devices = Object.values(this.#world.devices).map(({ deviceId, role }) => ({ deviceId, role, build: "lab" }));
    const { entries } = this.#recorder;
    const counts = { frames: entries.length, sessions: this.#sessions };
    const lines = [writer.header({ devices, clockSamples: [], redaction: "none", counts })];
    for (const { receivedAt, frame } of entries) lines.push(writer.frame(receivedAt, JSON.stringify(frame)));
    return lines.join("") + writer.trailer();
  }

  /** The watch's sensors, as long as somebody trains; and their last word, when the phone has finished. */
  #measure(): void {
    this.#world.agenda.after(measureMs, () => {
      const sessionId = this.#sessionId;
      const view = this.device("watch").view;
      if (sessionId !== null && view?.status === "active" && view.running) {
        this.#kcal += 0.6;
        this.#world.devices.watch.act({ act: "measure", sessionId, activeEnergyKcal: this.#kcal, heartRateBpm: 118 });
      } else if (sessionId !== null && view?.status === "finished" && this.#kcal > 0) {
        const final = { outcome: "final", activeEnergyKcal: this.#kcal } as const;
        this.#world.devices.watch.act({ act: "finish", sessionId, ...final });
        this.#kcal = 0;
      }
      this.#measure();
    });
  }

  #act(role: Role, act: Act): void {
    this.#world.devices[role].act(act);
    this.#touched();
  }
}

function worse(fair: ChannelWeather, { loss, failure, duplicate, delay }: Air, mostMs: number): ChannelWeather {
  return { ...fair, loss, failure, duplicate, slow: delay, slowMs: [mostMs / 4, mostMs] };
}

/** The sets that an unacknowledged event is about. */
function setsOf({ event: { payload } }: { event: { payload: unknown } }): string[] {
  const { setId } = payload as { setId?: unknown };
  return typeof setId === "string" ? [setId] : [];
}

/** Nobody trains by themselves here: whoever sits before the page does. */
const nobody: Person = {
  sessionIds: [],
  isDone: true,
  hasStopped: true,
  owesFinal: false,
  begin: () => undefined,
  stop: () => undefined,
};

/** A Lab whose time runs, for a view of it. */
export interface RunningLab {
  readonly lab: Lab;
  /** Changes whenever the Lab has. */
  readonly version: number;
  readonly subscribe: (changed: () => void) => () => void;
  advance(byMs: number): void;
}
