import { type Envelope, isKnown } from "./envelope.ts";
import { covers, fromVector, hasHoles, joined, missingBelow, sameReceived, type VectorMap, withSeq } from "./have.ts";
import type { Transport } from "./ids.ts";
import { limits } from "./limits.ts";
import type { Received, RegisterMap, SessionSnapshot, StampedCell, Vector } from "./packet.ts";
import { fromStamped, Registers, toStamped } from "./register.ts";
import { canonical, type Value } from "./value.ts";
import type { Loss, Verdict } from "./verdict.ts";
import { writesOf } from "./writes.ts";

/** What a merge did, beside its verdict. */
export interface Merge {
  verdict: Verdict;
  /** Something came that the peer should hear has come: an event, a cell, a seq. */
  isNews: boolean;
  /** Registers whose cell is now another. */
  changed: string[];
  /** Registers that met their own stamp with another value. [MRG-2] */
  collisions: string[];
  /** Set when the sender broke a rule in a way that does no harm. [DUP-2] */
  violation?: string;
}

interface Trace {
  event: Envelope;
  transport: Transport;
  at: number;
}

/**
 * One session as any observer can fold it: registers, R, and the version vector. Receiving an event or a snapshot is a join, so order,
 * repetition and detours change nothing. [MRG-1]
 */
export class SessionState {
  readonly sessionId: string;
  readonly registers = new Registers();
  readonly vector: VectorMap = new Map();
  /** R: the highest revision seen in this session by any way, also on what was then ignored. [REV-2] */
  revision = 0;
  #traces = new Map<string, Trace>();

  constructor(sessionId: string) {
    this.sessionId = sessionId;
  }

  /** One that goes on from what another remembered. [PRJ-7] */
  static restore({ sessionId, revision, cells, vector, traces }: ReturnType<SessionState["save"]>): SessionState {
    const session = new SessionState(sessionId);
    for (const [name, cell] of cells) session.registers.write(name, fromStamped(cell));
    for (const [deviceId, received] of vector) session.vector.set(deviceId, received);
    session.revision = revision;
    session.#traces = traces;
    return session;
  }

  /** What it remembers, shared with it; cells as they travel in a snapshot. */
  save() {
    const cells = [...this.registers.entries()].map(([name, cell]) => [name, toStamped(cell)] as const);
    return { sessionId: this.sessionId, revision: this.revision, cells, vector: this.vector, traces: this.#traces };
  }

  get digest(): string {
    return this.registers.digest;
  }

  /** A shell has cells or seqs but no session_started yet; it shows nothing. [SES-1] */
  get isShell(): boolean {
    return this.registers.get("meta") === undefined;
  }

  get isLive(): boolean {
    return !this.registers.ended && !this.isShell;
  }

  get hasHoles(): boolean {
    return hasHoles(this.vector);
  }

  raise(revision: number): void {
    if (revision > this.revision) this.revision = revision;
  }

  /** Merges one event. [RCV-1..6] */
  receive(event: Envelope, transport: Transport, at: number): Merge {
    const seq = sequenceOf(event);
    const part = this.vector.get(event.deviceId);
    const { sessionId } = this;
    const { eventId } = event;
    const subject = seq === undefined ? { sessionId, eventId } : { sessionId, eventId, seq };
    const known = this.#traces.get(event.eventId);
    const violation = this.#violation(event, known?.event);
    this.raise(event.revision);

    if (seq !== undefined && covers(part, seq) && violation === undefined) {
      const firstSeen = known === undefined ? {} : { firstSeen: { transport: known.transport, at: known.at } };
      return {
        verdict: { ...subject, verdict: "duplicate", ...firstSeen },
        isNews: false,
        changed: [],
        collisions: [],
      };
    }

    const registers: string[] = [];
    const lost: Loss[] = [];
    const collisions: string[] = [];
    for (const [name, value] of writesOf(event)) {
      const written = this.registers.write(name, { value, revision: event.revision, deviceId: event.deviceId });
      if (written === "taken") registers.push(name);
      else if (written === "collided") collisions.push(name);
      else if (written === "lost") lost.push(this.#loss(name));
    }

    let missing: number[] = [];
    if (seq !== undefined) {
      missing = missingBelow(part, seq);
      this.#note(event.deviceId, withSeq(part, seq));
    }
    if (known === undefined) this.#trace(event, transport, at);
    const merge: Merge = {
      verdict: judged(subject, missing, registers, lost),
      isNews: true,
      changed: registers,
      collisions,
    };
    if (violation !== undefined) merge.violation = violation;
    return merge;
  }

  /** Merges one session of a snapshot, cell by cell, never swapped in, and takes over the vector that its cells include. [SNP-2] */
  receiveSnapshot(snapshot: SessionSnapshot, vector: Vector | undefined): Merge {
    const { changed, collisions } = this.mergeCells(snapshot.registers);
    this.raise(snapshot.revision);
    let isNews = changed.length > 0;
    for (const [deviceId, received] of fromVector(vector)) {
      const before = this.vector.get(deviceId);
      this.#note(deviceId, joined(before, received));
      isNews ||= !sameReceived(before, this.vector.get(deviceId));
    }
    const verdict = changed.length > 0 ? ("healed" as const) : ("applied" as const);
    return { verdict: { sessionId: this.sessionId, verdict, registers: changed }, isNews, changed, collisions };
  }

  /** Merges cells that carry their own stamps: a snapshot's, or the health cells of a hello. [HEL-3] */
  mergeCells(map: RegisterMap): { changed: string[]; collisions: string[] } {
    const changed: string[] = [];
    const collisions: string[] = [];
    for (const name in map) {
      const stamped = map[name] as StampedCell;
      const written = this.registers.write(name, fromStamped(stamped));
      if (written === "taken") changed.push(name);
      else if (written === "collided") collisions.push(name);
      this.raise(stamped[0]);
    }
    return { changed, collisions };
  }

  /** A device that finds no room in the vector is merged all the same; its events come again and change nothing. [HAVE-3] */
  #note(deviceId: string, received: Received): void {
    if (this.vector.size < limits.vectorDevices || this.vector.has(deviceId)) this.vector.set(deviceId, received);
  }

  #loss(name: string): Loss {
    const { revision, deviceId } = this.registers.get(name) as { revision: number; deviceId: string };
    return { register: name, revision, deviceId };
  }

  /** The eventId cache only bears witness: an id that comes back with other content is reported and merged all the same. [DUP-2] */
  #violation(event: Envelope, known: Envelope | undefined): string | undefined {
    if (known === undefined || known === event) return undefined;
    if (known.revision === event.revision && known.deviceId === event.deviceId && content(known) === content(event))
      return undefined;
    return `event ${event.eventId} came before with other content`;
  }

  #trace(event: Envelope, transport: Transport, at: number): void {
    this.#traces.set(event.eventId, { event, transport, at });
    if (this.#traces.size > limits.traceEvents) this.#traces.delete(this.#traces.keys().next().value as string);
  }
}

/** The verdict on an event that was merged. [VER-1] */
function judged(
  subject: Pick<Verdict, "sessionId" | "eventId" | "seq">,
  missing: number[],
  registers: string[],
  lost: Loss[],
): Verdict {
  if (missing.length > 0) return { ...subject, verdict: "early", missing, registers, lost };
  if (lost.length === 0) return { ...subject, verdict: "applied", registers };
  if (registers.length === 0) return { ...subject, verdict: "superseded", lost };
  return { ...subject, verdict: "partly_applied", registers, lost };
}

function content(event: Envelope): string {
  return `${event.eventType} ${sequenceOf(event) ?? ""} ${canonical(event.payload as Value)} ${canonical((event.writes ?? null) as Value)}`;
}

/** The seq that counts: health updates have none, whatever they carry. [EVT-7] */
export function sequenceOf(event: Envelope): number | undefined {
  return isKnown(event) && event.eventType === "health_update" ? undefined : event.seq;
}
