import type { Envelope } from "../envelope.ts";
import type { Final, Meta } from "../event.ts";
import type { Role } from "../ids.ts";
import type { Packet } from "../packet.ts";
import type { Finding, SessionDelta, SessionSummary } from "../stream.ts";
import type { Value } from "../value.ts";
import type { Seen } from "./seen.ts";

/** A session shows no more findings than this; what is wrong shows in the first ones. */
const mostFindings = 200;

/** Beyond, the session that began longest ago leaves the list; its entries stay in the log. [PRJ-2] */
const mostSessions = 10_000;

const rank = { shell: 0, active: 1, discarded: 2, finished: 3 } as const;
type Status = SessionSummary["status"];

interface Row extends Omit<SessionSummary, "devices"> {
  devices: Map<string, SessionSummary["devices"][number]>;
  /** By what `durationMs` and `activeEnergyKcal` are kept right; nobody is told. */
  told: { startedBy?: string; endedBy?: Role; energyRevision: number };
}

/** The list of sessions, folded entry by entry. */
export class SessionList {
  #rows = new Map<string, Row>();
  /** Sessions that have changed since it was last told, and how many findings were told by then. */
  readonly #changed = new Map<string, number>();
  readonly #gone = new Set<string>();
  #pruned = 0;

  /** What is yet to be told is not saved: whoever listens begins from all that stands. */
  save() {
    return { rows: this.#rows, pruned: this.#pruned };
  }

  restore({ rows, pruned }: ReturnType<SessionList["save"]>): void {
    this.#rows = rows;
    this.#pruned = pruned;
  }

  apply(seen: Seen): void {
    for (const sessionId of seen.sessions) this.#count(sessionId, seen);
    // What the device refused it did not take over, and neither does its summary.
    const { packet } = seen;
    const { verdict } = seen.frame;
    if (packet !== undefined && verdict !== "rejected" && verdict !== "foreign") this.#read(packet);
  }

  add(sessionId: string, finding: Finding): void {
    const row = this.#rows.get(sessionId);
    if (row === undefined || row.findings.length >= mostFindings) return;
    this.#touch(row);
    row.findings.push(finding);
  }

  get hasChanged(): boolean {
    return this.#changed.size > 0 || this.#gone.size > 0;
  }

  /** What has changed since this was last called, of so many sessions; the rest is told the next time. [STR-3] */
  changes(most: number): { sessions: SessionDelta[]; gone: string[] } {
    const sessions: SessionDelta[] = [];
    for (const [sessionId, from] of this.#changed) {
      if (sessions.length === most) break;
      this.#changed.delete(sessionId);
      const { findings, ...summary } = this.summary(sessionId) as SessionSummary;
      sessions.push({ ...summary, findings: { from, added: findings.slice(from) } });
    }
    const gone = [...this.#gone];
    this.#gone.clear();
    return { sessions, gone };
  }

  /** Every session of the list. */
  ids(): string[] {
    return [...this.#rows.keys()];
  }

  /** The session leaves the list, where it stands there. */
  forget(sessionId: string): void {
    if (!this.#rows.delete(sessionId)) return;
    this.#changed.delete(sessionId);
    this.#gone.add(sessionId);
  }

  /**
   * Forgets the sessions of which the log holds nothing any more, and names them, and those that have lost their beginning. Counts of these
   * stay what was folded. [PRJ-6]
   */
  prune(upTo: number): { gone: string[]; torn: string[] } {
    this.#pruned = Math.max(this.#pruned, upTo);
    const gone: string[] = [];
    const torn: string[] = [];
    for (const row of this.#rows.values()) {
      if (row.lastEntry <= upTo) gone.push(row.sessionId);
      else if (row.firstEntry <= upTo) torn.push(row.sessionId);
    }
    for (const sessionId of gone) this.forget(sessionId);
    for (const sessionId of torn) this.#touch(this.#rows.get(sessionId) as Row);
    return { gone, torn };
  }

  summary(sessionId: string): SessionSummary | undefined {
    const row = this.#rows.get(sessionId);
    if (row === undefined) return undefined;
    const { told: _, ...summary } = row;
    const pruned = row.firstEntry <= this.#pruned ? { prunedUpTo: this.#pruned } : {};
    return { ...summary, ...pruned, devices: [...row.devices.values()], findings: [...row.findings] };
  }

  /** Where a session began. */
  firstEntry(sessionId: string): number | undefined {
    return this.#rows.get(sessionId)?.firstEntry;
  }

  /** Newest first; from below `before` on, where one is given. */
  page(limit: number, before: number = Number.POSITIVE_INFINITY): { sessions: SessionSummary[]; hasMore: boolean } {
    const rows = [...this.#rows.values()].reverse().filter(({ firstEntry }) => firstEntry < before);
    const sessions = rows.slice(0, limit).map(({ sessionId }) => this.summary(sessionId) as SessionSummary);
    return { sessions, hasMore: rows.length > limit };
  }

  #count(sessionId: string, { entry, receivedAt, frame, observation }: Seen): void {
    const row = this.#rows.get(sessionId) ?? this.#begin(sessionId, entry);
    this.#touch(row);
    row.entries += 1;
    row.lastEntry = entry;
    row.lastReceivedAt = receivedAt;
    const { digests = {} } = frame;
    const { deviceId, role } = frame.observer;
    const device = row.devices.get(deviceId);
    const known = device?.digest;
    // A late frame tells a digest that was; it counts where nothing newer is known. [TEE-12]
    const isNews = Object.hasOwn(digests, sessionId) && !(observation.isLate && known !== undefined);
    const digest = isNews ? digests[sessionId] : known;
    if (device === undefined || digest !== known || role !== device.role)
      row.devices.set(deviceId, { ...frame.observer, ...(digest === undefined ? {} : { digest }) });
    const { startedAt, status, told } = row;
    if (startedAt !== undefined && status === "active" && told.startedBy === deviceId)
      row.durationMs = Math.max(row.durationMs ?? 0, frame.observedAt - startedAt);
    if (frame.direction !== "received") return;
    // A verdict that names no session counts for each that the entry is listed under.
    for (const { sessionId: named = sessionId, verdict } of frame.verdicts ?? [])
      if (named === sessionId) row.verdicts[verdict] = (row.verdicts[verdict] ?? 0) + 1;
  }

  #begin(sessionId: string, entry: number): Row {
    const row: Row = {
      sessionId,
      status: "shell",
      firstEntry: entry,
      lastEntry: entry,
      lastReceivedAt: 0,
      entries: 0,
      revision: 0,
      devices: new Map(),
      verdicts: {},
      findings: [],
      told: { energyRevision: 0 },
    };
    this.#rows.set(sessionId, row);
    this.#gone.delete(sessionId);
    if (this.#rows.size > mostSessions) this.forget(this.#rows.keys().next().value as string);
    return row;
  }

  #touch({ sessionId, findings }: Row): void {
    if (!this.#changed.has(sessionId)) this.#changed.set(sessionId, findings.length);
  }

  #read(packet: Packet): void {
    if (packet.kind === "events") for (const event of packet.events) this.#readEvent(event);
    if (packet.kind !== "snapshot" && packet.kind !== "hello") return;
    for (const part of packet.sessions) {
      const row = this.#rows.get(part.sessionId);
      if (row === undefined) continue;
      row.revision = Math.max(row.revision, part.revision);
      if (!("registers" in part)) continue;
      this.#learn(row, part.registers.meta?.[2], part.registers.status?.[2]);
    }
  }

  #readEvent({ sessionId, eventType, payload, revision, deviceId }: Envelope): void {
    const row = this.#rows.get(sessionId);
    if (row === undefined) return;
    row.revision = Math.max(row.revision, revision);
    switch (eventType) {
      case "session_started":
        row.told.startedBy = deviceId;
        return this.#learn(row, payload as unknown as Value, "active");
      case "session_discarded":
        return this.#learn(row, undefined, "discarded");
      case "session_finished":
        this.#learn(row, undefined, "finished");
        this.#end(row, payload as unknown as Final);
        return this.#measure(row, payload as unknown as Final, revision);
      case "health_update":
        return this.#measure(row, payload as Pick<Final, "activeEnergyKcal">, revision);
    }
  }

  /** The watch's word on the end outranks the phone's. [DRV-1] */
  #end(row: Row, { role, durationMs }: Final): void {
    if (row.told.endedBy === "watch" && role === "phone") return;
    row.told.endedBy = role;
    row.durationMs = durationMs;
  }

  /** The latest stamp tells, whenever it comes. */
  #measure(row: Row, { activeEnergyKcal }: Pick<Final, "activeEnergyKcal">, revision: number): void {
    if (activeEnergyKcal === undefined || revision < row.told.energyRevision) return;
    row.told.energyRevision = revision;
    row.activeEnergyKcal = activeEnergyKcal;
  }

  #learn(row: Row, meta: Value | undefined, status: Value | undefined): void {
    const { routineName, startedAt } = (meta ?? {}) as Partial<Meta>;
    if (typeof routineName === "string") row.routineName = routineName;
    if (typeof startedAt === "number") row.startedAt = startedAt;
    if (typeof status === "string" && (rank[status as Status] ?? -1) > rank[row.status]) row.status = status as Status;
  }
}
