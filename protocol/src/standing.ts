import { add, hex, subtract, unhex, zero } from "./hash.ts";
import { covers, fromVector, sameVector, vectorFor } from "./have.ts";
import type { HelloPacket, Packet, RegisterMap, SnapshotPacket } from "./packet.ts";
import type { SessionRecord } from "./record.ts";
import { fromStamped, isHealth, registerHash } from "./register.ts";
import type { Notice } from "./step.ts";

/** What a peer says of one session in a hello or a snapshot. */
export interface Mention {
  digest: string;
  closed: boolean;
  /** Its digest without health, by which drift is judged. [DRF-1] */
  coreDigest: string;
  whole: boolean;
}

/** The sessions a packet speaks of, with what it says of each. */
export function mentionsOf(packet: HelloPacket | SnapshotPacket): Map<string, Mention> {
  const mentions = new Map<string, Mention>();
  if (packet.kind === "hello") {
    for (const { sessionId, digest, status, closed, health } of packet.sessions) {
      const ended = status === "finished" || status === "discarded";
      mentions.set(sessionId, {
        digest,
        closed: closed === true,
        coreDigest: withoutHealth(digest, ended, health ?? {}),
        whole: false,
      });
    }
  } else {
    for (const { sessionId, digest, closed, registers } of packet.sessions) {
      const status = Object.hasOwn(registers, "status") ? registers.status?.[2] : undefined;
      const ended = status === "finished" || status === "discarded";
      mentions.set(sessionId, {
        digest,
        closed: closed === true,
        coreDigest: withoutHealth(digest, ended, registers),
        whole: true,
      });
    }
  }
  return mentions;
}

/** An ended session's digest counts health; taking the said health cells out leaves what the edits alone make. [DIG-4] */
function withoutHealth(digest: string, ended: boolean, registers: RegisterMap): string {
  if (!ended) return digest;
  let health = zero;
  for (const [name, stamped] of Object.entries(registers)) {
    if (isHealth(name)) health = add(health, registerHash(name, fromStamped(stamped)));
  }
  return hex(subtract(unhex(digest), health));
}

/** Takes down the vector a packet's head gives for a session, and what the outbox may forget. [ACK-1] [OUT-4] */
export function hear(record: SessionRecord, packet: Packet, deviceId: string): number[] {
  const vector = vectorFor(packet.have, record.sessionId);
  if (vector === undefined) return [];
  record.said = { deviceId: packet.deviceId, vector: fromVector(vector) };
  return record.outbox.prune(record.said.vector.get(deviceId));
}

/** What the peer lacks is sent again from the outbox if it is there in a row, else as a snapshot. [OUT-7] */
export function answerLack(record: SessionRecord, deviceId: string, now: number): void {
  if (!record.peerLacks) return;
  const lacked = lackedBy(record, deviceId);
  const fromOthers = [...record.state.vector].some(([author, received]) => {
    if (author === deviceId || author === record.said?.deviceId) return false;
    const theirs = record.said?.vector.get(author);
    return received.upTo > (theirs?.upTo ?? 0) || (received.past?.length ?? 0) > (theirs?.past?.length ?? 0);
  });
  if (!record.outbox.resend(lacked, now) || fromOthers) record.owesSnapshot = true;
}

/** The own seqs that a peer's vector misses. */
export function lackedBy(record: SessionRecord, deviceId: string): number[] {
  const part = record.said?.vector.get(deviceId);
  const lacked: number[] = [];
  for (let seq = (part?.upTo ?? 0) + 1; seq <= record.seq; seq++) if (!covers(part, seq)) lacked.push(seq);
  return lacked;
}

/**
 * Compares where the peer says it stands with where this device stands. The vector says what to send, the digest says whether it is done:
 * equal vectors without holes and unequal digests are drift, answered by a snapshot; drift that a snapshot each way leaves is a fault. [DRF-1..3]
 */
export function compare(record: SessionRecord, mention: Mention): Notice | null {
  const { said, state, sessionId } = record;
  if (said === null) return null;
  said.digest = mention.digest;
  if (state.hasHoles || !sameVector(said.vector, state.vector)) {
    record.owesAck = true;
    return null;
  }
  if (mention.digest === state.digest) {
    record.drift = null;
    return null;
  }
  if (mention.coreDigest === state.registers.coreDigest) {
    record.owesSnapshot = true;
    return null;
  }
  const ours = state.registers.coreDigest;
  const theirs = mention.coreDigest;
  if (record.drift?.ours !== ours || record.drift.theirs !== theirs) {
    record.drift = { ours, theirs, snapshotSent: false, unhealed: false };
    record.owesSnapshot = true;
    const sentence = `session ${sessionId}: both devices have the same events, yet digest ${state.digest} here and ${mention.digest} at the peer`;
    return { notice: "drift_detected", sessionId, sentence };
  }
  record.owesSnapshot = !record.drift.snapshotSent;
  if (!mention.whole || !record.drift.snapshotSent || record.drift.unhealed) return null;
  record.drift.unhealed = true;
  const sentence = `session ${sessionId}: a snapshot each way has left digest ${state.digest} here and ${mention.digest} at the peer; this is a bug`;
  return { notice: "drift_unhealed", sessionId, sentence };
}
