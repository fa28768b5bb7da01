import { checkPacket, checkShape, Envelope, type Entry, Note, type Packet } from "@lighty/protocol";

/** What the text of a frame turned out to be. A body is whatever a device sent, so `unreadable` is an answer like the others. */
export type Body =
  | { kind: "packet"; packet: Packet }
  | { kind: "events"; events: Envelope[] }
  | { kind: "note"; note: Note }
  | { kind: "unreadable"; sentence: string };

/** Reads the body of a frame; never throws. */
export function readBody(text: string): Body {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: "unreadable", sentence: "the text is not JSON" };
  }
  if (Array.isArray(json)) return readEvents(json);
  if (typeof json !== "object" || json === null) return { kind: "unreadable", sentence: "the text is JSON, but not a packet" };
  if ("kind" in json && json.kind === "note") {
    const note = checkShape(Note, json);
    return note.ok ? { kind: "note", note: note.value } : { kind: "unreadable", sentence: note.rejection.sentence };
  }
  if ("eventType" in json) return readEvents([json]);
  const packet = checkPacket(json);
  return packet.ok ? { kind: "packet", packet: packet.value } : { kind: "unreadable", sentence: packet.rejection.sentence };
}

function readEvents(json: unknown[]): Body {
  const events: Envelope[] = [];
  for (const item of json) {
    const event = checkShape(Envelope, item);
    if (!event.ok) return { kind: "unreadable", sentence: event.rejection.sentence };
    events.push(event.value as Envelope);
  }
  return { kind: "events", events };
}

/** The events a body carries, whatever carries them. */
export function eventsIn(body: Body): readonly Envelope[] {
  if (body.kind === "events") return body.events;
  return body.kind === "packet" && body.packet.kind === "events" ? body.packet.events : [];
}

/** An entry with its body read, once. */
export interface Reading {
  readonly entry: Entry;
  readonly body: Body;
}

export function readEntry(entry: Entry): Reading {
  return { entry, body: readBody(entry.frame.body) };
}
