/** A 64-bit number as two unsigned 32-bit halves: JavaScript's numbers cannot hold it, and BigInt is ten times slower. */
export interface Hash64 {
  readonly high: number;
  readonly low: number;
}

export const zero: Hash64 = { high: 0, low: 0 };

/** Seeds of the two lanes, fixed for ever: the vectors pin them. [DIG-3] */
const highSeed = 0x4c696768;
const lowSeed = 0x74793634;

/**
 * Two lanes of MurmurHash3 x86_32 over the UTF-8 bytes of a well-formed text. Both lanes walk the text together, so a register line is
 * read once. [DIG-3]
 */
export function hash64(text: string): Hash64 {
  let high = highSeed;
  let low = lowSeed;
  let word = 0;
  let shift = 0;
  let bytes = 0;
  let i = 0;

  // ASCII by the word, which is nearly every line; from the first character beyond, byte by byte.
  for (; i + 3 < text.length; i += 4) {
    const a = text.charCodeAt(i);
    const b = text.charCodeAt(i + 1);
    const c = text.charCodeAt(i + 2);
    const d = text.charCodeAt(i + 3);
    if ((a | b | c | d) > 0x7f) break;
    const k = scramble(a | (b << 8) | (c << 16) | (d << 24));
    high = mix(high, k);
    low = mix(low, k);
  }
  bytes = i;

  for (; i < text.length; i++) {
    let code = text.charCodeAt(i);
    let rest = 0;
    if (code > 0x7f) {
      if (code >= 0xd800 && code <= 0xdbff) code = 0x10000 + ((code - 0xd800) << 10) + (text.charCodeAt(++i) - 0xdc00);
      rest = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    }
    let byte =
      rest === 0 ? code : rest === 1 ? 0xc0 | (code >> 6) : rest === 2 ? 0xe0 | (code >> 12) : 0xf0 | (code >> 18);
    for (;;) {
      word |= byte << shift;
      shift += 8;
      bytes++;
      if (shift === 32) {
        const k = scramble(word);
        high = mix(high, k);
        low = mix(low, k);
        word = 0;
        shift = 0;
      }
      if (rest === 0) break;
      rest--;
      byte = 0x80 | ((code >> (6 * rest)) & 0x3f);
    }
  }
  if (shift > 0) {
    const k = scramble(word);
    high ^= k;
    low ^= k;
  }
  return { high: finish(high ^ bytes), low: finish(low ^ bytes) };
}

function scramble(word: number): number {
  const k = Math.imul(word, 0xcc9e2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
}

function mix(lane: number, k: number): number {
  const h = lane ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(h: number): number {
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  h ^= h >>> 16;
  return h >>> 0;
}

/** Wrapping 64-bit sum. [DIG-1] */
export function add(a: Hash64, b: Hash64): Hash64 {
  const low = a.low + b.low;
  return { high: (a.high + b.high + (low > 0xffffffff ? 1 : 0)) >>> 0, low: low >>> 0 };
}

/** Wrapping 64-bit difference: takes a replaced register out of a digest. [DIG-1] */
export function subtract(a: Hash64, b: Hash64): Hash64 {
  const low = a.low - b.low;
  return { high: (a.high - b.high - (low < 0 ? 1 : 0)) >>> 0, low: low >>> 0 };
}

/** Two digits for each byte: `toString(16)` of a number that needs 32 bits takes ten times as long. */
const byteHex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** 16 lowercase hex digits, high half first. [DIG-1] */
export function hex({ high, low }: Hash64): string {
  return hex32(high) + hex32(low);
}

function hex32(n: number): string {
  return `${byteHex[n >>> 24]}${byteHex[(n >>> 16) & 0xff]}${byteHex[(n >>> 8) & 0xff]}${byteHex[n & 0xff]}`;
}

/** The number that `hex` wrote. */
export function unhex(text: string): Hash64 {
  return { high: Number.parseInt(text.slice(0, 8), 16), low: Number.parseInt(text.slice(8), 16) };
}
