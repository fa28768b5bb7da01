/** A piece of a filter's text; `value` is what it says, without quotes. */
export interface Token {
  readonly kind: "word" | "quoted" | "compare" | "(" | ")" | "," | "end" | "unclosed";
  readonly text: string;
  readonly value: string;
  readonly position: number;
}

const punctuation = /^(?:!=|>=|<=|[:=<>(),])/;

/** Cuts a filter into its pieces; what is within quotes is one, `\` keeps the next character as it is. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let i = 0;
  const push = (kind: Token["kind"], end: number, value = text.slice(i, end)) => {
    tokens.push({ kind, text: text.slice(i, end), value, position: i });
    i = end;
  };
  for (;;) {
    while (i < text.length && /\s/.test(text[i] as string)) i += 1;
    if (i >= text.length) {
      push("end", i);
      return tokens;
    }
    if (text[i] === '"') {
      const { end, value, isClosed } = quotedFrom(text, i);
      push(isClosed ? "quoted" : "unclosed", end, value);
      continue;
    }
    const [mark] = punctuation.exec(text.slice(i, i + 2)) ?? [];
    if (mark === undefined) push("word", endOfWord(text, i));
    else if (mark === "(" || mark === ")" || mark === ",") push(mark, i + 1);
    else push("compare", i + mark.length);
  }
}

function quotedFrom(text: string, start: number): { end: number; value: string; isClosed: boolean } {
  let value = "";
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '"') return { end: i + 1, value, isClosed: true };
    if (text[i] === "\\" && i + 1 < text.length) i += 1;
    value += text[i];
  }
  return { end: text.length, value, isClosed: false };
}

/** A word goes on through colons once it has begun to be a value: a time holds them. */
function endOfWord(text: string, start: number): number {
  let i = start;
  while (i < text.length && !/[\s"(),:=<>]/.test(text[i] as string) && !text.startsWith("!=", i)) i += 1;
  return i === start ? start + 1 : i;
}
