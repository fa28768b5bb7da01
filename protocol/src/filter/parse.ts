import { type Field, type FieldName, fieldNames, fields, isField } from "./fields.ts";
import { type Compare, everything, type Filter, type FilterFault, type ParsedFilter, type Term } from "./filter.ts";
import { instantOf } from "./instant.ts";
import { wordsOf } from "./text.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** Characters of a filter. [FLT-4] */
export const mostCharacters = 2_000;
const mostDepth = 32;
const mostTerms = 100;

/*
 *   filter  = [ or ]
 *   or      = and { "or" and }
 *   and     = not { [ "and" ] not }
 *   not     = "not" not | "(" or ")" | term
 *   term    = field ( ":" "=" "!=" ">" ">=" "<" "<=" ) value { "," value } | value
 *
 * A value alone is sought in the payload.
 */

/** Understands a filter, or says where and what would have been right. [FLT-1] [FLT-4] */
export function parseFilter(text: string): ParsedFilter {
  if (text.length > mostCharacters) {
    const expected = [`a filter of at most ${mostCharacters} characters`];
    return { ok: false, fault: { position: mostCharacters, expected, found: `${text.length} characters` } };
  }
  try {
    return { ok: true, filter: new Parser(tokensOf(text)).filter() };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, fault: error.fault };
    throw error;
  }
}

class Fault extends Error {
  readonly fault: FilterFault;

  constructor(token: Token, expected: readonly string[]) {
    super("the filter cannot be understood");
    this.fault = { position: token.position, expected, found: token.text };
  }
}

const beginnings = ["a field", "a word", '"not"', '"("'];

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;
  #terms = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  filter(): Filter {
    if (this.#peek().kind === "end") return everything;
    const filter = this.#or();
    if (this.#peek().kind !== "end") throw new Fault(this.#peek(), ['"and"', '"or"', "a field", "the end"]);
    return filter;
  }

  #peek(): Token {
    return this.#tokens[this.#at] as Token;
  }

  #next(): Token {
    return this.#tokens[this.#at++] as Token;
  }

  #isWord(word: string): boolean {
    return this.#peek().kind === "word" && this.#peek().value.toLowerCase() === word;
  }

  #or(): Filter {
    const of = [this.#and()];
    while (this.#isWord("or")) {
      this.#next();
      of.push(this.#and());
    }
    return of.length === 1 ? (of[0] as Filter) : { op: "or", of };
  }

  #and(): Filter {
    const of = [this.#not()];
    for (;;) {
      if (this.#isWord("and")) this.#next();
      else if (this.#isWord("or") || this.#peek().kind === ")" || this.#peek().kind === "end") break;
      of.push(this.#not());
    }
    return of.length === 1 ? (of[0] as Filter) : { op: "and", of };
  }

  #not(): Filter {
    if (++this.#depth > mostDepth) throw new Fault(this.#peek(), [`at most ${mostDepth} levels`]);
    const filter = this.#unit();
    this.#depth -= 1;
    return filter;
  }

  #unit(): Filter {
    if (this.#isWord("not")) {
      this.#next();
      return { op: "not", of: this.#not() };
    }
    if (this.#peek().kind === "(") {
      this.#next();
      const filter = this.#or();
      if (this.#peek().kind !== ")") throw new Fault(this.#peek(), ['"and"', '"or"', "a field", '")"']);
      this.#next();
      return filter;
    }
    return this.#term();
  }

  #term(): Term {
    if (++this.#terms > mostTerms) throw new Fault(this.#peek(), [`at most ${mostTerms} terms`]);
    const first = this.#next();
    if (first.kind === "unclosed")
      throw new Fault({ ...first, position: first.position + first.text.length, text: "" }, ['"\\""']);
    const isReserved = first.kind === "word" && /^(?:and|or)$/i.test(first.value);
    if ((first.kind !== "word" && first.kind !== "quoted") || isReserved) throw new Fault(first, beginnings);
    if (this.#peek().kind !== "compare") {
      const value = readValue("text", first);
      return { op: "is", field: "text", compare: "=", values: [value] };
    }
    const name = first.value.toLowerCase();
    if (first.kind !== "word" || !isField(name)) throw new Fault(first, fieldNames);
    const sign = this.#next();
    const compare = (sign.value === ":" ? this.#afterColon() : sign.value) as Compare;
    const isOrdered = compare !== "=" && compare !== "!=";
    const field: Field = fields[name];
    if (isOrdered && (field.kind === "choice" || field.kind === "word" || field.kind === "text"))
      throw new Fault(sign, ['":"', '"="', '"!="']);
    const values = [this.#value(name)];
    while (!isOrdered && this.#peek().kind === ",") {
      this.#next();
      values.push(this.#value(name));
    }
    return { op: "is", field: name, compare, values };
  }

  /** `revision:>5` says the same as `revision>5`. */
  #afterColon(): string {
    if (this.#peek().kind !== "compare" || this.#peek().value === ":") return "=";
    return this.#next().value;
  }

  #value(name: FieldName): string | number {
    let token = this.#next();
    if (token.kind === "unclosed")
      throw new Fault({ ...token, position: token.position + token.text.length, text: "" }, ['"\\""']);
    if (token.kind !== "word" && token.kind !== "quoted") throw new Fault(token, [fields[name].expected]);
    // A time holds colons: 16:50:02.
    if (fields[name].kind === "instant") token = this.#glued(token);
    return readValue(name, token);
  }

  #glued(first: Token): Token {
    let text = first.value;
    let end = first.position + first.text.length;
    while (this.#peek().value === ":" && this.#peek().position === end) {
      const [colon, rest] = [this.#next(), this.#peek()];
      if (rest.kind !== "word" || rest.position !== colon.position + 1) throw new Fault(first, [fields.time.expected]);
      this.#next();
      text += `:${rest.value}`;
      end = rest.position + rest.text.length;
    }
    return { ...first, text, value: text };
  }
}

function readValue(name: FieldName, token: Token): string | number {
  const field: Field = fields[name];
  const value = valueOfKind(field, token.value);
  if (value === undefined) throw new Fault(token, [field.expected]);
  return value;
}

function valueOfKind({ kind, choices }: Field, text: string): string | number | undefined {
  switch (kind) {
    case "choice":
      return choices?.find((choice) => choice.toLowerCase() === text.toLowerCase());
    case "word":
      return text === "" ? undefined : text;
    case "text":
      return wordsOf(text).length === 0 ? undefined : text;
    case "number":
      return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
    case "instant":
      return instantOf(text);
    case "bytes": {
      const [, digits, unit] = /^(\d{1,12})(b|kb|mb)?$/i.exec(text) ?? [];
      if (digits === undefined) return undefined;
      return Number(digits) * { b: 1, kb: 1_024, mb: 1_048_576 }[(unit ?? "b").toLowerCase() as "b" | "kb" | "mb"];
    }
  }
}
