import type { LogEntry } from "../log/event-log.ts";
import type { Landed } from "./wire.ts";

/** Writes entries out for the other thread and every dashboard at once. */
export function land(entries: readonly LogEntry[]): Landed | null {
  const [first] = entries;
  if (first === undefined) return null;
  const places = new Uint32Array(entries.length * 2);
  const listed = new Uint16Array(entries.length);
  const sessions: (readonly string[])[] = [];
  const numbers = new Map<string, number>();
  // A character takes at most three bytes of UTF-8.
  const buffer = Buffer.allocUnsafeSlow(entries.reduce((sum, { text }) => sum + text.length * 3 + 80, 0));
  let at = 0;
  for (const [i, { entry, receivedAt, text, sessions: own }] of entries.entries()) {
    at += buffer.write(`${i === 0 ? "" : ","}{"entry":${entry},"receivedAt":${receivedAt},"frame":`, at, "latin1");
    places[i * 2] = at;
    at += buffer.write(text, at, "utf8");
    places[i * 2 + 1] = at;
    buffer[at++] = 0x7d;
    const name = own.join("/");
    let number = numbers.get(name);
    if (number === undefined) {
      number = sessions.push(own) - 1;
      numbers.set(name, number);
    }
    listed[i] = number;
  }
  // Copied to its own size: what is transferred lives on for as long as one entry of it does.
  const text = new Uint8Array(at);
  text.set(buffer.subarray(0, at));
  return { first: first.entry, receivedAt: first.receivedAt, text, places, sessions, listed };
}
