import {
  checkShape,
  Direction,
  type Facts,
  Frame,
  isDeviceId,
  isId,
  isReplayed,
  limits,
  type Observer,
  parseJson,
  Role,
  Transport,
  type Verdict,
  verdictWords,
} from "@lighty/protocol";
import { z } from "zod";
import { addOnce, type BodyFacts, BodyScan, isListedInPlace, mostNamed } from "./body-scan.ts";
import { pastDigest, pastId } from "./id-bytes.ts";
import {
  backslash,
  closeBrace,
  closeBracket,
  colon,
  comma,
  integerOf,
  openBrace,
  openBracket,
  pastInteger,
  pastValue,
  pastWord,
  quote,
  unescaped,
} from "./json-bytes.ts";
import { Known } from "./known.ts";
import { ScannedFrame } from "./scanned-frame.ts";

/** Every member of a frame; one with any other is read the long way. */
const members = [
  ...(["observer", "bootId", "traceSeq", "observedAt", "monotonicMs", "direction", "sizeBytes", "body"] as const),
  ...(["transport", "peer", "sendId", "verdict", "verdicts", "digests", "queueDepth", "droppedBefore"] as const),
  ...(["leftOutBefore", "redacted", "replayed"] as const),
] satisfies (keyof Frame)[];
/** Each with a bit of its own, by which it is noticed when it comes twice. */
const bits = members.map((member, i) => ({ member, bit: 1 << i }));
/** The first eight: no frame is without. */
const required = 0xff;

/** Made when it is needed first: to compile it takes longer than to read a thousand frames. */
let ofVerdicts: z.ZodType | undefined;

/**
 * Reads a frame off its bytes: what it is filed by, and the facts of its body, in one pass that makes no object of either. Whatever is unusual about it,
 * be it wrong or only rare, it leaves to the long way, which alone refuses, and says why; so a frame that passes here passes there, with the
 * same facts (the test compares them). [TEE-1] [BND-1] [BND-2]
 */
export class FrameScan {
  readonly #members = new Known((text) => bits.find(({ member }) => member === text) ?? null);
  readonly #devices = new Known<string>((text) => (isDeviceId(text) ? text : null));
  readonly #ids = new Known<string>((text) => (isId(text) ? text : null));
  readonly #listed = new Known<string>((text) => (isListedInPlace(text) ? text : null));
  readonly #roles = new Known(oneOf(Role.options));
  readonly #directions = new Known(oneOf(Direction.options));
  readonly #transports = new Known(oneOf(Transport.options));
  readonly #verdicts = new Known(oneOf(verdictWords));
  readonly #bodies = new BodyScan(true);
  readonly #unquotedBodies = new BodyScan(false);
  readonly #body = new Uint8Array(limits.textBytes + 1);
  #bodyFacts: BodyFacts | null = null;
  #observer: Observer = { deviceId: "", role: "phone" };
  /** Sessions of the verdicts and the digests, then those of the body. */
  #named: string[] = [];
  #ofBody: string[] = [];
  /** What the frame before named. */
  #last: string[] = [];
  #number = 0;
  /** Behind the frame that was read last. */
  end = -1;

  /** Null when the frame that begins here is to be read the long way. `sender` is who sends it. */
  read(bytes: Buffer, start: number, sender: string): ScannedFrame | null {
    if (bytes[start] !== openBrace) return null;
    let seen = 0;
    let [bootId, traceSeq, observedAt, direction] = ["", 0, 0, "local" as Frame["direction"]];
    let transport: Frame["transport"];
    let verdict: Frame["verdict"];
    this.#named = [];
    for (let i = start + 1; ; i++) {
      const next = this.#members.at(bytes, i);
      i = this.#members.end;
      if (next === null || bytes[i] !== colon || (seen & next.bit) !== 0) return null;
      i += 1;
      seen |= next.bit;
      switch (next.member) {
        case "observer":
          i = this.#observed(bytes, i);
          break;
        case "bootId": {
          const id = this.#ids.at(bytes, i);
          if (id === null) return null;
          bootId = id;
          i = this.#ids.end;
          break;
        }
        case "traceSeq":
          i = this.#integer(bytes, i, 1);
          traceSeq = this.#number;
          break;
        case "observedAt":
          i = this.#integer(bytes, i, 0);
          observedAt = this.#number;
          break;
        case "droppedBefore":
        case "leftOutBefore":
          i = this.#integer(bytes, i, 1);
          break;
        case "monotonicMs":
        case "sizeBytes":
        case "queueDepth":
          i = this.#integer(bytes, i, 0);
          break;
        case "direction": {
          const word = this.#directions.at(bytes, i);
          if (word === null) return null;
          direction = word;
          i = this.#directions.end;
          break;
        }
        case "transport": {
          const word = this.#transports.at(bytes, i);
          if (word === null) return null;
          transport = word;
          i = this.#transports.end;
          break;
        }
        case "verdict": {
          const word = this.#verdicts.at(bytes, i);
          if (word === null) return null;
          verdict = word;
          i = this.#verdicts.end;
          break;
        }
        case "redacted":
        case "replayed":
          i = pastWord(bytes, i, "true");
          break;
        case "peer":
          if (this.#devices.at(bytes, i) === null) return null;
          i = this.#devices.end;
          break;
        case "sendId":
          i = pastId(bytes, i);
          break;
        case "body":
          i = this.#readBody(bytes, i);
          break;
        case "verdicts":
          i = this.#judged(bytes, i);
          break;
        case "digests":
          i = this.#digested(bytes, i);
          break;
      }
      if (i < 0) return null;
      if (bytes[i] === comma) continue;
      if (bytes[i] !== closeBrace) return null;
      this.end = i + 1;
      break;
    }
    const { deviceId } = this.#observer;
    const isWhole = (seen & required) === required && this.end - start <= limits.textBytes;
    if (!isWhole || (isReplayed(deviceId) && deviceId !== sender)) return null;
    for (const id of this.#ofBody) addOnce(id, this.#named);
    // Neighbours nearly always name the same: whoever compares lists then finds the very same one.
    if (isSame(this.#named, this.#last)) this.#named = this.#last;
    else this.#last = this.#named;
    const facts = factsWith(this.#named, this.#bodyFacts as BodyFacts);
    const head = { observer: this.#observer, bootId, traceSeq, observedAt, direction, transport, verdict };
    return new ScannedFrame(head, facts, bytes, start, this.end);
  }

  #integer(bytes: Uint8Array, start: number, least: number): number {
    const end = pastInteger(bytes, start);
    if (end < 0) return -1;
    this.#number = integerOf(bytes, start, end);
    return this.#number < least ? -1 : end;
  }

  #observed(bytes: Uint8Array, start: number): number {
    const isUsual = pastWord(bytes, start, '{"deviceId":');
    if (isUsual < 0) return -1;
    const deviceId = this.#devices.at(bytes, isUsual);
    if (deviceId === null) return -1;
    const next = pastWord(bytes, this.#devices.end, ',"role":');
    if (next < 0) return -1;
    const role = this.#roles.at(bytes, next);
    if (role === null) return -1;
    if (deviceId !== this.#observer.deviceId || role !== this.#observer.role) this.#observer = { deviceId, role };
    return bytes[this.#roles.end] === closeBrace ? this.#roles.end + 1 : -1;
  }

  /** As it lies, when nothing in it is escaped but its quotes: to take them out takes as long as to read it. */
  #readBody(bytes: Uint8Array, start: number): number {
    if (bytes[start] !== quote) return -1;
    this.#ofBody.length = 0;
    this.#bodyFacts = this.#bodies.facts(bytes, start + 1, this.#ofBody);
    const { end } = this.#bodies;
    return this.#bodyFacts !== null && bytes[end] === quote ? end + 1 : this.#readUnquoted(bytes, start);
  }

  #readUnquoted(bytes: Uint8Array, start: number): number {
    const body = this.#body;
    let length = 0;
    let i = start + 1;
    for (; ; i++) {
      let byte = bytes[i] as number;
      if (byte === quote) break;
      if (byte === backslash) {
        i += 1;
        byte = unescaped[bytes[i] as number] as number;
        if (!(byte > 0)) return -1;
      } else if (!(byte >= 0x20)) return -1;
      body[length++] = byte;
    }
    if (length > limits.textBytes) return -1;
    body[length] = 0;
    this.#ofBody.length = 0;
    this.#bodyFacts = this.#unquotedBodies.facts(body, 0, this.#ofBody);
    return this.#bodyFacts !== null && this.#unquotedBodies.end === length ? i + 1 : -1;
  }

  /** Verdicts are of many shapes, so their schema judges them. */
  #judged(bytes: Buffer, start: number): number {
    if (bytes[start] !== openBracket) return -1;
    if (bytes[start + 1] === closeBracket) return start + 2;
    const end = pastValue(bytes, start, false, 1);
    if (end < 0) return -1;
    const json = parseJson(`{"verdicts":${bytes.toString("utf8", start, end)}}`);
    ofVerdicts ??= z.compile(z.object({ verdicts: Frame.shape.verdicts }));
    if (!json.ok || !checkShape(ofVerdicts, json.value).ok) return -1;
    // They come first, wherever the digests stand.
    const after = this.#named;
    this.#named = [];
    for (const { sessionId } of (json.value as { verdicts: Verdict[] }).verdicts) {
      if (sessionId !== undefined) addOnce(sessionId, this.#named);
      if (this.#named.length > mostNamed) return -1;
    }
    for (const id of after) addOnce(id, this.#named);
    return end;
  }

  #digested(bytes: Uint8Array, start: number): number {
    if (bytes[start] !== openBrace) return -1;
    if (bytes[start + 1] === closeBrace) return start + 2;
    for (let i = start + 1; ; i++) {
      const id = this.#listed.at(bytes, i);
      i = this.#listed.end;
      if (id === null || bytes[i] !== colon) return -1;
      addOnce(id, this.#named);
      if (this.#named.length > mostNamed) return -1;
      i = pastDigest(bytes, i + 1);
      if (i < 0) return -1;
      if (bytes[i] === closeBrace) return i + 1;
      if (bytes[i] !== comma) return -1;
    }
  }
}

/** Written out for what nearly every body has: three spreads would take longer than all the rest of it. */
function factsWith(sessions: readonly string[], { kind, name, revision, seq }: BodyFacts): Facts {
  if (name !== undefined && revision !== undefined && seq !== undefined) return { sessions, kind, name, revision, seq };
  if (revision === undefined && seq === undefined)
    return name === undefined ? { sessions, kind } : { sessions, kind, name };
  return {
    sessions,
    kind,
    ...(name === undefined ? {} : { name }),
    ...(revision === undefined ? {} : { revision }),
    ...(seq === undefined ? {} : { seq }),
  };
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((id, i) => id === others[i]);
}

function oneOf<T extends string>(words: readonly T[]): (text: string) => T | null {
  return (text) => words.find((word) => word === text) ?? null;
}
