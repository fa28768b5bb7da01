import { Role, verdictWords } from "@lighty/protocol";
import { type Filter, isField, type Term } from "@lighty/protocol/filter";

/** A condition that lets through everything a filter does, and perhaps more: the matcher has the final word. [FLT-3] */
export interface Narrowing {
  sql: string;
  params: (string | number)[];
}

const all: Narrowing = { sql: "1", params: [] };

/** What the plain columns of table `e` can say of a filter. */
export function narrowingOf(filter: Filter, isNegated = false): Narrowing {
  switch (filter.op) {
    case "not":
      return narrowingOf(filter.of, !isNegated);
    case "and":
    case "or": {
      const isAnd = (filter.op === "and") !== isNegated;
      const parts = filter.of.map((each) => narrowingOf(each, isNegated));
      if (!isAnd && parts.some(({ sql }) => sql === all.sql)) return all;
      const telling = parts.filter(({ sql }) => sql !== all.sql);
      if (telling.length === 0) return all;
      const sql = `(${telling.map((part) => part.sql).join(isAnd ? " AND " : " OR ")})`;
      return { sql, params: telling.flatMap(({ params }) => params) };
    }
    case "is":
      return termOf(filter, isNegated);
  }
}

function termOf({ field, compare, values }: Term, isNegated: boolean): Narrowing {
  const negated = isNegated !== (compare === "!=");
  const sign = compare === "!=" ? "=" : compare;
  // A field of a newer version than this file: the matcher alone decides.
  if (!isField(field)) return all;
  switch (field) {
    case "device":
      // A role has no column; a deviceId is longer than any role.
      return values.some((value) => isRole(value)) ? all : exactly(anyOf("e.observer", values), negated);
    case "direction":
      return exactly(anyOf("e.direction", values), negated);
    case "transport":
      return exactly(anyOf("e.transport", values), negated);
    case "entry":
      return exactly(ordered("e.entry", sign, values), negated);
    case "time":
      return exactly(ordered("e.observed_at", sign, values), negated);
    case "verdict": {
      if (negated) return all;
      // The column has the loudest word of a packet, so a part's word is as loud at most.
      const quietest = Math.min(...values.map((value) => (verdictWords as readonly string[]).indexOf(String(value))));
      return both({ sql: "e.direction = 'received'", params: [] }, anyOf("e.verdict", verdictWords.slice(quietest)));
    }
    case "type": {
      // The column has the first event's name; those behind it stand in an events packet.
      if (negated) return all;
      const named = anyOf("e.name", values);
      const kind = anyOf("e.kind", values);
      return {
        sql: `(${named.sql} OR ${kind.sql} OR e.kind = 'events')`,
        params: [...named.params, ...kind.params],
      };
    }
    case "revision": {
      if (negated) return all;
      const lowest = Math.min(...values.map(Number));
      const isBound = sign === ">" || sign === ">=" || sign === "=";
      // The column has the highest revision of a packet.
      return isBound ? { sql: `e.revision ${sign === ">" ? ">" : ">="} ?`, params: [lowest] } : ofEvents;
    }
    case "seq":
      return negated ? all : ofEvents;
    default:
      return all;
  }
}

const ofEvents: Narrowing = { sql: "e.kind = 'events'", params: [] };

function isRole(value: string | number): boolean {
  return Role.options.some((role) => role === value);
}

function anyOf(column: string, values: readonly (string | number)[]): Narrowing {
  return { sql: `${column} IN (${values.map(() => "?").join(", ")})`, params: [...values] };
}

function ordered(column: string, sign: string, values: readonly (string | number)[]): Narrowing {
  return sign === "=" ? anyOf(column, values) : { sql: `${column} ${sign} ?`, params: [values[0] as number] };
}

function both(a: Narrowing, b: Narrowing): Narrowing {
  return { sql: `(${a.sql} AND ${b.sql})`, params: [...a.params, ...b.params] };
}

/** A condition that says just what its term does may be turned round; what is not there is not so. */
function exactly({ sql, params }: Narrowing, negated: boolean): Narrowing {
  return negated ? { sql: `(${sql}) IS NOT TRUE`, params } : { sql, params };
}
