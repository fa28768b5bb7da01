/*
 * JSON as the bytes it came in, looked over without making anything of it. Each function is given the place where something begins and answers
 * the place behind it; -1 where it is broken, or unusual (white space, numbers of many digits, depth): who asks then reads it the long way,
 * which has the final word. What is not -1 is JSON.
 */

export const quote = 0x22;
export const comma = 0x2c;
export const colon = 0x3a;
export const openBracket = 0x5b;
export const closeBracket = 0x5d;
export const openBrace = 0x7b;
export const closeBrace = 0x7d;
export const backslash = 0x5c;
const zero = 0x30;
const nine = 0x39;

/** What stands for each letter behind a backslash; 0 for none, and for `u`, which is unusual. */
export const unescaped = new Uint8Array(256);
for (const [letter, meant] of Object.entries({
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
}))
  unescaped[letter.charCodeAt(0)] = meant.charCodeAt(0);

/** Beyond, it is left to who reads the whole: nothing that devices send is as deep. */
const mostDepth = 12;

/** Digits of a number below what crosses exactly. [ENV-5] */
const mostDigits = 13;

/** Past a string; of JSON that is the text of a string itself, `isQuoted`, past one that begins and ends with `\"`. */
export function pastString(bytes: Uint8Array, start: number, isQuoted = false): number {
  if (isQuoted) return pastQuoted(bytes, start);
  if (bytes[start] !== quote) return -1;
  for (let i = start + 1; ; i++) {
    const byte = bytes[i] as number;
    if (byte === quote) return i + 1;
    if (byte === backslash) {
      i += 1;
      if (unescaped[bytes[i] as number] === 0) return -1;
    } else if (!(byte >= 0x20)) return -1;
  }
}

/** Another backslash within would stand for more than one letter: unusual. */
function pastQuoted(bytes: Uint8Array, start: number): number {
  if (bytes[start] !== backslash || bytes[start + 1] !== quote) return -1;
  for (let i = start + 2; ; i++) {
    const byte = bytes[i] as number;
    if (byte === backslash) return bytes[i + 1] === quote ? i + 2 : -1;
    if (!(byte >= 0x20) || byte === quote) return -1;
  }
}

/** Past an integer that is not negative, without a fraction or an exponent. */
export function pastInteger(bytes: Uint8Array, start: number): number {
  let i = start;
  while (isDigit(bytes[i])) i += 1;
  const digits = i - start;
  if (digits === 0 || digits > mostDigits || (bytes[start] === zero && digits > 1)) return -1;
  return isNumberPart(bytes[i]) ? -1 : i;
}

/** The integer between two places. */
export function integerOf(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) value = value * 10 + (bytes[i] as number) - zero;
  return value;
}

/** Past any value. */
export function pastValue(bytes: Uint8Array, start: number, isQuoted: boolean, depth = 0): number {
  switch (bytes[start]) {
    case quote:
    case backslash:
      return pastString(bytes, start, isQuoted);
    case openBrace:
      return pastMembers(bytes, start + 1, isQuoted, depth + 1);
    case openBracket:
      return pastItems(bytes, start + 1, isQuoted, depth + 1);
    case 0x74:
      return pastWord(bytes, start, "true");
    case 0x66:
      return pastWord(bytes, start, "false");
    case 0x6e:
      return pastWord(bytes, start, "null");
    default:
      return pastNumber(bytes, start);
  }
}

function pastMembers(bytes: Uint8Array, start: number, isQuoted: boolean, depth: number): number {
  if (depth > mostDepth) return -1;
  if (bytes[start] === closeBrace) return start + 1;
  for (let i = start; ; i++) {
    i = pastString(bytes, i, isQuoted);
    if (i < 0 || bytes[i] !== colon) return -1;
    i = pastValue(bytes, i + 1, isQuoted, depth);
    if (i < 0) return -1;
    if (bytes[i] === closeBrace) return i + 1;
    if (bytes[i] !== comma) return -1;
  }
}

function pastItems(bytes: Uint8Array, start: number, isQuoted: boolean, depth: number): number {
  if (depth > mostDepth) return -1;
  if (bytes[start] === closeBracket) return start + 1;
  for (let i = start; ; i++) {
    i = pastValue(bytes, i, isQuoted, depth);
    if (i < 0) return -1;
    if (bytes[i] === closeBracket) return i + 1;
    if (bytes[i] !== comma) return -1;
  }
}

export function pastWord(bytes: Uint8Array, start: number, word: string): number {
  for (let i = 0; i < word.length; i++) if (bytes[start + i] !== word.charCodeAt(i)) return -1;
  return start + word.length;
}

/** With a sign and a fraction, as JSON writes them; an exponent is unusual. */
function pastNumber(bytes: Uint8Array, start: number): number {
  let i = bytes[start] === 0x2d ? start + 1 : start;
  const first = i;
  while (isDigit(bytes[i])) i += 1;
  if (i === first || (bytes[first] === zero && i > first + 1)) return -1;
  if (bytes[i] === 0x2e) {
    const fraction = i + 1;
    i = fraction;
    while (isDigit(bytes[i])) i += 1;
    if (i === fraction) return -1;
  }
  return isNumberPart(bytes[i]) ? -1 : i;
}

function isDigit(byte: number | undefined): boolean {
  return (byte as number) >= zero && (byte as number) <= nine;
}

/** A point, a sign, an exponent: the number goes on in a way that is not read here. */
function isNumberPart(byte: number | undefined): boolean {
  return byte === 0x2e || byte === 0x65 || byte === 0x45 || byte === 0x2b || byte === 0x2d;
}
