import { reject } from "@lighty/protocol";
import { type Filter, faultSentence, mostCharacters, parseFilter, wordsOf } from "@lighty/protocol/filter";
import { RelayError, refuse } from "./errors.ts";

/**
 * A filter, understood, and words that the payload holds one after the other; undefined where neither was given. A wrong filter is answered by
 * where, and what was expected. [FLT-4]
 */
export function readFilter(text: unknown, words?: unknown): Filter | undefined {
  if (words !== undefined) return withWords(readFilter(text), words);
  if (text === undefined) return undefined;
  if (typeof text !== "string") throw refuse("bad_query", "filter was given more than once");
  const parsed = parseFilter(text);
  if (parsed.ok) return parsed.filter;
  throw new RelayError(reject("bad_query", `filter, ${faultSentence(parsed.fault)}`), undefined, { ...parsed.fault });
}

function withWords(filter: Filter | undefined, words: unknown): Filter {
  if (typeof words !== "string" || words.length > mostCharacters || wordsOf(words).length === 0) {
    throw refuse(
      "bad_query",
      `text is not words of the payload, like bench or bench press, of at most ${mostCharacters} characters`,
    );
  }
  const sought: Filter = { op: "is", field: "text", compare: "=", values: [words] };
  return filter === undefined ? sought : { op: "and", of: [sought, filter] };
}
