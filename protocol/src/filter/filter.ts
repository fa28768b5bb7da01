import type { FieldName } from "./fields.ts";

/** How a term compares; `=` and `!=` take several values, any of which is meant. */
export type Compare = "=" | "!=" | ">" | ">=" | "<" | "<=";

export interface Term {
  readonly op: "is";
  readonly field: FieldName;
  readonly compare: Compare;
  readonly values: readonly (string | number)[];
}

/** A filter as it was understood. An `and` of nothing lets everything through. [FLT-1] */
export type Filter =
  | { readonly op: "and" | "or"; readonly of: readonly Filter[] }
  | { readonly op: "not"; readonly of: Filter }
  | Term;

/** Lets everything through. */
export const everything: Filter = { op: "and", of: [] };

/** Where a filter cannot be understood, and what would have been. Position counts UTF-16 units from 0. [FLT-4] */
export interface FilterFault {
  readonly position: number;
  readonly expected: readonly string[];
  readonly found: string;
}

export type ParsedFilter = { ok: true; filter: Filter } | { ok: false; fault: FilterFault };

/** The fault in one sentence. */
export function faultSentence({ position, expected, found }: FilterFault): string {
  const list = expected.length <= 1 ? expected.join("") : `${expected.slice(0, -1).join(", ")} or ${expected.at(-1)}`;
  return `at character ${position + 1}: ${list} is expected, not ${found === "" ? "the end" : JSON.stringify(found)}`;
}

/** A filter as text that is understood as that filter. */
export function formatFilter(filter: Filter): string {
  switch (filter.op) {
    case "and":
    case "or":
      return filter.of.map(inner).join(filter.op === "and" ? " " : " or ");
    case "not":
      return `not ${inner(filter.of)}`;
    case "is":
      return `${filter.field}${filter.compare === "=" ? ":" : filter.compare}${filter.values.map(quoted).join(",")}`;
  }
}

function inner(filter: Filter): string {
  return filter.op === "is" || filter.op === "not" ? formatFilter(filter) : `(${formatFilter(filter)})`;
}

function quoted(value: string | number): string {
  const text = String(value);
  return /^[\w.-]+$/.test(text) ? text : `"${text.replace(/["\\]/g, "\\$&")}"`;
}
