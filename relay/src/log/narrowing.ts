import { verdictWords } from "@lighty/protocol";
import { compares, type Filter, isField, type Term } from "@lighty/protocol/filter";
import type { Facet } from "./facets.ts";

/** What is known of an entry beside its facet, before its frame is looked at. */
export interface Row {
  entry: number;
  observedAt: number;
  /** The highest of its events. */
  revision: number | null;
}

/**
 * Whether an entry may pass a filter, by its columns alone: true for all that do, and perhaps more, the matcher has the final word. Without a
 * row, whether any entry of that facet may; a facet that is undefined may be any. [FLT-3]
 */
export type Narrowing = (facet: Facet | undefined, row?: Row) => boolean;

/** The columns can say nothing. */
export const anything: Narrowing = () => true;

/** What the columns can say of a filter. */
export function narrowingOf(filter: Filter, isNegated = false): Narrowing {
  switch (filter.op) {
    case "not":
      return narrowingOf(filter.of, !isNegated);
    case "and":
    case "or": {
      const parts = filter.of.map((each) => narrowingOf(each, isNegated));
      const telling = parts.filter((may) => may !== anything);
      const isEvery = (filter.op === "and") !== isNegated;
      if (telling.length === 0 || (!isEvery && telling.length < parts.length)) return anything;
      return isEvery
        ? (facet, row) => telling.every((may) => may(facet, row))
        : (facet, row) => parts.some((may) => may(facet, row));
    }
    case "is":
      return termOf(filter, isNegated);
  }
}

function termOf({ field, compare, values }: Term, isNegated: boolean): Narrowing {
  const negated = isNegated !== (compare === "!=");
  const sign = compare === "!=" ? "=" : compare;
  const holds = (actual: number) => values.some((value) => compares(actual, sign, value as number)) !== negated;
  // A field of a newer version than this file: the matcher alone decides.
  if (!isField(field)) return anything;
  switch (field) {
    case "device":
      return ofFacet(({ observer, role }) => (values.includes(observer) || values.includes(role)) !== negated);
    case "direction":
      return ofFacet(({ direction }) => values.includes(direction) !== negated);
    case "transport":
      return ofFacet(({ transport }) => (transport !== null && values.includes(transport)) !== negated);
    case "entry":
      return (_, row) => row === undefined || holds(row.entry);
    case "time":
      return (_, row) => row === undefined || holds(row.observedAt);
    case "verdict": {
      if (negated) return anything;
      // The facet has the loudest word of a packet, so a part's word is as loud at most.
      const quietest = Math.min(...values.map((value) => loudness(String(value))));
      return ofFacet(
        ({ direction, verdict }) => direction === "received" && verdict !== null && loudness(verdict) >= quietest,
      );
    }
    case "type":
      // The facet has the first event's name; those behind it stand in an events packet.
      if (negated) return anything;
      return ofFacet(
        ({ kind, name }) => kind === "events" || values.includes(kind) || (name !== null && values.includes(name)),
      );
    case "revision": {
      if (negated) return anything;
      const lowest = Math.min(...values.map(Number));
      const isBound = sign === ">" || sign === ">=" || sign === "=";
      const reaches = ({ revision }: Row) =>
        !isBound || (revision !== null && (sign === ">" ? revision > lowest : revision >= lowest));
      return (facet, row) => ofEvents(facet) && (row === undefined || reaches(row));
    }
    case "seq":
      return negated ? anything : ofEvents;
    default:
      return anything;
  }
}

function ofFacet(holds: (facet: Facet) => boolean): Narrowing {
  return (facet) => facet === undefined || holds(facet);
}

const ofEvents = ofFacet(({ kind }) => kind === "events");

function loudness(word: string): number {
  return (verdictWords as readonly string[]).indexOf(word);
}
