import type { Envelope } from "../envelope.ts";
import type { Meta } from "../event.ts";
import type { Frame } from "../frame.ts";
import type { Packet } from "../packet.ts";
import type { Finding, SessionDelta, SessionSummary } from "../stream.ts";
import type { Value } from "../value.ts";
import type { ListedEntry } from "./listing.ts";

/** A session shows no more findings than this; what is wrong shows in the first ones. */
const mostFindings = 200;

/** Beyond, the session that began longest ago leaves the list; its entries stay in the log. [PRJ-2] */
const mostSessions = 10_000;

const rank = { shell: 0, active: 1, discarded: 2, finished: 3 } as const;
type Status = SessionSummary["status"];

interface Row extends Omit<SessionSummary, "devices"> {
  devices: Map<string, SessionSummary["devices"][number]>;
}

/** The list of sessions, folded entry by entry. */
export class SessionList {
  readonly #rows = new Map<string, Row>();
  /** Sessions that have changed since it was last told, and how many findings were told by then. */
  readonly #changed = new Map<string, number>();
  #gone: string[] = [];

  /** Folds one entry; `packet` is what its body held, if that could be read. */
  apply(entry: ListedEntry, packet: Packet | undefined): void {
    for (const sessionId of entry.sessions) this.#count(sessionId, entry);
    // What the device refused it did not take over, and neither does its summary.
    const { verdict } = entry.frame;
    if (packet !== undefined && verdict !== "rejected" && verdict !== "foreign") this.#read(packet);
  }

  add(sessionId: string, finding: Finding): void {
    const row = this.#rows.get(sessionId);
    if (row === undefined || row.findings.length >= mostFindings) return;
    this.#touch(row);
    row.findings.push(finding);
  }

  get hasChanged(): boolean {
    return this.#changed.size > 0 || this.#gone.length > 0;
  }

  /** What has changed since this was last called, of so many sessions; the rest is told the next time. [STR-3] */
  changes(most: number): { sessions: SessionDelta[]; gone: string[] } {
    const sessions: SessionDelta[] = [];
    for (const [sessionId, from] of this.#changed) {
      if (sessions.length === most) break;
      this.#changed.delete(sessionId);
      const { findings, devices, ...row } = this.#rows.get(sessionId) as Row;
      sessions.push({ ...row, devices: [...devices.values()], findings: { from, added: findings.slice(from) } });
    }
    const gone = this.#gone;
    this.#gone = [];
    return { sessions, gone };
  }

  /** Every session of the list. */
  ids(): string[] {
    return [...this.#rows.keys()];
  }

  summary(sessionId: string): SessionSummary | undefined {
    const row = this.#rows.get(sessionId);
    return row === undefined ? undefined : { ...row, devices: [...row.devices.values()], findings: [...row.findings] };
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

  #count(sessionId: string, { entry, receivedAt, frame }: ListedEntry): void {
    const row = this.#rows.get(sessionId) ?? this.#begin(sessionId, entry);
    this.#touch(row);
    row.entries += 1;
    row.lastEntry = entry;
    row.lastReceivedAt = receivedAt;
    const { digests = {} } = frame;
    const digest = Object.hasOwn(digests, sessionId)
      ? digests[sessionId]
      : row.devices.get(frame.observer.deviceId)?.digest;
    row.devices.set(frame.observer.deviceId, { ...frame.observer, ...(digest === undefined ? {} : { digest }) });
    for (const word of verdictsOf(frame, sessionId)) row.verdicts[word] = (row.verdicts[word] ?? 0) + 1;
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
    };
    this.#rows.set(sessionId, row);
    if (this.#rows.size > mostSessions) this.#forget(this.#rows.keys().next().value as string);
    return row;
  }

  #touch({ sessionId, findings }: Row): void {
    if (!this.#changed.has(sessionId)) this.#changed.set(sessionId, findings.length);
  }

  #forget(sessionId: string): void {
    this.#rows.delete(sessionId);
    this.#changed.delete(sessionId);
    this.#gone.push(sessionId);
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

  #readEvent({ sessionId, eventType, payload, revision }: Envelope): void {
    const row = this.#rows.get(sessionId);
    if (row === undefined) return;
    row.revision = Math.max(row.revision, revision);
    if (eventType === "session_started") this.#learn(row, payload as unknown as Value, "active");
    if (eventType === "session_finished") this.#learn(row, undefined, "finished");
    if (eventType === "session_discarded") this.#learn(row, undefined, "discarded");
  }

  #learn(row: Row, meta: Value | undefined, status: Value | undefined): void {
    const { routineName, startedAt } = (meta ?? {}) as Partial<Meta>;
    if (typeof routineName === "string") row.routineName = routineName;
    if (typeof startedAt === "number") row.startedAt = startedAt;
    if (typeof status === "string" && (rank[status as Status] ?? -1) > rank[row.status]) row.status = status as Status;
  }
}

/** Verdicts on what was received; one that names no session counts for each it is listed under. */
function verdictsOf({ direction, verdicts = [] }: Frame, sessionId: string): string[] {
  if (direction !== "received") return [];
  return verdicts
    .filter((each) => each.sessionId === undefined || each.sessionId === sessionId)
    .map(({ verdict }) => verdict);
}
