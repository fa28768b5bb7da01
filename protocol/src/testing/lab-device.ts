import { type Engine, openEngine } from "../engine.ts";
import type { Packet } from "../packet.ts";
import type { SessionRecord } from "../record.ts";
import type { Act, Action, Channel, Input, Instant, Notice, Output } from "../step.ts";
import type { Value } from "../value.ts";
import { countIds, instant, phoneId, sessionId, watchId } from "./devices.ts";
import { plan } from "./events.ts";

/** A send as a test looks at it. */
export interface Sent {
  channel: Channel;
  sendId: string;
  text: string;
  packet: Packet;
}

/**
 * An engine on the bench: its store is a map, its clock stands still until the test moves it, and nothing crosses unless the test carries it.
 * Every batch is kept, so that a test can open the engine again from any moment of its past.
 */
export class LabDevice {
  readonly deviceId: string;
  readonly batches: (readonly [string, Value])[][] = [];
  readonly outputs: Output[] = [];
  engine: Engine;
  /** Milliseconds since the tests began. */
  at = 0;
  readonly #mintId: () => string;
  #cells = new Map<string, string>();
  #clock: Partial<Instant> = {};
  #taken = 0;

  constructor(
    deviceId: string = phoneId,
    stored: Iterable<readonly [string, Value]> = [],
    mintId = countIds(`${deviceId[0]}id`),
  ) {
    this.deviceId = deviceId;
    this.#mintId = mintId;
    for (const [key, value] of stored) this.#cells.set(key, JSON.stringify(value));
    this.engine = this.#open();
  }

  #open(): Engine {
    const role = this.deviceId === watchId ? "watch" : "phone";
    return openEngine({ deviceId: this.deviceId, role, mintId: this.#mintId, stored: this.stored() });
  }

  /** The durable keys, as a new process would load them. */
  *stored(): Iterable<[string, Value]> {
    for (const [key, text] of this.#cells) yield [key, JSON.parse(text) as Value];
  }

  get keys(): string[] {
    return [...this.#cells.keys()].sort();
  }

  /** Writes into the store behind the engine's back, as a fault would; takes effect at the next restart. */
  corrupt(key: string, value: Value | undefined): void {
    if (value === undefined) this.#cells.delete(key);
    else this.#cells.set(key, JSON.stringify(value));
  }

  now(): Instant {
    return instant(this.at, this.#clock);
  }

  /** From now on the clocks read so, e.g. another boot, or a wall clock that jumped. */
  setClock(clock: Partial<Instant>): void {
    this.#clock = clock;
  }

  step(input: Omit<Extract<Input, { type: "acted" }>, "now">): Output;
  step(input: Omit<Extract<Input, { type: "received" }>, "now">): Output;
  step(input: Omit<Extract<Input, { type: "activated" }>, "now">): Output;
  step(input: Omit<Extract<Input, { type: "reachability" }>, "now">): Output;
  step(input: Omit<Extract<Input, { type: "sent" }>, "now">): Output;
  step(input: Omit<Extract<Input, { type: "tick" }>, "now">): Output;
  step(input: { type: string }): Output {
    const output = this.engine.step({ ...input, now: this.now() } as Input);
    const batch = [...(output.save ?? [])].map(([key, value]) => [key, structuredClone(value)] as const);
    this.batches.push(batch);
    for (const [key, value] of batch) {
      if (value === null) this.#cells.delete(key);
      else this.#cells.set(key, JSON.stringify(value));
    }
    this.outputs.push(output);
    return output;
  }

  activate(reachable = true, outstanding: readonly { sendId: string; text: string }[] = []): this {
    this.step({ type: "activated", reachable, outstanding });
    return this;
  }

  reachable(reachable = true): Output {
    return this.step({ type: "reachability", reachable });
  }

  tick(afterMs = 0): Output {
    this.at += afterMs;
    return this.step({ type: "tick" });
  }

  act(act: Act): Output {
    return this.step({ type: "acted", act });
  }

  start(more: Parameters<typeof plan>[0] = {}, session = sessionId): Output {
    return this.act({ act: "start", sessionId: session, plan: plan(more) });
  }

  receive(packet: Packet | string, transport: Channel = "message"): Output {
    return this.step({
      type: "received",
      transport,
      text: typeof packet === "string" ? packet : JSON.stringify(packet),
    });
  }

  /** The process dies, with all it had in memory; another opens from the store. */
  restart(): this {
    this.engine = this.#open();
    return this;
  }

  /** The session of that id, which must be there. */
  session(session = sessionId): SessionRecord {
    const record = this.engine.sessions.get(session);
    if (record === undefined) throw new Error(`${this.deviceId} knows no session ${session}`);
    return record;
  }

  /** What was done since last asked. */
  take(): Action[] {
    const actions = this.outputs.slice(this.#taken).flatMap((output) => output.actions);
    this.#taken = this.outputs.length;
    return actions;
  }

  /** What was sent since last asked. */
  takeSent(): Sent[] {
    return sends(this.take());
  }
}

/** The sends among actions, with their packets read. */
export function sends(actions: readonly Action[], channel?: Channel): Sent[] {
  return actions.flatMap((action) => {
    if (action.type !== "send" || (channel !== undefined && action.channel !== channel)) return [];
    const { sendId, text } = action;
    return [{ channel: action.channel, sendId, text, packet: JSON.parse(text) as Packet }];
  });
}

/** What an engine noticed among actions. */
export function notices(actions: readonly Action[]): Notice[] {
  return actions.flatMap((action) => (action.type === "notify" ? [action.notice] : []));
}

/** "message events", "applicationContext snapshot" ...: what left, in order. */
export function described(sent: readonly Sent[]): string[] {
  return sent.map(({ channel, packet }) => `${channel} ${packet.kind}`);
}

/**
 * Carries what each has sent to the other until both are silent, and says how many packets that took. More than `limit` is a storm, and
 * throws: two engines that have nothing new to say must not go on talking.
 */
export function exchange(a: LabDevice, b: LabDevice, limit = 200): number {
  let carried = 0;
  for (;;) {
    const fromA = a.takeSent();
    const fromB = b.takeSent();
    if (fromA.length + fromB.length === 0) return carried;
    carried += fromA.length + fromB.length;
    if (carried > limit) throw new Error(`${carried} packets and no silence`);
    for (const { channel, sendId, text } of fromA) {
      b.receive(text, channel);
      a.step({ type: "sent", sendId });
    }
    for (const { channel, sendId, text } of fromB) {
      a.receive(text, channel);
      b.step({ type: "sent", sendId });
    }
  }
}

/** A phone and a watch, activated and reachable, with a session that the phone started and both hold. */
export function trainingPair(more: Parameters<typeof plan>[0] = {}): { phone: LabDevice; watch: LabDevice } {
  const phone = new LabDevice(phoneId).activate();
  const watch = new LabDevice(watchId).activate();
  phone.start(more);
  exchange(phone, watch);
  return { phone, watch };
}
