import { checkPacket, checkShape, type Entry, type Envelope, Note, type Packet } from "@lighty/protocol";

/** What the text of a frame turned out to be. A body is whatever a device sent, so `unreadable` is an answer like the others. */
export type Body =
  | { kind: "packet"; packet: Packet }
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
  if (typeof json === "object" && json !== null && "kind" in json && json.kind === "note") {
    const note = checkShape(Note, json);
    return note.ok ? { kind: "note", note: note.value } : { kind: "unreadable", sentence: note.rejection.sentence };
  }
  const packet = checkPacket(json);
  return packet.ok
    ? { kind: "packet", packet: packet.value }
    : { kind: "unreadable", sentence: packet.rejection.sentence };
}

/** The events a body carries. */
export function eventsIn(body: Body): readonly Envelope[] {
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

/** Routine talk of the link and of the body's sensors: acks, pings, hellos, pulses. Drawn quietly. */
export function isSmallTalk(body: Body): boolean {
  if (body.kind !== "packet") return false;
  if (body.packet.kind === "events") return body.packet.events.every(({ eventType }) => eventType === "health_update");
  return body.packet.kind !== "snapshot";
}
