import { reject } from "@lighty/protocol";
import { type Filter, faultSentence, parseFilter } from "@lighty/protocol/filter";
import { RelayError, refuse } from "./errors.ts";

/** A filter, understood; undefined where none was given. A wrong one is answered by where, and what was expected. [FLT-4] */
export function readFilter(text: unknown): Filter | undefined {
  if (text === undefined) return undefined;
  if (typeof text !== "string") throw refuse("bad_query", "filter was given more than once");
  const parsed = parseFilter(text);
  if (parsed.ok) return parsed.filter;
  throw new RelayError(reject("bad_query", `filter, ${faultSentence(parsed.fault)}`), undefined, { ...parsed.fault });
}
