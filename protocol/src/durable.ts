import type { ClockAnchor, Offsets } from "./clock.ts";
import type { Envelope } from "./envelope.ts";
import { fromVector } from "./have.ts";
import type { StampedCell } from "./packet.ts";
import { type Head, SessionRecord } from "./record.ts";
import { fromStamped, toStamped } from "./register.ts";
import type { Replica } from "./replica.ts";
import type { Batch } from "./step.ts";
import type { Value } from "./value.ts";

/*
 * The durable keys of an engine. One batch is one atomic write; a key set to null is deleted. [DUR-2]
 *
 *   clock                     the session clock's anchor
 *   context                   counter of published contexts
 *   offset/<clockId>          best offset sample to a peer's clock
 *   session/<id>              revision, seq, have, closed
 *   cell/<id>/<register>      [revision, deviceId, value]
 *   event/<id>/<seq>          outbox
 *   tombstone/<id>            a forgotten session
 */

/** The keyed write an input makes, gathered while it is handled. */
export class Save {
  readonly #puts = new Map<string, Value>();

  get isEmpty(): boolean {
    return this.#puts.size === 0;
  }

  get batch(): Batch {
    return this.#puts;
  }

  clock(anchor: ClockAnchor): void {
    this.#puts.set("clock", anchor as unknown as Value);
  }

  context(counter: number): void {
    this.#puts.set("context", counter);
  }

  offset(clockId: string, offsets: Offsets): void {
    this.#puts.set(`offset/${clockId}`, (offsets.sample(clockId) ?? null) as unknown as Value);
  }

  head(record: SessionRecord): void {
    this.#puts.set(`session/${record.sessionId}`, record.toHead() as unknown as Value);
  }

  cells(record: SessionRecord, names: readonly string[]): void {
    for (const name of names) {
      const cell = record.state.registers.get(name);
      if (cell !== undefined) this.#puts.set(`cell/${record.sessionId}/${name}`, toStamped(cell));
    }
  }

  event(sessionId: string, seq: number, event: Envelope | null): void {
    this.#puts.set(`event/${sessionId}/${seq}`, event as unknown as Value);
  }

  /** A closed session leaves its id and nothing else. [CLO-4] */
  forget(record: SessionRecord): void {
    const { sessionId } = record;
    this.#puts.set(`session/${sessionId}`, null);
    for (const [name] of record.state.registers.entries()) this.#puts.set(`cell/${sessionId}/${name}`, null);
    for (const { seq } of record.outbox.values()) this.#puts.set(`event/${sessionId}/${seq}`, null);
    this.#puts.set(`tombstone/${sessionId}`, true);
  }

  forgetTombstone(sessionId: string): void {
    this.#puts.set(`tombstone/${sessionId}`, null);
  }
}

/** What was read back at open. */
export interface Restored {
  anchor: ClockAnchor | null;
  contextCounter: number;
  tombstones: Set<string>;
}

/** Puts an engine's memory together again from its durable keys, in whatever order they come. [DUR-3] */
export function restore(
  stored: Iterable<readonly [string, Value]>,
  replica: Replica,
  records: Map<string, SessionRecord>,
  offsets: Offsets,
): Restored {
  const restored: Restored = { anchor: null, contextCounter: 0, tombstones: new Set() };
  const events: [SessionRecord, number, Envelope][] = [];
  const record = (sessionId: string): SessionRecord => {
    let found = records.get(sessionId);
    if (found === undefined) {
      found = new SessionRecord(replica.session(sessionId));
      records.set(sessionId, found);
    }
    return found;
  };

  for (const [key, value] of stored) {
    const [kind, id = ""] = key.split("/", 2);
    const rest = key.slice(`${kind}/${id}/`.length);
    if (value === null) continue;
    switch (kind) {
      case "clock":
        restored.anchor = value as unknown as ClockAnchor;
        break;
      case "context":
        restored.contextCounter = value as number;
        break;
      case "offset":
        offsets.restore(id, value);
        break;
      case "tombstone":
        restored.tombstones.add(id);
        break;
      case "cell":
        record(id).state.registers.write(rest, fromStamped(value as unknown as StampedCell));
        break;
      case "event":
        events.push([record(id), Number(rest), value as unknown as Envelope]);
        break;
      case "session":
        restoreHead(record(id), value as unknown as Head);
        break;
    }
  }
  events.sort(([, a], [, b]) => a - b);
  for (const [owner, seq, event] of events) owner.outbox.add(seq, event);
  return restored;
}

function restoreHead(record: SessionRecord, head: Head): void {
  record.seq = head.seq;
  record.state.raise(head.revision);
  record.endedAt = head.endedAt ?? null;
  record.closed = head.closed ?? null;
  for (const [deviceId, received] of fromVector(head.have)) record.state.vector.set(deviceId, received);
}
