import { reject } from "@lighty/protocol";
import { RelayError } from "../errors.ts";
import { type EventLog, entryAt } from "../log/event-log.ts";

const mostItems = 1_000;
const usualItems = 100;

/** A wrong parameter is named, with what would have been right. */
function wrong(sentence: string): RelayError {
  return new RelayError(reject("bad_query", sentence));
}

export function readLimit(limit: unknown): number {
  if (limit === undefined) return usualItems;
  const n = typeof limit === "string" && /^\d{1,6}$/.test(limit) ? Number(limit) : 0;
  if (n >= 1 && n <= mostItems) return n;
  throw wrong(`limit is ${show(limit)}; it is a number from 1 to ${mostItems}`);
}

/** The entry a cursor stands at; undefined where none was given. */
export function readCursor(log: EventLog, name: string, cursor: unknown): number | undefined {
  if (cursor === undefined) return undefined;
  const entry = typeof cursor === "string" ? entryAt(log, cursor) : null;
  if (entry !== null) return entry;
  throw wrong(`${name} is ${show(cursor)}; it is a cursor that this relay gave out`);
}

/** An entry's number; undefined where none was given. */
export function readEntryNumber(name: string, entry: unknown): number | undefined {
  if (entry === undefined) return undefined;
  if (typeof entry === "string" && /^\d{1,16}$/.test(entry) && Number.isSafeInteger(Number(entry)))
    return Number(entry);
  throw wrong(`${name} is ${show(entry)}; it is the number of an entry`);
}

export function notBoth(a: string, b: string): RelayError {
  return wrong(`${a} and ${b} were both given; only one of them says where`);
}

function show(value: unknown): string {
  return JSON.stringify(value).slice(0, 80);
}
