import type { Frame } from "./frame.ts";
import { isId } from "./ids.ts";
import { Readings } from "./readings.ts";

/** What a reader may filter by without reading the body again: drawn out of a frame once, and the same wherever it is drawn. [FLT-3] */
export interface Facts {
  /** Sessions the frame names; one that names none is listed under those its observer named last. */
  sessions: readonly string[];
  /** Kind of packet, or `note`, or `unreadable`. */
  kind: string;
  /** Of the first event, or of a note. */
  name?: string;
  /** The highest of its events. */
  revision?: number;
  /** Of the first event. */
  seq?: number;
}

/** A frame lists under no more sessions than this; a device keeps far fewer. */
const mostSessions = 256;

/** The parts of a body that are looked at. It is whatever text a device saw cross, so nothing is taken for granted. */
interface Loose {
  kind?: unknown;
  note?: unknown;
  eventType?: unknown;
  sessionId?: unknown;
  have?: unknown;
  events?: unknown;
  sessions?: unknown;
  revision?: unknown;
  seq?: unknown;
}

/** What a filter may ask of a body, of each of its events. */
export interface Particulars {
  /** As in `Facts`. */
  kind: string;
  /** Of every event, or of the note. */
  names: readonly string[];
  revisions: readonly number[];
  seqs: readonly number[];
}

/** The particulars of a body; one that cannot be read has none but its kind. [FLT-3] */
export function particularsOf(text: string): Particulars {
  const body = readLoosely(text);
  if (body === null) return { kind: "unreadable", names: [], revisions: [], seqs: [] };
  const events = eventsOf(body);
  const { kind, name } = kindOf(body, events);
  const names = events.flatMap(({ eventType }) => (typeof eventType === "string" ? [eventType.slice(0, 64)] : []));
  return {
    kind,
    names: events.length > 0 ? names : name === undefined ? [] : [name],
    revisions: events.map(({ revision }) => revision).filter(Number.isSafeInteger) as number[],
    seqs: events.map(({ seq }) => seq).filter(Number.isSafeInteger) as number[],
  };
}

/** What readers filter by. A body that cannot be read is a fact like any other. */
export function factsOf(frame: Frame): Facts {
  return joinFacts(frame, bodyFactsOf(frame.body));
}

/** Draws the same facts out of many frames, and out of a text that crossed only once: it is met where it was sent and where it was received. */
export class FactsDrawer {
  readonly #bodies = new Readings(bodyFactsOf);

  of(frame: Frame): Facts {
    return joinFacts(frame, frame.direction === "local" ? bodyFactsOf(frame.body) : this.#bodies.of(frame.body));
  }
}

/** The body's own facts, behind the sessions that the frame itself names. */
function joinFacts(frame: Frame, body: Facts): Facts {
  if (frame.verdicts === undefined && frame.digests === undefined) return body;
  const sessions = new Set<string>();
  const note = noter(sessions);
  for (const { sessionId } of frame.verdicts ?? []) note(sessionId);
  for (const sessionId of Object.keys(frame.digests ?? {})) note(sessionId);
  for (const sessionId of body.sessions) note(sessionId);
  return { ...body, sessions: [...sessions] };
}

/** The facts that are the body's own. */
function bodyFactsOf(text: string): Facts {
  const sessions = new Set<string>();
  const note = noter(sessions);
  const body = readLoosely(text);
  if (body === null) return { sessions: [], kind: "unreadable" };
  const events = eventsOf(body);
  for (const { sessionId } of events) note(sessionId);
  if (!Array.isArray(body)) {
    note(body.sessionId);
    for (const { sessionId } of objectsIn(body.sessions)) note(sessionId);
    if (isObject(body.have)) for (const sessionId of Object.keys(body.have)) note(sessionId);
  }
  return { sessions: [...sessions], ...kindOf(body, events) };
}

function noter(sessions: Set<string>): (sessionId: unknown) => void {
  return (sessionId) => {
    if (typeof sessionId === "string" && isId(sessionId) && sessions.size < mostSessions) sessions.add(sessionId);
  };
}

function kindOf(body: Loose | unknown[], events: readonly Loose[]): Omit<Facts, "sessions"> {
  const [first] = events;
  if (first !== undefined) {
    const revisions = events.map(({ revision }) => revision).filter(Number.isSafeInteger) as number[];
    return {
      kind: "events",
      ...(typeof first.eventType === "string" ? { name: first.eventType.slice(0, 64) } : {}),
      ...(revisions.length > 0 ? { revision: Math.max(...revisions) } : {}),
      ...(Number.isSafeInteger(first.seq) ? { seq: first.seq as number } : {}),
    };
  }
  const { kind, note } = body as Loose;
  if (typeof kind !== "string") return { kind: "unreadable" };
  return { kind: kind.slice(0, 64), ...(typeof note === "string" ? { name: note.slice(0, 64) } : {}) };
}

/** The events of a packet, of a list, or the one that the body is. */
function eventsOf(body: Loose | unknown[]): Loose[] {
  if (Array.isArray(body)) return objectsIn(body);
  if (body.eventType !== undefined) return [body];
  return body.kind === "events" ? objectsIn(body.events) : [];
}

function readLoosely(text: string): Loose | unknown[] | null {
  try {
    const json: unknown = JSON.parse(text);
    return isObject(json) || Array.isArray(json) ? json : null;
  } catch {
    return null;
  }
}

function objectsIn(value: unknown): Loose[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function isObject(value: unknown): value is Loose {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
