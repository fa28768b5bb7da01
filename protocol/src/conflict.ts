import { covers, vectorFor } from "./have.ts";
import type { Packet } from "./packet.ts";
import type { SessionRecord } from "./record.ts";
import type { Merge } from "./session.ts";
import type { Notice } from "./step.ts";
import { sameValue, type Value } from "./value.ts";
import { writesOf } from "./writes.ts";

/**
 * Sets that both devices wrote without knowing of each other: the incoming write met an own one that its sender had not received. Both
 * devices find it, each on the other's event, so each can offer the value that lost. [CON-1]
 */
export function conflictsIn(
  record: SessionRecord,
  merge: Merge,
  packet: Packet,
  deviceId: string,
  ownWrites: OwnWrites,
): Notice[] {
  if (record.outbox.size === 0 || (packet.kind !== "events" && packet.kind !== "snapshot")) return [];
  const theirVector = vectorFor(packet.have, record.sessionId);
  const known = theirVector !== undefined && Object.hasOwn(theirVector, deviceId) ? theirVector[deviceId] : undefined;
  const incoming = incomingWrites(record.sessionId, merge, packet);
  const notices: Notice[] = [];

  for (const [register, theirs] of incoming) {
    if (!register.startsWith("set/")) continue;
    const own = ownWrites.of(record).get(register);
    if (own === undefined || covers(known, own.seq) || sameValue(own.value, theirs)) continue;
    const tookTheirs = merge.changed.includes(register);
    const kept = tookTheirs ? theirs : own.value;
    const lost = tookTheirs ? own.value : theirs;
    const [keptBy, lostBy] = tookTheirs ? [packet.deviceId, deviceId] : [deviceId, packet.deviceId];
    const sentence = `both devices changed ${register}: kept ${JSON.stringify(kept)}, not ${JSON.stringify(lost)}`;
    notices.push({ notice: "conflict", sessionId: record.sessionId, register, kept, lost, keptBy, lostBy, sentence });
  }
  return notices;
}

/** What the packet tried to write: an event all it names, a snapshot only what it changed. */
function incomingWrites(sessionId: string, merge: Merge, packet: Packet): (readonly [string, Value])[] {
  if (packet.kind === "events") {
    const event = packet.events.find(({ eventId }) => eventId === merge.verdict.eventId);
    const told = merge.verdict.verdict !== "duplicate" && event?.eventType !== "session_started";
    return event !== undefined && told ? writesOf(event) : [];
  }
  if (packet.kind !== "snapshot") return [];
  const snapshot = packet.sessions.find((part) => part.sessionId === sessionId);
  return merge.changed.map((name) => [name, snapshot?.registers[name]?.[2] ?? null] as const);
}

interface OwnWrite {
  seq: number;
  value: Value;
}

/** The last write of each register that waits in an outbox, gathered once for all of a packet: a device long alone has many. */
export class OwnWrites {
  readonly #gathered = new Map<SessionRecord, Map<string, OwnWrite>>();

  of(record: SessionRecord): ReadonlyMap<string, OwnWrite> {
    let writes = this.#gathered.get(record);
    if (writes === undefined) {
      writes = new Map();
      for (const { event, seq } of record.outbox.values()) {
        if (event.eventType === "session_started") continue;
        for (const [register, value] of writesOf(event)) writes.set(register, { seq, value });
      }
      this.#gathered.set(record, writes);
    }
    return writes;
  }
}
