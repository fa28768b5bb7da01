import type { Rejection, TraceAck } from "@lighty/protocol";
import { type Batch, headOf } from "../log/event-log.ts";
import type { Taken, Windows } from "./intake.ts";
import type { JudgedFrames } from "./judge.ts";

/** Which boots of which devices a message had frames of. */
type Boots = Map<string, Set<string>>;

interface Message extends JudgedFrames {
  line: number | null;
}

/** Asks the log what it holds of some boots. */
export type AckedOf = (deviceId: string, bootIds: readonly string[]) => Promise<TraceAck[]> | TraceAck[];

/** Messages on their way into one commit, in the order they came, and what each is told afterwards. */
export class Gathering {
  readonly #windows: Windows;
  readonly #messages: (Message | Rejection)[] = [];
  /** Frames that will land or be set aside. */
  #frames = 0;

  constructor(windows: Windows) {
    this.#windows = windows;
  }

  get frames(): number {
    return this.#frames;
  }

  /** Adds a judged message; `line` is null when it did not come over a socket. */
  add(judged: JudgedFrames | Rejection, line: number | null): void {
    const message = this.#admit(judged, line);
    if (!("code" in message)) this.#frames += message.arrivals.length + message.quarantined.length;
    this.#messages.push(message);
  }

  batch(receivedAt: number): Batch {
    const batch = {
      receivedAt,
      arrivals: [] as Batch["arrivals"][number][],
      quarantined: [] as Batch["quarantined"][number][],
    };
    for (const message of this.#messages) {
      if ("code" in message) continue;
      for (const arrival of message.arrivals) batch.arrivals.push(arrival);
      for (const each of message.quarantined) batch.quarantined.push(each);
    }
    return batch;
  }

  /** What became of each message, now that the batch is durable. */
  async outcomes(ackedOf: AckedOf): Promise<Taken[]> {
    const outcomes: Taken[] = [];
    const told = new Set<number>();
    const boots = new Map<number, Boots>();
    for (const message of this.#messages) {
      if ("code" in message || message.line === null) continue;
      noteBoots(
        message,
        entryOf(boots, message.line, () => new Map()),
      );
    }
    for (const message of this.#messages.toReversed()) {
      if ("code" in message) {
        outcomes.push({ taken: false, rejection: message });
        continue;
      }
      const { line, quarantined } = message;
      const own = line === null ? noteBoots(message, new Map()) : told.has(line) ? null : (boots.get(line) ?? null);
      if (line !== null) told.add(line);
      const acked: TraceAck[] = [];
      for (const [deviceId, bootIds] of own ?? []) acked.push(...(await ackedOf(deviceId, [...bootIds])));
      outcomes.push({ taken: true, acked, quarantined: quarantined.map(({ rejection }) => rejection) });
    }
    return outcomes.reverse();
  }

  /** To be called once the outcomes are on their way, or the batch has failed. */
  end(): void {
    for (const message of this.#messages) {
      if ("code" in message || message.line === null) continue;
      this.#windows.close(message.line, message.arrivals.length + message.quarantined.length);
    }
  }

  #admit(judged: JudgedFrames | Rejection, line: number | null): Message | Rejection {
    if ("code" in judged) return judged;
    const { arrivals, quarantined } = judged;
    const exceeded = line === null ? null : this.#windows.open(line, arrivals.length + quarantined.length);
    return exceeded ?? { arrivals, quarantined, line };
  }
}

function noteBoots({ arrivals, quarantined }: JudgedFrames, boots: Boots): Boots {
  const note = (deviceId: string, bootId: string) => entryOf(boots, deviceId, () => new Set()).add(bootId);
  for (const arrival of arrivals) {
    const { observer, bootId } = headOf(arrival);
    note(observer.deviceId, bootId);
  }
  for (const { key } of quarantined) if (key !== null) note(key.deviceId, key.bootId);
  return boots;
}

function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
