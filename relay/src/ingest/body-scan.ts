import { isId } from "@lighty/protocol";
import {
  closeBrace,
  closeBracket,
  colon,
  comma,
  integerOf,
  openBrace,
  openBracket,
  pastInteger,
  pastValue,
} from "./json-bytes.ts";
import { Known } from "./known.ts";

/** Members that facts are drawn from; whatever else stands in a body is passed over. */
const members = ["kind", "note", "eventType", "sessionId", "have", "events", "sessions", "revision", "seq"] as const;
type Member = (typeof members)[number] | "other";

/** Each with a bit of its own, by which it is noticed when it comes twice; the others may. */
const bits = members.map((member, i) => ({ member: member as Member, bit: 1 << i }));
const other = { member: "other" as Member, bit: 0 };

/** What a body says of itself. */
export interface BodyFacts {
  kind: string;
  name: string | undefined;
  revision: number | undefined;
  seq: number | undefined;
}

/** Sessions that one frame names; one that names more is read the long way. */
export const mostNamed = 64;

/** An id that an object lists where it was written; numbers come first whatever their place. */
export function isListedInPlace(text: string): boolean {
  return isId(text) && !/^\d+$/.test(text);
}

/**
 * Draws out of a body's bytes what `factsOf` draws out of its text, as long as there is nothing unusual about it. The sessions it names are
 * added to `sessions`, each once, in the order of `factsOf`. [FLT-3]
 */
export class BodyScan {
  readonly #isQuoted: boolean;
  readonly #members: Known<(typeof bits)[number]>;
  readonly #ids: Known<string>;
  readonly #listed: Known<string>;
  readonly #words: Known<string>;
  readonly #ofEvents: string[] = [];
  readonly #ofSessions: string[] = [];
  readonly #ofHave: string[] = [];
  #own: string | null = null;
  #events = 0;
  #name: string | undefined;
  #revision: number | undefined;
  #seq: number | undefined;
  /** Behind the body that was read last. */
  end = -1;

  /** `isQuoted` of bodies as they lie in their frames: what is a quote in them is a backslash and a quote there, and any other backslash is unusual. */
  constructor(isQuoted: boolean) {
    this.#isQuoted = isQuoted;
    this.#members = new Known((text) => bits.find(({ member }) => member === text) ?? other, isQuoted);
    this.#ids = new Known<string>((text) => (isId(text) ? text : null), isQuoted);
    this.#listed = new Known<string>((text) => (isListedInPlace(text) ? text : null), isQuoted);
    this.#words = new Known<string>((text) => text, isQuoted);
  }

  /** Null when the body that begins here is to be read the long way, or with its backslashes taken out. What follows it must be no JSON. */
  facts(bytes: Uint8Array, start: number, sessions: string[]): BodyFacts | null {
    this.#begin();
    let kind: string | undefined;
    let note: string | undefined;
    let seen = 0;
    if (bytes[start] !== openBrace) return null;
    for (let i = start + 1; ; i++) {
      const next = this.#members.at(bytes, i);
      i = this.#members.end;
      if (next === null || bytes[i] !== colon || (seen & next.bit) !== 0) return null;
      i += 1;
      seen |= next.bit;
      const { member } = next;
      switch (member) {
        case "eventType":
          return null;
        case "kind":
        case "note": {
          const word = this.#words.at(bytes, i);
          if (word === null) return null;
          if (member === "kind") kind = word;
          else note = word;
          i = this.#words.end;
          break;
        }
        case "sessionId":
          this.#own = this.#ids.at(bytes, i);
          if (this.#own === null) return null;
          i = this.#ids.end;
          break;
        case "have":
          i = this.#have(bytes, i);
          break;
        case "events":
        case "sessions":
          i = this.#objects(bytes, i, member === "events");
          break;
        default:
          i = pastValue(bytes, i, this.#isQuoted);
      }
      if (i < 0) return null;
      if (bytes[i] === closeBrace) {
        if (kind === undefined) return null;
        this.end = i + 1;
        return this.#told(kind, note, sessions);
      }
      if (bytes[i] !== comma) return null;
    }
  }

  #begin(): void {
    this.#ofEvents.length = 0;
    this.#ofSessions.length = 0;
    this.#ofHave.length = 0;
    this.#own = null;
    this.#events = 0;
    this.#name = undefined;
    this.#revision = undefined;
    this.#seq = undefined;
  }

  #told(kind: string, note: string | undefined, sessions: string[]): BodyFacts {
    const isOfEvents = kind === "events" && this.#events > 0;
    if (kind === "events") addEach(this.#ofEvents, sessions);
    if (this.#own !== null) addOnce(this.#own, sessions);
    addEach(this.#ofSessions, sessions);
    addEach(this.#ofHave, sessions);
    if (!isOfEvents) return { kind, name: note, revision: undefined, seq: undefined };
    return { kind, name: this.#name, revision: this.#revision, seq: this.#seq };
  }

  /** Takes the sessions that it is a version vector of. */
  #have(bytes: Uint8Array, start: number): number {
    if (bytes[start] !== openBrace) return -1;
    if (bytes[start + 1] === closeBrace) return start + 2;
    for (let i = start + 1; ; i++) {
      const id = this.#listed.at(bytes, i);
      i = this.#listed.end;
      if (id === null || bytes[i] !== colon) return -1;
      this.#ofHave.push(id);
      if (this.#ofHave.length > mostNamed) return -1;
      i = pastValue(bytes, i + 1, this.#isQuoted);
      if (i < 0) return -1;
      if (bytes[i] === closeBrace) return i + 1;
      if (bytes[i] !== comma) return -1;
    }
  }

  /** Takes what the events say, or the sessions that are listed. */
  #objects(bytes: Uint8Array, start: number, areEvents: boolean): number {
    if (bytes[start] !== openBracket) return -1;
    if (bytes[start + 1] === closeBracket) return start + 2;
    for (let i = start + 1; ; i++) {
      i = this.#object(bytes, i, areEvents);
      if (i < 0) return -1;
      if (areEvents) this.#events += 1;
      if (bytes[i] === closeBracket) return i + 1;
      if (bytes[i] !== comma) return -1;
    }
  }

  #object(bytes: Uint8Array, start: number, isEvent: boolean): number {
    if (bytes[start] !== openBrace) return -1;
    if (bytes[start + 1] === closeBrace) return start + 2;
    let seen = 0;
    for (let i = start + 1; ; i++) {
      const next = this.#members.at(bytes, i);
      i = this.#members.end;
      if (next === null || bytes[i] !== colon || (seen & next.bit) !== 0) return -1;
      i += 1;
      seen |= next.bit;
      const { member } = next;
      if (member === "sessionId") {
        const id = this.#ids.at(bytes, i);
        if (id === null) return -1;
        addOnce(id, isEvent ? this.#ofEvents : this.#ofSessions);
        if (this.#ofEvents.length + this.#ofSessions.length > mostNamed) return -1;
        i = this.#ids.end;
      } else if (isEvent && member === "eventType") {
        const name = this.#words.at(bytes, i);
        if (name === null) return -1;
        if (this.#events === 0) this.#name = name;
        i = this.#words.end;
      } else if (isEvent && (member === "revision" || member === "seq")) {
        const end = pastInteger(bytes, i);
        if (end < 0) return -1;
        const value = integerOf(bytes, i, end);
        if (member === "revision") this.#revision = Math.max(this.#revision ?? 0, value);
        else if (this.#events === 0) this.#seq = value;
        i = end;
      } else i = pastValue(bytes, i, this.#isQuoted);
      if (i < 0) return -1;
      if (bytes[i] === closeBrace) return i + 1;
      if (bytes[i] !== comma) return -1;
    }
  }
}

export function addOnce(id: string, ids: string[]): void {
  if (!ids.includes(id)) ids.push(id);
}

function addEach(from: readonly string[], to: string[]): void {
  for (const id of from) addOnce(id, to);
}
