import { entryHead, messageHead, messageTail } from "../entries-message.ts";
import { cursorAt } from "../log/event-log.ts";
import type { WrittenEntry } from "../log/written-entry.ts";
import type { Landed } from "./wire.ts";

/** More than what stands around a frame, and than what stands around all of them. */
const around = 80;
const aroundAll = 160;

/** Writes entries of a log out for the other thread and every dashboard at once. */
export function land(log: { id: string }, entries: readonly WrittenEntry[]): Landed | null {
  const [first] = entries;
  if (first === undefined) return null;
  const places = new Uint32Array(entries.length * 2);
  const listed = new Uint16Array(entries.length);
  const lists = new Lists();
  const buffer = Buffer.allocUnsafeSlow(entries.reduce((sum, entry) => sum + mostBytes(entry) + around, aroundAll));
  let at = buffer.write(messageHead, 0, "latin1");
  for (const [i, written] of entries.entries()) {
    const { entry, receivedAt, place, sessions } = written;
    at += buffer.write(`${i === 0 ? "" : ","}${entryHead(entry, receivedAt)}`, at, "latin1");
    places[i * 2] = at;
    if (place === undefined) at += buffer.write(written.text, at, "utf8");
    else at += place.bytes.copy(buffer, at, place.from, place.to);
    places[i * 2 + 1] = at;
    buffer[at++] = 0x7d;
    listed[i] = lists.number(sessions);
  }
  at += buffer.write(messageTail(cursorAt(log, first.entry + entries.length - 1)), at, "latin1");
  // What is transferred lives on for as long as one entry of it does, so it is copied to its own size where far more was taken.
  const text =
    at * 2 < buffer.byteLength ? new Uint8Array(buffer.subarray(0, at)) : new Uint8Array(buffer.buffer, 0, at);
  return { first: first.entry, receivedAt: first.receivedAt, text, places, sessions: lists.all, listed };
}

/** A character takes at most three bytes of UTF-8. */
function mostBytes(entry: WrittenEntry): number {
  const { place } = entry;
  return place === undefined ? entry.text.length * 3 : place.to - place.from;
}

/** Lists of sessions by a number each. Neighbours nearly always have the same one, and then it is the very same. */
class Lists {
  readonly all: (readonly string[])[] = [];
  readonly #numbers = new Map<string, number>();
  #last: readonly string[] | null = null;
  #lastNumber = 0;

  number(list: readonly string[]): number {
    if (list === this.#last) return this.#lastNumber;
    const name = list.join("/");
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.all.push(list) - 1;
      this.#numbers.set(name, number);
    }
    this.#last = list;
    this.#lastNumber = number;
    return number;
  }
}
