import { faultSentence, parseFilter } from "@lighty/protocol/filter";
import { misuse } from "./errors.ts";

/** A filter as it was typed, in one word or several; undefined for none. A wrong one is refused before the relay is asked, with its place. */
export function filterOf(words: readonly string[] | undefined): string | undefined {
  const text = words?.join(" ").trim() ?? "";
  if (text === "") return undefined;
  const parsed = parseFilter(text);
  if (parsed.ok) return text;
  throw misuse(
    `the filter cannot be understood: ${faultSentence(parsed.fault)}\n    ${text}\n    ${" ".repeat(parsed.fault.position)}^`,
    "lighty tail --help lists the fields",
  );
}
