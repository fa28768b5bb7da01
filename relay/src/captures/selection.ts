import type { Filter, Term } from "@lighty/protocol/filter";

/** Which frames of a log a capture is to hold; all of them where nothing is said. */
export interface Selection {
  sessionId?: string | undefined;
  /** A deviceId or a role. */
  device?: string | undefined;
  /** Milliseconds of the observer's session clock, both included. */
  from?: number | undefined;
  to?: number | undefined;
  filter?: Filter | undefined;
}

/** The selection as one filter, the session aside; undefined when it lets everything through. */
export function filterOf({ device, from, to, filter }: Selection): Filter | undefined {
  const terms: Filter[] = [];
  const term = (field: Term["field"], compare: Term["compare"], value: string | number) =>
    terms.push({ op: "is", field, compare, values: [value] });
  if (device !== undefined) term("device", "=", device);
  if (from !== undefined) term("time", ">=", from);
  if (to !== undefined) term("time", "<=", to);
  if (filter !== undefined) terms.push(filter);
  return terms.length < 2 ? terms[0] : { op: "and", of: terms };
}
