/** A value that must be taken: by the schema of that name, by the reader, and by a round trip through each language's types. */
export interface Valid {
  /** The rule it is an example of. */
  rule: string;
  why: string;
  /** The schema's definition it is an example of. */
  as: string;
  json?: unknown;
  /** The text itself, where its spelling is the point. */
  text?: string;
}

/** A value that must be refused with that code. */
export interface Invalid extends Valid {
  code: string;
  /** Long texts: each piece so many times, one after the other. */
  repeat?: [piece: string, times: number][];
}

type Body = { json: unknown } | { text: string } | { repeat: [string, number][] };

/** The text of a case. */
export function textOf({ json, text, repeat }: Partial<Invalid>): string {
  if (text !== undefined) return text;
  if (repeat !== undefined) return repeat.map(([piece, times]) => piece.repeat(times)).join("");
  return JSON.stringify(json);
}

export function valid(as: string, rule: string, why: string, json: unknown): Valid {
  return { rule, why, as, json };
}

export function validText(as: string, rule: string, why: string, text: string): Valid {
  return { rule, why, as, text };
}

export function invalid(as: string, code: string, rule: string, why: string, body: Body): Invalid {
  return { rule, why, as, code, ...body };
}
