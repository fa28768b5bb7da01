import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { murmur32 } from "../test/murmur.ts";
import { add, hash64, hex, subtract, unhex, zero } from "./hash.ts";

const half = fc.integer({ min: 0, max: 0xffffffff });
const hashes = fc.record({ high: half, low: half });
const big = (hash: { high: number; low: number }) => (BigInt(hash.high) << 32n) | BigInt(hash.low);

describe("hash64", () => {
  test("[DIG-3] is two lanes of MurmurHash3 x86_32 over the UTF-8 of any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (text) => {
        expect(hex(hash64(text))).toBe(murmur32(text, 0x4c696768) + murmur32(text, 0x74793634));
      }),
    );
  });

  test.each(["", "a", "\u007f", "\u0080", "\u07ff", "\u0800", "\uffff", "\u{10000}", "\u{10ffff}"])(
    "[DIG-3] %j, at a border of UTF-8, as one character and among others",
    (text) => {
      for (const each of [text, `x${text}`, `xy${text}z`, text.repeat(9)]) {
        expect(hex(hash64(each))).toBe(murmur32(each, 0x4c696768) + murmur32(each, 0x74793634));
      }
    },
  );

  test("[DIG-3] one bit more or less is another hash", () => {
    const seen = new Set<string>();
    for (let revision = 1; revision <= 20_000; revision++) seen.add(hex(hash64(`rest\t${revision}\tphone0001\tnull`)));
    expect(seen.size).toBe(20_000);
  });
});

describe("sums", () => {
  test("[DIG-1] add and subtract are the wrapping 64-bit ones", () => {
    fc.assert(
      fc.property(hashes, hashes, (a, b) => {
        expect(big(add(a, b))).toBe(BigInt.asUintN(64, big(a) + big(b)));
        expect(big(subtract(a, b))).toBe(BigInt.asUintN(64, big(a) - big(b)));
        expect(subtract(add(a, b), b)).toEqual(a);
      }),
    );
  });

  test("[DIG-1] the carry goes from the low half to the high, and out of the high into nothing", () => {
    const most = { high: 0xffffffff, low: 0xffffffff };
    expect(add(most, { high: 0, low: 1 })).toEqual(zero);
    expect(add({ high: 0, low: 0xffffffff }, { high: 0, low: 1 })).toEqual({ high: 1, low: 0 });
    expect(subtract(zero, { high: 0, low: 1 })).toEqual(most);
  });

  test("[DIG-1] hex is 16 digits, high half first, and unhex reads it back", () => {
    expect(hex(zero)).toBe("0000000000000000");
    expect(hex({ high: 1, low: 0xabcdef })).toBe("0000000100abcdef");
    fc.assert(
      fc.property(hashes, (hash) => {
        expect(hex(hash)).toMatch(/^[0-9a-f]{16}$/);
        expect(unhex(hex(hash))).toEqual(hash);
      }),
    );
  });
});
