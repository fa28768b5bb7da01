import { covers, vectorFor } from "../../have.ts";
import type { Received, SnapshotPacket } from "../../packet.ts";
import { isHealth } from "../../register.ts";
import type { SessionState } from "../../session.ts";
import type { Finding } from "../../stream.ts";
import type { DeliveryLog } from "../delivery.ts";
import { type EventPath, lateMs } from "../delivery-report.ts";
import type { Divergence } from "../divergence.ts";
import { Recent } from "../recent.ts";
import type { Rule, Seen } from "../seen.ts";
import { count, span } from "./wording.ts";

const severities: Readonly<Record<string, Finding["severity"]>> = {
  drift_detected: "warning",
  drift_unhealed: "error",
};

const mostDevices = 1_000;

/**
 * A device that was behind until a snapshot healed it: events of its peer, older than 10 s by the peer's clock, had not come when a snapshot
 * brought what they wrote. And what only a device can see: equal vectors with another digest, where the frames show no divergence themselves. [DRF-1] [DRF-3] [SNP-2]
 */
export class Drift implements Rule {
  readonly hearsLate = true;
  readonly #delivery: DeliveryLog;
  readonly #divergence: Pick<Divergence, "report">;
  /** By session, receiver and author: the highest seq whose writes a snapshot has brought. */
  readonly #brought = new Recent<string, number>(mostDevices);
  readonly memory = { brought: this.#brought };

  constructor(delivery: DeliveryLog, divergence: Pick<Divergence, "report">) {
    this.#delivery = delivery;
    this.#divergence = divergence;
  }

  apply(seen: Seen): Finding[] {
    const { frame, note, packet, observation } = seen;
    if (note?.note === "notice" && Object.hasOwn(severities, note.notice)) return this.#noticed(seen, note);
    if (packet?.kind !== "snapshot" || frame.direction !== "received") return [];
    if (frame.verdict === "rejected" || frame.verdict === "foreign") return [];
    return observation.sessions.flatMap((session) => {
      const key = `${session.sessionId} ${frame.observer.deviceId} ${packet.deviceId}`;
      const before = this.#brought.peek(key) ?? 0;
      const covered = ownVector(packet, session.sessionId)?.upTo ?? 0;
      if (covered > before) this.#brought.set(key, covered);
      // The device knows whether it was behind; where frames of it are yet to come, its fold may be so in its stead.
      const said = frame.verdicts?.find(({ sessionId }) => sessionId === session.sessionId)?.verdict;
      return said === undefined || said === "healed" ? this.#healed(seen, packet, session, before) : [];
    });
  }

  /** `before` is the highest seq of the sender that an earlier snapshot brought. */
  #healed(
    { entry, frame, observation }: Seen,
    packet: SnapshotPacket,
    session: SessionState,
    before: number,
  ): Finding[] {
    const { sessionId } = session;
    const verdict = observation.verdicts.find((each) => each.sessionId === sessionId);
    if (verdict?.verdict !== "healed") return [];
    const registers = verdict.registers.filter((name) => !isHealth(name));
    // Who meets a session for the first time was not behind in it.
    if (registers.length === 0 || registers.includes("meta")) return [];
    const missed = this.#missed(sessionId, packet, before);
    const [first] = missed;
    const since = (first?.made ?? first?.firstSent)?.at;
    const { deviceId, role } = frame.observer;
    // By the sender's clock, whose own frames may have been logged long before or after this one.
    const offset = this.#delivery.clocks.offset(packet.deviceId, deviceId);
    if (first === undefined || since === undefined || offset === undefined) return [];
    const behindMs = frame.observedAt - offset.offsetMs - since;
    if (behindMs - offset.uncertaintyMs <= lateMs) return [];

    const written = registers.find((name) => session.registers.get(name)?.revision === first.revision) ?? registers[0];
    const writtenAt = (first.made ?? first.firstSent)?.entry as number;
    const said = packet.sessions.find((each) => each.sessionId === sessionId)?.digest;
    const isAlike = said !== undefined && frame.digests?.[sessionId] === said;
    const sentence = `the ${role} was behind by ${count(missed.length, "event")} of the ${packet.role} for ${span(behindMs)}, until a snapshot brought what they wrote, the register ${written} of entry ${writtenAt} first${isAlike ? `; both stand at ${said} since` : ""}`;
    return [{ rule: "drift", severity: "info", sentence, sessionId, entries: [writtenAt, entry] }];
  }

  /** Sequenced events of a snapshot's sender that it covers, no snapshot before it did, and that had not come themselves, in order. */
  #missed(sessionId: string, packet: SnapshotPacket, before: number): EventPath[] {
    const said = ownVector(packet, sessionId);
    return this.#delivery
      .unreceived(sessionId, packet.deviceId)
      .filter(({ seq = 0 }) => seq > before && covers(said, seq))
      .sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0));
  }

  #noticed(
    { entry, frame }: Seen,
    note: { notice: string; sessionId?: string | undefined; sentence: string },
  ): Finding[] {
    const { notice, sessionId, sentence } = note;
    const isSeen = sessionId !== undefined && (this.#divergence.report(sessionId)?.partings.length ?? 0) > 0;
    if (isSeen && notice === "drift_detected") return [];
    const severity = severities[notice] as Finding["severity"];
    const of = sessionId === undefined ? {} : { sessionId };
    return [
      {
        rule: "drift",
        severity,
        sentence: `the ${frame.observer.role} noticed: ${sentence}`,
        ...of,
        entries: [entry],
      },
    ];
  }
}

/** What a sender has of its own events. */
function ownVector({ deviceId, have }: SnapshotPacket, sessionId: string): Received | undefined {
  const vector = vectorFor(have, sessionId) ?? {};
  return Object.hasOwn(vector, deviceId) ? vector[deviceId] : undefined;
}
