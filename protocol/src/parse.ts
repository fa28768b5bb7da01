import type { z } from "zod";
import { compiled } from "./compile.ts";
import { type Envelope, schemaOf } from "./envelope.ts";
import { type Rejection, reject } from "./errors.ts";
import { Frame } from "./frame.ts";
import { limits } from "./limits.ts";
import { Packet, type RegisterMap, type StampedCell } from "./packet.ts";
import { misfit } from "./register-shape.ts";
import { isWellFormed, isWireNumber, type Value } from "./value.ts";
import { protocolVersion } from "./version.ts";

/*
 * text --size--> JSON.parse --bounds--> version --shape--> the very object that was parsed
 *
 * Nothing here throws, and nothing is copied: a reader ignores keys it does not know, and passes them on untouched. [PKT-2] [BND-1]
 */

export type Parsed<T> = { ok: true; value: T } | { ok: false; rejection: Rejection };

/** Reads the text of a packet. [PKT-2] */
export function parsePacket(text: string): Parsed<Packet> {
  const json = parseJson(text);
  return json.ok ? checkPacket(json.value) : json;
}

/** Judges a packet that is already JSON. */
export function checkPacket(json: unknown): Parsed<Packet> {
  const version = checkVersion(json);
  if (version !== null) return fail(version);
  const shaped = check<Packet>(compiled(Packet), json, explainPacket);
  if (!shaped.ok) return shaped;
  const misplaced = checkRegisters(shaped.value);
  return misplaced === null ? shaped : fail(misplaced);
}

/** Judges a tee frame that is already JSON. Its body is not looked into. [TEE-1] */
export function checkFrame(json: unknown): Parsed<Frame> {
  return check(compiled(Frame), json, (issue) => issue);
}

/** Judges any other message against its schema, with the same sentences. */
export function checkShape<T>(schema: z.ZodType<T>, json: unknown): Parsed<T> {
  return check(schema, json, (issue) => issue);
}

/** Reads JSON within the bounds. [BND-1] [BND-2] */
export function parseJson(text: string, maxBytes: number = limits.textBytes): Parsed<unknown> {
  if (text.length > maxBytes || (text.length * 3 > maxBytes && byteLength(text) > maxBytes)) {
    return fail(reject("too_large", `the text has ${byteLength(text)} bytes; ${maxBytes} are allowed`));
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return fail(reject("bad_json", `the text that begins ${beginningOf(text)} is not JSON`));
  }
  return withinBounds(json, 0) ? { ok: true, value: json } : judgeBounds(json);
}

/** Judges one event that is about to be made, by the same rules that its receiver will apply. [ACT-6] */
export function checkEnvelope(event: Envelope): Parsed<Envelope> {
  if (!withinBounds(event, 0)) return judgeBounds(event);
  const shaped = check<Envelope>(schemaOf(event.eventType), event, (issue) => issue);
  if (!shaped.ok) return shaped;
  const misplaced = checkWrites(event, "/writes");
  return misplaced === null ? shaped : fail(misplaced);
}

/** UTF-8 bytes of a text. */
export function byteLength(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}

/** Depth, lengths, key names and numbers, whatever the shape: a hostile value costs linear time and reaches no prototype. [BND-2] */
function withinBounds(value: unknown, depth: number): boolean {
  if (typeof value === "string") return value.length <= limits.stringLength && isWellFormed(value);
  if (typeof value === "number") return isWireNumber(value);
  if (typeof value !== "object" || value === null) return true;
  if (depth >= limits.depth) return false;
  if (Array.isArray(value)) {
    if (value.length > limits.arrayLength) return false;
    for (let i = 0; i < value.length; i++) if (!withinBounds(value[i], depth + 1)) return false;
    return true;
  }
  let keys = 0;
  for (const key in value) {
    if (++keys > limits.arrayLength || !isKey(key) || !withinBounds((value as Record<string, unknown>)[key], depth + 1))
      return false;
  }
  return true;
}

/** The slow twin of `withinBounds`, run once it has said no: finds what is out of bounds and where, or that it is a frame's long body. */
function judgeBounds(json: unknown): Parsed<unknown> & Parsed<never> {
  const rejection = checkBounds(json, 0, "");
  return (rejection === null ? { ok: true, value: json } : fail(rejection)) as Parsed<unknown> & Parsed<never>;
}

function checkBounds(value: unknown, depth: number, path: string): Rejection | null {
  if (typeof value === "string") return checkText(value, path);
  if (typeof value === "number") {
    if (isWireNumber(value)) return null;
    return reject("bad_shape", `${at(path)} is ${value}; a number is an integer or has at most two decimal places`);
  }
  if (typeof value !== "object" || value === null) return null;
  if (depth >= limits.depth) return reject("too_deep", `${at(path)} is nested deeper than ${limits.depth} levels`);
  if (Array.isArray(value)) {
    if (value.length > limits.arrayLength) {
      return reject("bad_shape", `${at(path)} has ${value.length} items; ${limits.arrayLength} are allowed`);
    }
    for (let i = 0; i < value.length; i++) {
      const found = checkBounds(value[i], depth + 1, `${path}/${i}`);
      if (found !== null) return found;
    }
    return null;
  }
  const keys = Object.keys(value);
  if (keys.length > limits.arrayLength) {
    return reject("bad_shape", `${at(path)} has ${keys.length} keys; ${limits.arrayLength} are allowed`);
  }
  for (const key of keys) {
    if (!isKey(key)) {
      return reject(
        "bad_shape",
        `${at(path)} has the key ${beginningOf(key)}; a key is 1 to 200 printable ASCII characters`,
      );
    }
    const found = checkBounds((value as Record<string, unknown>)[key], depth + 1, `${path}/${key}`);
    if (found !== null) return found;
  }
  return null;
}

const printableAscii = /^[\x20-\x7e]{1,200}$/;

/** Keys that have been found good: nearly all packets have the same few, and looking at each of their letters was a third of the walk. */
const goodKeys = new Set<string>();

function isKey(key: string): boolean {
  if (goodKeys.has(key)) return true;
  if (key === "__proto__" || !printableAscii.test(key)) return false;
  if (goodKeys.size < 512) goodKeys.add(key);
  return true;
}

/** A tee frame's body is a whole packet, so it alone may be long; what it holds is judged when it is read. */
const bodyPath = /^(\/frames\/\d+|\/frame)?\/body$/;

function checkText(text: string, path: string): Rejection | null {
  const allowed = text.length > limits.stringLength && bodyPath.test(path) ? limits.textBytes : limits.stringLength;
  if (text.length > allowed)
    return reject("bad_shape", `${at(path)} has ${text.length} characters; ${allowed} are allowed`);
  if (!isWellFormed(text))
    return reject("bad_shape", `${at(path)} holds half of a surrogate pair, which is not Unicode text`);
  return null;
}

function checkVersion(json: unknown): Rejection | null {
  if (typeof json !== "object" || json === null) return null;
  const v = (json as { v?: unknown }).v;
  if (typeof v !== "number" || v === protocolVersion) return null;
  return reject(
    "unsupported_version",
    `the packet is of version ${v}; this build understands version ${protocolVersion}`,
  );
}

/** Registers that travel by name are judged by their names, wherever in a packet they stand. [REG-3] */
function checkRegisters(packet: Packet): Rejection | null {
  if (packet.kind === "events") {
    for (const [index, event] of packet.events.entries()) {
      const found = checkWrites(event, `/events/${index}/writes`);
      if (found !== null) return found;
    }
  }
  if (packet.kind === "snapshot") {
    for (const [index, { registers }] of packet.sessions.entries()) {
      const found = checkCells(registers, `/sessions/${index}/registers`);
      if (found !== null) return found;
    }
  }
  if (packet.kind === "hello") {
    for (const [index, { health }] of packet.sessions.entries()) {
      const found = health === undefined ? null : checkCells(health, `/sessions/${index}/health`);
      if (found !== null) return found;
    }
  }
  return null;
}

function checkCells(cells: RegisterMap, path: string): Rejection | null {
  for (const name in cells) {
    const issue = misfit(name, (cells[name] as StampedCell)[2]);
    if (issue !== undefined) return explained(issue, `${path}/${name}/2`);
  }
  return null;
}

function checkWrites({ writes }: Envelope, path: string): Rejection | null {
  for (const name in writes) {
    const issue = misfit(name, writes[name] as Value);
    if (issue !== undefined) return explained(issue, `${path}/${name}`);
  }
  return null;
}

type Explain = (issue: z.core.$ZodIssue, json: unknown) => z.core.$ZodIssue;

function check<T>(schema: z.ZodType, json: unknown, explain: Explain): Parsed<T> {
  // Nearly everything fits, and to say so costs half of what a copy of it does; only a refusal is asked for its reason.
  if (schema.validate(json)) return { ok: true, value: json as T };
  const [issue] = schema.safeParse(json).error?.issues ?? [];
  return fail(explained(explain(issue as z.core.$ZodIssue, json), ""));
}

function explained(issue: z.core.$ZodIssue, base: string): Rejection {
  const path = issue.path.map((part) => `/${String(part)}`).join("");
  return reject("bad_shape", `${at(base + path)}: ${issue.message}`);
}

/** A union only says that nothing fitted; the schema of the event's own kind says what was wrong with it. */
function explainPacket(issue: z.core.$ZodIssue, json: unknown): z.core.$ZodIssue {
  const [first, index] = issue.path;
  if (first !== "events" || typeof index !== "number") return issue;
  const event = (json as { events: unknown[] }).events[index] as Partial<Envelope> | null;
  const own = schemaOf(event?.eventType).safeParse(event).error?.issues[0];
  return own === undefined ? issue : { ...own, path: ["events", index, ...own.path] };
}

/** At most 40 letters of a text, quoted, none of them half of a surrogate pair. */
function beginningOf(text: string): string {
  return JSON.stringify([...text.slice(0, 80)].slice(0, 40).join("").replace(loneSurrogates, "\ufffd"));
}

/** With the `u` flag a pair is one letter, which these are not. */
const loneSurrogates = /[\ud800-\udfff]/gu;

function at(path: string): string {
  return path === "" ? "the value" : path;
}

function fail(rejection: Rejection): { ok: false; rejection: Rejection } {
  return { ok: false, rejection };
}
