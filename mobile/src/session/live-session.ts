import {
  type Act,
  type Action,
  type Batch,
  type Channel,
  type Engine,
  type Envelope,
  type Input,
  type Instant,
  isReplayed,
  type Notice,
  type Output,
  type Outstanding,
  openEngine,
  payloadKey,
  type Rejection,
  type Store,
  type Value,
} from "@lighty/protocol";
import { type Saved, SaveQueue } from "./save-queue.ts";
import type { Surroundings } from "./surroundings.ts";

/** Who keeps what stands beside the sessions: it may add to each save, and sees what became of each input. */
export interface Companion {
  /** What belongs into the same batch as the output of an input; the engine has taken it already. [DUR-2] */
  beside(input: Input, output: Output, notices: readonly Notice[]): Batch;
  /** The output is durable and its packets have left. */
  performed(input: Input, output: Output): void;
  /** Something that a screen shows may have changed. */
  changed(): void;
  /** When it wants `attend`, on the own session clock; null while there is nothing to wait for. */
  wakeAt(): number | null;
  attend(): void;
  /** True when the send was the companion's own, and no engine's affair. [RTN-1] */
  sent(sendId: string, errorCode: number | undefined): boolean;
  /** Of the transfers that the system still holds, the engine's. */
  activated(outstanding: readonly Outstanding[]): readonly Outstanding[];
}

/** What an act made, and whether it is durable yet. */
export type Acted = { events: readonly Envelope[]; saved: Promise<Saved> } | { refusal: Rejection };

export const installationKey = "installation";

/**
 * The phone's end of every session: the engine, its disk, its link and its alarm. The engine takes an input at once, so the screen answers a
 * tap at once; what an input does to the world waits until it is durable, output after output. [DUR-1]
 *
 *   tap, link, alarm -> engine.step -> batch, and the companion's beside it -> SaveQueue -> sends, receipt, witness
 */
export class LiveSession {
  readonly engine: Engine;
  readonly link = { isReachable: false, isActivated: false };
  readonly #around: Surroundings;
  readonly #companion: Companion;
  readonly #queue: SaveQueue;
  #forgetAlarm: (() => void) | null = null;
  #isOver = false;

  /** Over a store and what it loaded; gives itself an id where there is none. Call `begin` once. [DUR-3] [ENV-3] */
  constructor(around: Surroundings, companion: Companion, store: Store, stored: ReadonlyMap<string, Value>) {
    this.#around = around;
    this.#companion = companion;
    this.#queue = new SaveQueue(store, around.time, () => companion.changed());
    const { mintId, mintDeviceId, allowsReplay = false } = around;
    const known = stored.get(installationKey) as string | undefined;
    let deviceId = known ?? mintDeviceId();
    // By chance an id of a replay, which no peer would listen to. [RPL-2]
    while (isReplayed(deviceId)) deviceId = mintDeviceId();
    if (known === undefined) void this.save(new Map([[installationKey, deviceId]]));
    this.engine = openEngine({ deviceId, role: "phone", mintId, stored, allowsReplay });
  }

  get trouble() {
    const { trouble, unsaved } = this.#queue;
    return trouble === null ? null : { ...trouble, unsaved };
  }

  /** The own session clock. Milliseconds. */
  get clock(): number {
    return this.engine.clockAt(this.now());
  }

  now(): Instant {
    return this.#around.time.now();
  }

  /** Activates the link: from now on the world is heard. */
  begin(): void {
    this.#around.witness?.opened?.(this.engine.deviceId);
    // The first input gives the session clock its anchor, so that deadlines can be told before the link is up. [CLK-2]
    this.#step({ type: "tick", now: this.now() });
    this.#around.link.activate({
      repliesLater: true,
      activated: (reachable, outstanding) => {
        Object.assign(this.link, { isReachable: reachable, isActivated: true });
        const engines = this.#companion.activated(outstanding);
        this.#step({ type: "activated", now: this.now(), reachable, outstanding: engines });
      },
      reachabilityChanged: (reachable) => {
        this.link.isReachable = reachable;
        this.#step({ type: "reachability", now: this.now(), reachable });
      },
      received: (transport, text, reply, agoMs) => {
        this.#step({ type: "received", now: this.now(), transport, text }, reply, agoMs);
      },
      sent: (sendId, errorCode) => {
        if (this.#isOver || this.#companion.sent(sendId, errorCode)) return;
        this.#step({ type: "sent", now: this.now(), sendId, ...(errorCode === undefined ? {} : { errorCode }) });
      },
    });
  }

  /** The app is gone. What is not durable is lost; what is goes on at the next `begin`. */
  stop(): void {
    this.#isOver = true;
    this.#queue.stop();
    this.#forgetAlarm?.();
    this.#around.link.deactivate();
  }

  act(act: Act): Acted {
    const { output, saved } = this.#step({ type: "acted", now: this.now(), act });
    return output.refusal === undefined ? { events: output.events ?? [], saved } : { refusal: output.refusal };
  }

  /** Makes the companion's own keys durable, then does what depends on it. */
  save(batch: Batch, then: () => void = () => {}): Promise<Saved> {
    const saved = this.#queue.push(batch, then);
    this.#companion.changed();
    return saved;
  }

  retry(): void {
    this.#queue.retry();
  }

  /** A text that is no packet, after everything that is to be durable before it. */
  send(channel: Channel, sendId: string, text: string): void {
    this.#around.link.send(channel, sendId, { [payloadKey]: text });
  }

  #step(input: Input, reply?: () => void, agoMs = 0): { output: Output; saved: Promise<Saved> } {
    if (this.#isOver) return { output: { actions: [] }, saved: Promise.resolve("unsaved") };
    const { engine } = this;
    const output = engine.step(input);
    const notices = output.actions.flatMap((action) => (action.type === "notify" ? [action.notice] : []));
    const beside = this.#companion.beside(input, output, notices);
    const batch = beside.size === 0 ? output.save : new Map([...(output.save ?? []), ...beside]);
    const after = {
      now: input.now,
      readClock: engine.clockAt(input.now),
      clockId: engine.clockId,
      queueDepth: engine.queueDepth,
      agoMs,
    };
    const saved = this.#queue.push(batch, () => {
      for (const action of output.actions) this.#perform(action);
      // What could not be made durable is not answered for: its sender keeps it. [ACK-1]
      reply?.();
      this.#around.witness?.stepped?.(input, output, after);
      this.#companion.performed(input, output);
    });
    this.setAlarm();
    this.#companion.changed();
    return { output, saved };
  }

  #perform(action: Action): void {
    if (action.type === "send") this.send(action.channel, action.sendId, action.text);
    if (action.type === "cancel") this.#around.link.cancel(action.sendIds);
  }

  /** One alarm for whatever is due first, from absolute deadlines: an app that was suspended is late, not wrong. */
  setAlarm(): void {
    this.#forgetAlarm?.();
    this.#forgetAlarm = null;
    if (this.#isOver) return;
    const now = this.now();
    const own = this.#companion.wakeAt();
    const times = [
      this.engine.wakeAt(now),
      own === null ? null : now.monotonicMs + Math.max(0, own - this.engine.clockAt(now)),
    ].filter((time) => time !== null);
    if (times.length === 0) return;
    this.#forgetAlarm = this.#around.time.wait(Math.min(...times), () => {
      this.#companion.attend();
      this.#step({ type: "tick", now: this.now() });
    });
  }
}
