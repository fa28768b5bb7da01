import { errorRegistry } from "../errors.ts";
import type { Observer } from "../frame.ts";
import { limits } from "../limits.ts";
import { checkShape, parseJson } from "../parse.ts";
import { TeeDown, type TeeUp, type TraceAck } from "../stream.ts";
import { protocolVersion } from "../version.ts";
import { type Crossing, type Journalled, type TeeCounts, TeeSpool } from "./spool.ts";

/*
 * The device's end of the tee, as a pure state machine: time is handed in, what is to be done comes out. [TEE-4] [TEE-5]
 *
 *            start               opened              welcome
 *     idle --------> connecting --------> greeting --------> open
 *      ^                  ^                   |               |
 *      |             timer|    closed, timer  |  closed, timer|
 *      | stop             |  (from all three) v               |
 *      +--------------- waiting <-------------+---------------+
 *
 * `record` stands beside the machine: a frame goes into the spool whatever the state. Frames in flight stay there until they are
 * acknowledged; after a welcome everything above what the relay holds goes out anew.
 */
export type TeeState = "idle" | "connecting" | "greeting" | "open" | "waiting";

export type TeeInput =
  | { type: "start"; now: number }
  | { type: "stop"; now: number }
  | { type: "opened"; now: number }
  | { type: "message"; now: number; text: string }
  | { type: "closed"; now: number }
  | { type: "timer"; now: number }
  | { type: "flush"; now: number };

export type TeeAction =
  | { type: "connect" }
  | { type: "send"; text: string }
  | { type: "close"; reason: string }
  /** The relay holds these durably: a journal may forget them. */
  | { type: "acked"; acked: readonly TraceAck[] };

export interface TeeOptions {
  observer: Observer;
  /** Names this run of the app; new at each. [TEE-1] */
  bootId: string;
  name?: string;
  build?: string;
  /** Other observers whose frames this one brings. [TEE-7] */
  speaksFor?: readonly string[];
  /** Its user wants health values teed as they are, on lines that may carry them; nobody's, of a simulated device, need no asking. [TEE-9] */
  includeHealth?: boolean;
  /** The session clock, in whole milliseconds: with it the relay learns how far it is from its own. [TEE-8] */
  clock?: () => number;
  /** In [0, 1): spreads the reconnects of many devices. */
  random: () => number;
  /** What earlier boots left unacknowledged, oldest first. */
  backlog?: Iterable<Journalled>;
  maxFrames?: number;
  maxBytes?: number;
}

/** How long the relay may take to accept, to welcome, and to answer a ping. */
const answerMs = 10_000;
const pingMs = 15_000;
const firstRetryMs = 250;
const lastRetryMs = 10_000;

type Of<T extends TeeInput["type"]> = Extract<TeeInput, { type: T }>;
type Answers = { [T in TeeInput["type"]]: (tee: Tee, input: Of<T>) => void };

export class Tee {
  readonly #options: TeeOptions;
  readonly #spool: TeeSpool;
  #state: TeeState = "idle";
  #actions: TeeAction[] = [];
  #deadline: number | null = null;
  #window = 0;
  /** Connections in a row that brought nothing. */
  #failures = 0;
  /** The relay refused for a reason that trying again will not mend. */
  #isRefused = false;
  #pingSentAt: number | null = null;
  /** What the ping said of its time. */
  #pingStamp = 0;
  #isHealthRedacted = false;
  #isFlushWanted = false;

  constructor(options: TeeOptions) {
    const { observer, bootId, backlog = [], includeHealth = false } = options;
    const { maxFrames = limits.teeFrames, maxBytes = limits.teeBytes } = options;
    this.#options = options;
    this.#spool = new TeeSpool(observer, bootId, backlog, { maxFrames, maxBytes, includeHealth });
  }

  get state(): TeeState {
    return this.#state;
  }

  /** When `timer` is due on the clock that `now` is read from; null for never. */
  get deadline(): number | null {
    return this.#deadline;
  }

  get counts(): TeeCounts {
    return this.#spool.counts;
  }

  /** True when the relay asked for no health values, so that none leave whatever its user wants. [TEE-9] */
  get isHealthRedacted(): boolean {
    return this.#isHealthRedacted;
  }

  /** True when a frame waits and nothing else will send it: `flush` as soon as the one who recorded it is done. */
  get isFlushWanted(): boolean {
    return this.#isFlushWanted;
  }

  /** Numbers a frame and holds it, in constant time; what cannot be held is dropped and counted. Never throws. [TEE-1] [TEE-3] */
  record(crossing: Crossing): Journalled | null {
    const held = this.#spool.record(crossing);
    if (held !== null && this.#state === "open" && this.#spool.inFlight === 0) this.#isFlushWanted = true;
    return held;
  }

  step(input: TeeInput): TeeAction[] {
    this.#actions = [];
    const answer = Tee.#table[this.#state][input.type] as (tee: Tee, input: TeeInput) => void;
    answer(this, input);
    return this.#actions;
  }

  static readonly #nothing = (): void => {};
  static readonly #passive: Answers = {
    start: Tee.#nothing,
    stop: (tee) => tee.#stop(),
    opened: Tee.#nothing,
    message: Tee.#nothing,
    closed: Tee.#nothing,
    timer: Tee.#nothing,
    flush: Tee.#nothing,
  };
  static readonly #connected: Answers = { ...Tee.#passive, closed: (tee, { now }) => tee.#wait(now) };

  /** Every state answers every input: a new one of either does not compile until it has its answers. */
  static readonly #table: { [S in TeeState]: Answers } = {
    idle: { ...Tee.#passive, stop: Tee.#nothing, start: (tee, { now }) => tee.#connect(now) },
    waiting: { ...Tee.#passive, timer: (tee, { now }) => tee.#isDue(now) && tee.#connect(now) },
    connecting: {
      ...Tee.#connected,
      opened: (tee, { now }) => tee.#greet(now),
      timer: (tee, { now }) => tee.#isDue(now) && tee.#giveUp("the relay did not accept in time", now),
    },
    greeting: {
      ...Tee.#connected,
      message: (tee, { text, now }) => tee.#hear(text, now),
      timer: (tee, { now }) => tee.#isDue(now) && tee.#giveUp("the relay did not welcome in time", now),
    },
    open: {
      ...Tee.#connected,
      message: (tee, { text, now }) => tee.#hear(text, now),
      timer: (tee, { now }) => tee.#isDue(now) && tee.#beat(now),
      flush: (tee) => tee.#pump(),
    },
  };

  #isDue(now: number): boolean {
    return this.#deadline !== null && now >= this.#deadline;
  }

  #connect(now: number): void {
    this.#state = "connecting";
    this.#deadline = now + answerMs;
    this.#isRefused = false;
    this.#actions.push({ type: "connect" });
  }

  #greet(now: number): void {
    const { observer, bootId, name, build, speaksFor } = this.#options;
    this.#state = "greeting";
    this.#deadline = now + answerMs;
    this.#say({
      type: "hello",
      v: protocolVersion,
      ...observer,
      ...(name === undefined ? {} : { name }),
      ...(build === undefined ? {} : { build }),
      bootId,
      spools: this.#spool.spools(),
      ...(speaksFor === undefined ? {} : { speaksFor: [...speaksFor] }),
    });
  }

  #hear(text: string, now: number): void {
    const json = parseJson(text);
    const message = json.ok ? checkShape(TeeDown, json.value) : json;
    // What this build does not understand is passed over; a relay that never acknowledges is noticed by its silence.
    if (!message.ok) return;
    const said = message.value;
    switch (said.type) {
      case "welcome":
        return this.#open(said, now);
      case "ack":
        this.#failures = 0;
        this.#isRefused = false;
        this.#spool.acknowledge(said.acked);
        this.#actions.push({ type: "acked", acked: said.acked });
        if (this.#state === "open") this.#pump();
        return;
      case "pong":
        this.#failures = 0;
        this.#pingSentAt = null;
        return this.#tellClock(said);
      case "error":
        this.#isRefused = !errorRegistry[said.code].retryable;
        return;
    }
  }

  #open({ window, acked, redactHealth }: Extract<TeeDown, { type: "welcome" }>, now: number): void {
    if (this.#state === "open") return;
    this.#state = "open";
    this.#isHealthRedacted = redactHealth === true;
    this.#window = window;
    this.#pingSentAt = null;
    this.#deadline = now + pingMs;
    this.#spool.resume(acked, this.#isHealthRedacted);
    if (acked.length > 0) this.#actions.push({ type: "acked", acked });
    // A first reading of the clock at once; without a clock a ping can wait.
    if (this.#options.clock !== undefined) this.#ping(now);
    this.#pump();
  }

  /** While messages are in flight the next one gathers, and goes with the ack; a full one need not wait. [TEE-5] */
  #pump(): void {
    this.#isFlushWanted = false;
    for (let text = this.#spool.next(this.#window); text !== null; text = this.#spool.next(this.#window)) {
      this.#actions.push({ type: "send", text });
    }
  }

  #beat(now: number): void {
    if (this.#pingSentAt !== null) return this.#giveUp("the relay stopped answering", now);
    this.#deadline = now + pingMs;
    this.#ping(now);
  }

  #ping(now: number): void {
    this.#pingSentAt = now;
    this.#pingStamp = Math.max(0, Math.floor(this.#options.clock?.() ?? now));
    this.#say({ type: "ping", sentAt: this.#pingStamp });
  }

  /** The relay has no clock of ours: it gets all four stamps, and makes of them what it shows. [TEE-8] */
  #tellClock({ pingSentAt, receivedAt, sentAt }: { pingSentAt: number; receivedAt: number; sentAt: number }): void {
    const { clock } = this.#options;
    if (clock === undefined || pingSentAt !== this.#pingStamp) return;
    const backAt = Math.max(0, Math.floor(clock()));
    this.#say({ type: "clock", sentAt: pingSentAt, receivedAt, answeredAt: sentAt, backAt });
  }

  #giveUp(reason: string, now: number): void {
    this.#actions.push({ type: "close", reason });
    this.#wait(now);
  }

  #wait(now: number): void {
    const { random } = this.#options;
    const longest = this.#isRefused ? lastRetryMs : Math.min(lastRetryMs, firstRetryMs * 2 ** this.#failures);
    this.#failures = Math.min(this.#failures + 1, 16);
    this.#state = "waiting";
    this.#isFlushWanted = false;
    this.#deadline = now + Math.ceil(longest * (0.5 + random() / 2));
  }

  #stop(): void {
    if (this.#state !== "waiting") this.#actions.push({ type: "close", reason: "the tee was stopped" });
    this.#state = "idle";
    this.#isFlushWanted = false;
    this.#deadline = null;
  }

  #say(message: TeeUp): void {
    this.#actions.push({ type: "send", text: JSON.stringify(message) });
  }
}
