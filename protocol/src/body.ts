import { compiled } from "./compile.ts";
import { Note } from "./frame.ts";
import type { Packet } from "./packet.ts";
import { checkPacket, checkShape, parseJson } from "./parse.ts";

/** What the body of a frame holds: a packet, a note, or neither that can be read. */
export interface Body {
  readonly packet?: Packet;
  readonly note?: Note;
}

/** Reads the body of a frame; never throws. [PKT-2] [TEE-6] */
export function readBody(text: string): Body {
  const json = parseJson(text);
  if (!json.ok) return {};
  if ((json.value as { kind?: unknown } | null)?.kind === "note") {
    const note = checkShape(compiled(Note), json.value);
    return note.ok ? { note: note.value } : {};
  }
  const packet = checkPacket(json.value);
  return packet.ok ? { packet: packet.value } : {};
}
