import type { Envelope } from "./envelope.ts";
import { type Rejection, reject } from "./errors.ts";
import { vectorFor } from "./have.ts";
import type { Transport } from "./ids.ts";
import { limits } from "./limits.ts";
import type { Packet, RegisterMap, SessionSnapshot, StampedCell, Standing } from "./packet.ts";
import { revisionCeiling } from "./revision.ts";
import { type Merge, SessionState } from "./session.ts";
import type { Verdict } from "./verdict.ts";

/** Everything one packet did to the sessions. */
export interface Reception {
  verdicts: Verdict[];
  merges: { session: SessionState; merge: Merge }[];
}

/**
 * The sessions as one device knows them, by merging alone: no outbox, no sending, no time. The engine holds one; so does every observer
 * that folds a device's frames to check it. [OBS-1]
 */
export class Replica {
  readonly deviceId: string;
  readonly sessions = new Map<string, SessionState>();
  readonly #isForgotten: (sessionId: string) => boolean;

  constructor(deviceId: string, isForgotten: (sessionId: string) => boolean = () => false) {
    this.deviceId = deviceId;
    this.#isForgotten = isForgotten;
  }

  /** The session, opened as a shell if it is new. [SES-1] */
  session(sessionId: string): SessionState {
    let session = this.sessions.get(sessionId);
    if (session === undefined) {
      session = new SessionState(sessionId);
      this.sessions.set(sessionId, session);
    }
    return session;
  }

  /** Merges a packet that has passed its schema: whole, or, with a rejection or its own echo, not at all. [BND-5] [RCV-7] */
  receive(packet: Packet, transport: Transport, at: number): Reception {
    if (packet.deviceId === this.deviceId) return foreign(packet);
    const rejection = this.#judge(packet);
    if (rejection !== null) return { verdicts: [{ verdict: "rejected", ...rejection }], merges: [] };
    switch (packet.kind) {
      case "events":
        return this.#collect(packet.events, (event, session) => session.receive(event, transport, at));
      case "snapshot":
        return this.#collect(packet.sessions, (part, session) =>
          session.receiveSnapshot(part, vectorFor(packet.have, part.sessionId)),
        );
      case "hello":
        return this.#receiveHello(packet.sessions);
      default:
        return { verdicts: [], merges: [] };
    }
  }

  /** The device's own event, as it makes it. */
  write(event: Envelope, at: number): Merge {
    return this.session(event.sessionId).receive(event, "message", at);
  }

  #collect<T extends { sessionId: string; eventId?: string; seq?: number }>(
    parts: readonly T[],
    merge: (part: T, session: SessionState) => Merge,
  ): Reception {
    const reception: Reception = { verdicts: [], merges: [] };
    for (const part of parts) {
      if (this.#isForgotten(part.sessionId)) {
        const event = part.eventId === undefined ? {} : { eventId: part.eventId };
        reception.verdicts.push({ sessionId: part.sessionId, ...event, verdict: "ended" });
        continue;
      }
      const session = this.session(part.sessionId);
      const merged = merge(part, session);
      reception.verdicts.push(merged.verdict);
      reception.merges.push({ session, merge: merged });
    }
    return reception;
  }

  /** A hello brings health cells and revisions of sessions; a session not known here it opens as an empty shell. [HEL-3] */
  #receiveHello(standings: readonly Standing[]): Reception {
    const reception: Reception = { verdicts: [], merges: [] };
    for (const { sessionId, revision, health = {} } of standings) {
      if (this.#isForgotten(sessionId)) continue;
      const isKnown = this.sessions.has(sessionId);
      const session = this.session(sessionId);
      const before = session.revision;
      session.raise(revision);
      const { changed, collisions } = session.mergeCells(isKnown ? health : {});
      const verdict: Verdict = { sessionId, verdict: "applied", registers: changed };
      const isNews = changed.length > 0;
      if (isNews) reception.verdicts.push(verdict);
      if (!isNews && collisions.length === 0 && session.revision === before) continue;
      reception.merges.push({ session, merge: { verdict, isNews, changed, collisions } });
    }
    return reception;
  }

  /** The rules a schema cannot state. Nothing has been changed when one is broken. [BND-3] [BND-4] [RCV-7] */
  #judge(packet: Packet): Rejection | null {
    switch (packet.kind) {
      case "events": {
        for (const event of packet.events) {
          if (event.deviceId !== packet.deviceId) {
            return reject(
              "wrong_author",
              `event ${event.eventId} was written by ${event.deviceId} but sent by ${packet.deviceId}`,
            );
          }
          const poisoned = this.#judgeRevision(event.sessionId, event.revision, () => `event ${event.eventId}`);
          if (poisoned !== null) return poisoned;
        }
        return this.#judgeRoom(packet.events);
      }
      case "snapshot": {
        for (const part of packet.sessions) {
          const poisoned = this.#judgeSnapshot(part);
          if (poisoned !== null) return poisoned;
        }
        return this.#judgeRoom(packet.sessions);
      }
      case "hello": {
        for (const standing of packet.sessions) {
          const poisoned = this.#judgeStanding(standing);
          if (poisoned !== null) return poisoned;
        }
        return this.#judgeRoom(packet.sessions);
      }
      default:
        return null;
    }
  }

  #judgeSnapshot(part: SessionSnapshot): Rejection | null {
    const { sessionId, revision } = part;
    const poisoned = this.#judgeRevision(sessionId, revision, () => `the snapshot of session ${sessionId}`);
    if (poisoned !== null) return poisoned;
    return this.#judgeCells(sessionId, part.registers);
  }

  #judgeStanding(standing: Standing): Rejection | null {
    const { sessionId, revision, health = {} } = standing;
    return (
      this.#judgeCells(sessionId, health) ??
      this.#judgeRevision(sessionId, revision, () => `the hello of session ${sessionId}`)
    );
  }

  #judgeCells(sessionId: string, cells: RegisterMap): Rejection | null {
    for (const name in cells) {
      const rejection = this.#judgeRevision(sessionId, (cells[name] as StampedCell)[0], () => `register ${name}`);
      if (rejection !== null) return rejection;
    }
    return null;
  }

  #judgeRevision(sessionId: string, revision: number, what: () => string): Rejection | null {
    const held = this.sessions.get(sessionId)?.revision ?? 0;
    const highest = revisionCeiling(held);
    if (revision <= highest) return null;
    return reject(
      "revision_out_of_bounds",
      `${what()} has revision ${revision}; at most ${highest} is allowed while ${held} is held`,
    );
  }

  #judgeRoom(parts: readonly { sessionId: string }[]): Rejection | null {
    if (parts.every(({ sessionId }) => this.sessions.has(sessionId))) return null;
    const unknown = new Set<string>();
    for (const { sessionId } of parts) {
      if (!this.sessions.has(sessionId) && !this.#isForgotten(sessionId)) unknown.add(sessionId);
    }
    const room = limits.openSessions + limits.closedSessions - this.sessions.size;
    if (unknown.size === 0 || unknown.size <= room) return null;
    return reject(
      "too_many_sessions",
      `the packet opens ${unknown.size} sessions where there is room for ${Math.max(0, room)}`,
    );
  }
}

/** A device that is handed its own words back (an echoed context, a replay into the wrong room) changes nothing. [RCV-8] */
function foreign(packet: Packet): Reception {
  return { verdicts: [{ verdict: "foreign", deviceId: packet.deviceId }], merges: [] };
}
