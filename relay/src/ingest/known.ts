import { backslash, quote } from "./json-bytes.ts";

/** Texts that are longer are not looked up: ids are no longer, nor are kinds and names by which anything is filtered. */
const longest = 64;

const slots = 1_024;

/**
 * What short texts stand for, looked up by their bytes: the same few stand in frame after frame, and to make a text of each and judge it
 * again is most of what reading them costs. Bounded: a text takes the place of another that falls on the same slot.
 */
export class Known<V> {
  readonly #standsFor: (text: string) => V | null;
  readonly #isQuoted: boolean;
  /** What closes a string. */
  readonly #mark: number;
  readonly #bytes = new Uint8Array(slots * longest);
  /** Of the text in each slot, and one more; 0 where there is none. */
  readonly #lengths = new Uint8Array(slots);
  readonly #values: (V | null)[] = new Array<V | null>(slots).fill(null);
  /** Which slot was asked for after each one: devices write the same things in the same order, so it is looked at first, without a sum. */
  readonly #next = new Uint16Array(slots);
  #slot = 0;
  /** Behind the closing quote of what was looked at last. */
  end = -1;

  /**
   * `standsFor` says what a text stands for that is met for the first time; null when it is none of these. `isQuoted` of JSON that lies in a
   * string: the strings in it begin and end with a backslash before the quote.
   */
  constructor(standsFor: (text: string) => V | null, isQuoted = false) {
    this.#standsFor = standsFor;
    this.#isQuoted = isQuoted;
    this.#mark = isQuoted ? backslash : quote;
  }

  /** What the string stands for whose opening quote is here. Null when it is none of these, or no plain string of ASCII. */
  at(bytes: Uint8Array, start: number): V | null {
    const marks = this.#isQuoted ? 2 : 1;
    const from = start + marks;
    if (bytes[start] !== this.#mark || bytes[from - 1] !== quote) return null;
    const next = this.#next[this.#slot] as number;
    const expected = (this.#lengths[next] as number) - 1;
    if (expected >= 0 && this.#isClosed(bytes, from + expected) && this.#holds(next, bytes, from, expected)) {
      this.#slot = next;
      this.end = from + expected + marks;
      return this.#values[next] as V;
    }
    let i = from;
    let hash = 0;
    for (; ; i++) {
      const byte = bytes[i] as number;
      if (byte === quote || byte === backslash) break;
      if (!(byte >= 0x20 && byte < 0x7f) || i - from >= longest) return null;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    if (!this.#isClosed(bytes, i)) return null;
    this.end = i + marks;
    const length = i - from;
    const slot = (hash ^ (hash >>> 10) ^ (hash >>> 20)) & (slots - 1);
    this.#next[this.#slot] = slot;
    this.#slot = slot;
    if (this.#lengths[slot] === length + 1 && this.#holds(slot, bytes, from, length)) return this.#values[slot] as V;
    const value = this.#standsFor(Buffer.from(bytes.buffer, bytes.byteOffset + from, length).toString("latin1"));
    if (value !== null) {
      for (let j = 0; j < length; j++) this.#bytes[slot * longest + j] = bytes[from + j] as number;
      this.#lengths[slot] = length + 1;
      this.#values[slot] = value;
    }
    return value;
  }

  #isClosed(bytes: Uint8Array, at: number): boolean {
    return bytes[at] === this.#mark && (!this.#isQuoted || bytes[at + 1] === quote);
  }

  #holds(slot: number, bytes: Uint8Array, from: number, length: number): boolean {
    const base = slot * longest;
    for (let j = 0; j < length; j++) if (this.#bytes[base + j] !== bytes[from + j]) return false;
    return true;
  }
}
