/**
 * The values a register can hold, and their one canonical text. Both languages must write the same bytes, so: keys sorted by code unit,
 * no white space, numbers as integers in hundredths, and in strings only `"`, `\` and U+0000-001F escaped. [DIG-2]
 */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

/** The largest number that crosses. [ENV-5] */
const largest = 90_071_992_547_409;

/** Adds a count that a device states: whatever it claims, the sum is a number that crosses. [ENV-5] */
export function addCount(sum: number, more: number): number {
  return Math.min(sum + more, largest);
}

/** True for integers and for decimals with at most two places, within the integers a double holds exactly once in hundredths. [ENV-5] */
export function isWireNumber(n: number): boolean {
  return (n | 0) === n || (Math.abs(n) <= largest && Math.round(n * 100) / 100 === n);
}

/** The number in hundredths, the form that is compared and hashed. [ENV-5] */
export function hundredths(n: number): number {
  return Math.round(n * 100);
}

const anySurrogate = /[\ud800-\udfff]/;

/** True when a string has no lone surrogate: Swift cannot hold one, so the wire must not. [ENV-6] */
export function isWellFormed(text: string): boolean {
  if (!anySurrogate.test(text)) return true;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const next = text.charCodeAt(i + 1);
    if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return false;
    i++;
  }
  return true;
}

/** The canonical text of a value. [DIG-2] */
export function canonical(value: Value): string {
  switch (typeof value) {
    case "boolean":
      return value ? "true" : "false";
    case "number":
      return String(Math.round(value * 100));
    case "string":
      return quote(value);
  }
  if (value === null) return "null";
  let text = "";
  if (Array.isArray(value)) {
    for (const item of value as readonly Value[]) text += text === "" ? canonical(item) : `,${canonical(item)}`;
    return `[${text}]`;
  }
  const cells = value as { readonly [key: string]: Value };
  for (const key of Object.keys(cells).sort()) {
    const cell = `${quote(key)}:${canonical(cells[key] as Value)}`;
    text += text === "" ? cell : `,${cell}`;
  }
  return `{${text}}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the characters that canonical text escapes are exactly these
const escaped = /["\\\u0000-\u001f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const everyEscaped = /["\\\u0000-\u001f]/g;

function quote(text: string): string {
  if (!escaped.test(text)) return `"${text}"`;
  return `"${text.replace(everyEscaped, (c) =>
    c === '"' || c === "\\" ? `\\${c}` : `\\u00${c.charCodeAt(0).toString(16).padStart(2, "0")}`,
  )}"`;
}

/** True when two values have the same canonical text, which is not written for it: registers are compared far more often than they are hashed. */
export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a === "number") return typeof b === "number" && hundredths(a) === hundredths(b);
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!sameValue(a[i], b[i])) return false;
    return true;
  }
  const [cells, others] = [a as Cells, b as Cells];
  let keys = 0;
  for (const key of Object.keys(cells)) {
    if (!Object.hasOwn(others, key) || !sameValue(cells[key] as Value, others[key] as Value)) return false;
    keys += 1;
  }
  return keys === Object.keys(others).length;
}

type Cells = { readonly [key: string]: Value };
