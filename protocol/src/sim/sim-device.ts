import type { Engine, EngineOptions } from "../engine.ts";
import type { Role } from "../ids.ts";
import { type Link, type LinkDelegate, payloadKey } from "../link.ts";
import { parseRoutine } from "../routine.ts";
import type { SessionState } from "../session.ts";
import type { Act, Action, Input, Instant, Output } from "../step.ts";
import type { Agenda, Appointment } from "./agenda.ts";
import { MemoryStore } from "./memory-store.ts";
import type { Random } from "./random.ts";
import type { CrashPoint, Weather } from "./weather.ts";

/** What a simulated device asks of an engine; `openEngine` gives it. */
export type DrivenEngine = Pick<
  Engine,
  "step" | "wakeAt" | "sessions" | "activeSession" | "queueDepth" | "clockId" | "clockAt" | "knowsClock"
>;

export type OpenEngine = (options: EngineOptions) => DrivenEngine;

export type Send = Extract<Action, { type: "send" }>;

/** Who looks on: an oracle, or a tee. It is told, never asked, and what it throws is its own affair. */
export interface Witness {
  /** An app has begun; its engine was opened from the store. */
  opened?(device: SimDevice): void;
  /** An input was taken; nothing of it is durable or seen yet. */
  stepped?(device: SimDevice, input: Input, output: Output): void;
  /** The output's batch is durable, or it had none. Its actions follow. */
  saved?(device: SimDevice, input: Input, output: Output): void;
  /** A packet leaves. */
  sent?(device: SimDevice, send: Send): void;
  /** All of an output has been done: this is when a screen shows it. */
  performed?(device: SimDevice, input: Input, output: Output): void;
  /** The app is gone, and with it everything that was not durable. */
  died?(device: SimDevice): void;
}

/** The link of a device that can be switched off, and whose app may be launched for a message. A link without these is just there. */
export interface DeviceLink extends Link {
  readonly isPowered?: boolean;
  power?(on: boolean): void;
  /** Forgets what it holds for the app. */
  clear?(): void;
  wake?: () => boolean;
}

interface Pending {
  input: Input;
  output: Output;
}

export interface SimDeviceOptions {
  agenda: Agenda;
  random: Random;
  role: Role;
  /** What a trace calls it; else its role. */
  name?: string;
  deviceId: string;
  weather: Weather;
  link: DeviceLink;
  open: OpenEngine;
  witnesses?: readonly Witness[];
}

/** How far behind its due time a tick may come. */
const tickLatenessMs = 20;

/**
 * A phone or a watch: a real engine, a disk, three clocks that each lie in their own way, and one end of a link. It keeps the order the
 * engine demands: the batch is durable, then the actions are done, output after output. [DUR-1]
 *
 *   input -> engine.step -> waiting outputs -> save -> actions -> screen
 *                                 (dies here)  (here)  (or here)
 */
export class SimDevice {
  readonly role: Role;
  readonly name: string;
  readonly deviceId: string;
  readonly store = new MemoryStore();
  readonly link: DeviceLink;
  readonly #agenda: Agenda;
  readonly #random: Random;
  readonly #weather: Weather;
  readonly #open: OpenEngine;
  readonly #witnesses: readonly Witness[];
  readonly #crashes = new Map<number, { point: CrashPoint; downMs: number }>();

  #engine: DrivenEngine | null = null;
  #waiting: Pending[] = [];
  #isSaving = false;
  #isDraining = false;
  #tick: Appointment | null = null;
  #ticksNow = { at: -1, count: 0 };
  #life = 0;
  #isGone = false;
  #savingOutputs = 0;
  #jumpedMs = 0;
  #bootedAt: number;
  #boots = 1;

  constructor(options: SimDeviceOptions) {
    this.role = options.role;
    this.name = options.name ?? options.role;
    this.deviceId = options.deviceId;
    this.link = options.link;
    this.#agenda = options.agenda;
    this.#random = options.random;
    this.#weather = options.weather;
    this.#open = options.open;
    this.#witnesses = options.witnesses ?? [];
    this.#bootedAt = options.agenda.now - options.random.int(1_000, 100_000_000);
    const { now } = this.#agenda;
    for (const { device, at, byMs } of this.#weather.jumps) {
      if (device !== this.role) continue;
      // An app installed later finds the clock as it was set before.
      if (at < now) this.jump(byMs);
      else this.#agenda.at(at, () => this.jump(byMs));
    }
    for (const { device, at, downMs, reboot } of this.#weather.kills) {
      if (device === this.role && at >= now) this.#agenda.at(at, () => this.kill(downMs, reboot));
    }
    for (const crash of this.#weather.crashes) if (crash.device === this.role) this.#crashes.set(crash.nth, crash);
    this.link.wake = () => this.#wake();
  }

  /** The engine while the app runs. */
  get engine(): DrivenEngine | null {
    return this.#engine;
  }

  get isRunning(): boolean {
    return this.#engine !== null;
  }

  /** True when nothing waits to become durable. */
  get isDurable(): boolean {
    return this.#waiting.length === 0;
  }

  session(sessionId: string): SessionState | undefined {
    return this.#engine?.sessions.get(sessionId)?.state;
  }

  /** The three clocks as the device reads them now. */
  instant(): Instant {
    return {
      wallMs: wallStart + this.#agenda.now + this.#weather.skewMs[this.role] + this.#jumpedMs,
      monotonicMs: this.#agenda.now - this.#bootedAt,
      deviceBootId: `${this.deviceId}-boot${this.#boots}`,
    };
  }

  /** The app is launched: it opens its engine from the disk and activates its session. */
  start(): void {
    if (this.#isGone || this.#engine !== null || this.link.isPowered === false) return;
    this.#engine = this.#open({
      deviceId: this.deviceId,
      role: this.role,
      mintId: () => this.#random.id(),
      stored: this.store.entries(),
    });
    this.#life++;
    for (const witness of this.#witnesses) witness.opened?.(this);
    const now = () => this.instant();
    const delegate: LinkDelegate = {
      activated: (reachable, outstanding) => this.#take({ type: "activated", now: now(), reachable, outstanding }),
      reachabilityChanged: (reachable) => this.#take({ type: "reachability", now: now(), reachable }),
      received: (transport, text) => {
        // A phone's routines are no engine's affair, and nobody starts one from a simulated wrist. [RTN-1]
        if (parseRoutine(text) === undefined) this.#take({ type: "received", now: now(), transport, text });
      },
      sent: (sendId, errorCode) =>
        this.#take({ type: "sent", now: now(), sendId, ...(errorCode === undefined ? {} : { errorCode }) }),
    };
    this.link.activate(delegate);
  }

  /** The app is killed, with the device if it reboots, and comes back after `downMs`. */
  kill(downMs: number, reboot = false): void {
    if (this.#isGone) return;
    this.#die();
    if (reboot) this.link.power?.(false);
    this.#agenda.after(downMs, () => {
      if (reboot) {
        this.#boots++;
        this.#bootedAt = this.#agenda.now;
        this.link.power?.(true);
      }
      this.start();
    });
  }

  /** The app is deleted, and the system keeps nothing of it: this device is over. */
  uninstall(): void {
    this.#die();
    this.#isGone = true;
    this.link.clear?.();
  }

  /** Someone sets the wall clock. */
  jump(byMs: number): void {
    this.#jumpedMs += byMs;
  }

  /** The lifter taps. Undefined when there is no app to tap. */
  act(act: Act): Output | undefined {
    return this.#take({ type: "acted", now: this.instant(), act });
  }

  /** An input of the caller's own making, for a link that is not a FakeLink. */
  take(input: Input): Output | undefined {
    return this.#take(input);
  }

  #take(input: Input): Output | undefined {
    if (this.#engine === null) return undefined;
    const output = this.#engine.step(input);
    for (const witness of this.#witnesses) witness.stepped?.(this, input, output);
    this.#waiting.push({ input, output });
    this.#drain();
    this.#setTick();
    return output;
  }

  /** Performs the waiting outputs in the order of their inputs, as far as the disk has come. */
  #drain(): void {
    if (this.#isDraining || this.#isSaving) return;
    this.#isDraining = true;
    for (let next = this.#waiting[0]; next !== undefined && !this.#isSaving; next = this.#waiting[0]) {
      if (next.output.save === undefined) this.#perform(next, undefined);
      else this.#save(next);
    }
    this.#isDraining = false;
  }

  #save(pending: Pending): void {
    this.#savingOutputs++;
    const crash = this.#agenda.now < this.#weather.calmAt ? this.#crashes.get(this.#savingOutputs) : undefined;
    if (crash?.point === "before_save") {
      this.kill(crash.downMs);
      return;
    }
    const [low, high] = this.#weather.saveMs;
    if (high === 0) {
      this.#finishSave(pending, crash);
      return;
    }
    this.#isSaving = true;
    const life = this.#life;
    this.#agenda.after(this.#random.int(low, high), () => {
      if (this.#life !== life) return;
      this.#isSaving = false;
      this.#finishSave(pending, crash);
      this.#drain();
    });
  }

  #finishSave(pending: Pending, crash: { point: CrashPoint; downMs: number } | undefined): void {
    if (pending.output.save !== undefined) this.store.save(pending.output.save);
    this.#perform(pending, crash);
  }

  #perform(pending: Pending, crash: { point: CrashPoint; downMs: number } | undefined): void {
    const { input, output } = pending;
    this.#waiting.shift();
    for (const witness of this.#witnesses) witness.saved?.(this, input, output);
    if (crash?.point === "after_save") {
      this.kill(crash.downMs);
      return;
    }
    const survives = crash === undefined ? output.actions.length : Math.ceil(output.actions.length / 2);
    for (const action of output.actions.slice(0, survives)) this.#do(action);
    if (crash !== undefined) {
      this.kill(crash.downMs);
      return;
    }
    for (const witness of this.#witnesses) witness.performed?.(this, input, output);
  }

  #do(action: Action): void {
    switch (action.type) {
      case "send":
        for (const witness of this.#witnesses) witness.sent?.(this, action);
        this.link.send(action.channel, action.sendId, { [payloadKey]: action.text });
        return;
      case "cancel":
        this.link.cancel(action.sendIds);
        return;
      case "notify":
        return;
    }
  }

  #die(): void {
    if (this.#engine === null) return;
    this.#engine = null;
    this.#waiting = [];
    this.#isSaving = false;
    this.#life++;
    this.#setTick();
    this.link.deactivate();
    for (const witness of this.#witnesses) witness.died?.(this);
  }

  /** iOS may launch the app for a message from the watch; whether its JavaScript starts is another matter. */
  #wake(): boolean {
    if (!this.#random.chance(this.#weather.wake)) return false;
    this.start();
    return this.isRunning;
  }

  #setTick(): void {
    if (this.#tick !== null) this.#agenda.cancel(this.#tick);
    this.#tick = null;
    const wakeAt = this.#engine?.wakeAt(this.instant()) ?? null;
    if (wakeAt === null) return;
    const lateMs = this.#random.int(0, tickLatenessMs);
    this.#tick = this.#agenda.at(Math.max(wakeAt + this.#bootedAt, this.#agenda.now) + lateMs, () => {
      this.#tick = null;
      this.#guardAgainstSpinning();
      this.#take({ type: "tick", now: this.instant() });
    });
  }

  /** An engine that always wants its next tick at once would stop virtual time. */
  #guardAgainstSpinning(): void {
    const isSame = this.#ticksNow.at >= this.#agenda.now - 1_000;
    this.#ticksNow = isSame
      ? { ...this.#ticksNow, count: this.#ticksNow.count + 1 }
      : { at: this.#agenda.now, count: 0 };
    if (this.#ticksNow.count > 1_000)
      throw new Error(`${this.role} asks for tick after tick: its wakeAt does not move on`);
  }
}

/** True time of a world's beginning on a wall clock that is right: 2026-01-05 17:00 UTC. */
export const wallStart = 1_767_632_400_000;
