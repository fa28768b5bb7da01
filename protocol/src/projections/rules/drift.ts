import { covers, vectorFor } from "../../have.ts";
import { isHealth } from "../../register.ts";
import type { SessionState } from "../../session.ts";
import type { Finding } from "../../stream.ts";
import { type DeliveryLog, type EventPath, lateMs } from "../delivery.ts";
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
  /** By device: the latest reading of its clock. */
  readonly #clocks = new Recent<string, number>(mostDevices);
  /** By session, device and author: the highest seq that was told of. */
  readonly #told = new Recent<string, number>(mostDevices);
  readonly memory = { clocks: this.#clocks, told: this.#told };

  constructor(delivery: DeliveryLog, divergence: Pick<Divergence, "report">) {
    this.#delivery = delivery;
    this.#divergence = divergence;
  }

  apply(seen: Seen): Finding[] {
    const { frame, note, packet, observation } = seen;
    if (note?.note === "notice" && Object.hasOwn(severities, note.notice)) return this.#noticed(seen, note);
    if (observation.isLate) return [];
    this.#clocks.set(frame.observer.deviceId, frame.observedAt);
    if (packet?.kind !== "snapshot" || frame.direction !== "received") return [];
    return observation.sessions.flatMap((session) => this.#healed(seen, session));
  }

  #healed({ entry, frame, packet, observation }: Seen, session: SessionState): Finding[] {
    const { sessionId } = session;
    if (packet?.kind !== "snapshot") return [];
    const verdict = observation.verdicts.find((each) => each.sessionId === sessionId);
    if (verdict?.verdict !== "healed") return [];
    const registers = verdict.registers.filter((name) => !isHealth(name));
    // Who meets a session for the first time was not behind in it.
    if (registers.length === 0 || registers.includes("meta")) return [];
    const missed = this.#missed(sessionId, frame.observer.deviceId, packet);
    const [first] = missed;
    const since = (first?.made ?? first?.firstSent)?.at;
    const now = this.#clocks.peek(packet.deviceId);
    if (first === undefined || since === undefined || now === undefined || now - since <= lateMs) return [];
    this.#told.set(`${sessionId} ${frame.observer.deviceId} ${packet.deviceId}`, missed.at(-1)?.seq ?? 0);

    const { role } = frame.observer;
    const written = registers.find((name) => session.registers.get(name)?.revision === first.revision) ?? registers[0];
    const writtenAt = (first.made ?? first.firstSent)?.entry as number;
    const said = packet.sessions.find((each) => each.sessionId === sessionId)?.digest;
    const isAlike = said !== undefined && frame.digests?.[sessionId] === said;
    const sentence = `the ${role} was behind by ${count(missed.length, "event")} of the ${packet.role} for ${span(now - since)}, until a snapshot brought what they wrote, the register ${written} of entry ${writtenAt} first${isAlike ? `; both stand at ${said} since` : ""}`;
    return [{ rule: "drift", severity: "info", sentence, sessionId, entries: [writtenAt, entry] }];
  }

  /** Sequenced events of a snapshot's sender that it covers and that had not come themselves, in order. */
  #missed(sessionId: string, receiver: string, { deviceId, have }: NonNullable<Seen["packet"]>): EventPath[] {
    const vector = vectorFor(have, sessionId) ?? {};
    const said = Object.hasOwn(vector, deviceId) ? vector[deviceId] : undefined;
    const told = this.#told.peek(`${sessionId} ${receiver} ${deviceId}`) ?? 0;
    return this.#delivery
      .unreceived(sessionId, deviceId)
      .filter(({ seq = 0 }) => seq > told && covers(said, seq))
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
