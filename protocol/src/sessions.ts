import type { Meta } from "./event.ts";
import type { Role } from "./ids.ts";
import { limits } from "./limits.ts";
import { SessionRecord } from "./record.ts";
import type { Replica } from "./replica.ts";
import type { Merge } from "./session.ts";
import type { Turn } from "./turn.ts";

export interface SessionsOptions {
  role: Role;
  replica: Replica;
  records: Map<string, SessionRecord>;
  tombstones: Set<string>;
  /** Told of whatever a snapshot shows, and whether it is urgent. [SNP-4] */
  changed: (urgent: boolean) => void;
}

/** The sessions a device keeps, from the first word of each until its id is all that is left. [CLO-1..6] */
export class Sessions {
  readonly #role: Role;
  readonly #replica: Replica;
  readonly #records: Map<string, SessionRecord>;
  readonly #tombstones: Set<string>;
  readonly #changed: (urgent: boolean) => void;

  constructor({ role, replica, records, tombstones, changed }: SessionsOptions) {
    this.#role = role;
    this.#replica = replica;
    this.#records = records;
    this.#tombstones = tombstones;
    this.#changed = changed;
  }

  /** Every session kept here, shells and closed ones included. */
  get all(): ReadonlyMap<string, SessionRecord> {
    return this.#records;
  }

  get(sessionId: string): SessionRecord | undefined {
    return this.#records.get(sessionId);
  }

  /** True for one that was cleared: nothing rises from it. [CLO-5] */
  isForgotten(sessionId: string): boolean {
    return this.#tombstones.has(sessionId);
  }

  /** The session on the screen: of the live ones the smallest (startedAt, sessionId), so both devices choose alike. [SES-2] */
  get active(): SessionRecord | undefined {
    return [...this.#records.values()].filter(({ state }) => state.isLive).sort(byStart)[0];
  }

  /** Puts what a merge did into the save, and reports what it met. */
  keep(record: SessionRecord, merge: Merge, turn: Turn): void {
    const { sessionId } = record;
    turn.touched.add(record);
    if (merge.changed.length > 0 || merge.collisions.length > 0) {
      if (record.closed !== null) this.reopen(record, turn);
      if (record.state.registers.ended) record.endedAt ??= turn.now;
      turn.save.cells(record, merge.changed);
      turn.save.cells(record, merge.collisions);
      const urgent = merge.changed.includes("status") || merge.changed.includes("run");
      const health = merge.changed.every((name) => name.startsWith("health/"));
      if (!health || record.state.registers.ended) this.#changed(urgent);
    } else if (merge.isNews) this.#changed(false);
    turn.save.head(record);
    for (const register of merge.collisions) {
      const sentence = `session ${sessionId}: two writes of ${register} carry one stamp and different values`;
      turn.notify({ notice: "stamp_collision", sessionId, register, sentence });
    }
    if (merge.violation !== undefined)
      turn.notify({ notice: "protocol_violation", sessionId, sentence: merge.violation });
  }

  /** The session's record, opened as a shell's if it is new. [SES-1] */
  open(sessionId: string): SessionRecord {
    let record = this.#records.get(sessionId);
    if (record === undefined) {
      record = new SessionRecord(this.#replica.session(sessionId));
      this.#records.set(sessionId, record);
    }
    return record;
  }

  /** Ids of those that are live. */
  live(): Set<string> {
    const live = new Set<string>();
    for (const { state } of this.#records.values()) if (state.isLive) live.add(state.sessionId);
    return live;
  }

  /** Tells the host what the peer did to whole sessions: ended one, or started a second beside ours. [SES-2] [SES-3] */
  noticeEnds(before: ReadonlySet<string>, turn: Turn): void {
    for (const { state } of turn.touched) {
      const { sessionId } = state;
      const { status } = state.registers;
      if (before.has(sessionId) && (status === "finished" || status === "discarded")) {
        const sentence = `session ${sessionId} was ${status} on the other device`;
        turn.notify({ notice: "session_ended_elsewhere", sessionId, status, sentence });
      }
      if (!before.has(sessionId) && state.isLive && before.size > 0) {
        const sentence = `session ${sessionId} was also started on the other device: keep, finish or discard it`;
        turn.notify({ notice: "second_session", sessionId, sentence });
      }
    }
  }

  /** Closes what may be closed. [CLO-1] */
  close(turn: Turn): void {
    let closedOne = false;
    for (const record of this.#records.values()) {
      if (!record.canClose || record.said === null) continue;
      record.closed = { deviceId: record.said.deviceId, at: turn.now };
      turn.save.head(record);
      closedOne = true;
    }
    if (closedOne) this.forgetOld(turn);
  }

  /** Something new came of it, or for someone new. [CLO-2] */
  reopen(record: SessionRecord, turn: Turn): void {
    record.closed = null;
    turn.save.head(record);
    this.#changed(true);
  }

  /**
   * Sessions go 30 days after they were closed, or when there are more than 50 newer; their ids stay, so nothing rises from them. The phone, which
   * keeps the history, counts from the end: a phone without a watch closes nothing. A watch keeps what no phone has acknowledged. [CLO-4..6]
   */
  forgetOld(turn: Turn): void {
    const doneAt = (record: SessionRecord) => record.closed?.at ?? (this.#role === "phone" ? record.endedAt : null);
    const done = [...this.#records.values()].flatMap((record) => {
      const at = doneAt(record);
      return at === null ? [] : [{ record, at }];
    });
    done.sort((a, b) => b.at - a.at);
    done.forEach(({ record, at }, index) => {
      if (index < limits.closedSessions && turn.now - at < limits.closedKeepMs) return;
      turn.save.forget(record);
      this.#records.delete(record.sessionId);
      this.#replica.sessions.delete(record.sessionId);
      this.#tombstones.add(record.sessionId);
    });
    for (const sessionId of this.#tombstones) {
      if (this.#tombstones.size <= limits.tombstones) break;
      this.#tombstones.delete(sessionId);
      turn.save.forgetTombstone(sessionId);
    }
  }
}

function byStart(a: SessionRecord, b: SessionRecord): number {
  const startedAt = (record: SessionRecord) => (record.state.registers.value("meta") as Meta).startedAt;
  return startedAt(a) - startedAt(b) || (a.sessionId < b.sessionId ? -1 : 1);
}
