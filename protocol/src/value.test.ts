import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonical, hundredths, isWellFormed, isWireNumber, sameValue, type Value } from "./value.ts";

describe("numbers", () => {
  test.each([0, -0, 1, -1, 0.01, 0.1, 0.29, 1.15, 8.29, 102.5, -2.25, 90_071_992_547_409, 1_800_000_000_000])(
    "[ENV-5] %d is a number of the wire",
    (n) => expect(isWireNumber(n)).toBe(true),
  );

  test.each([
    0.001,
    100.125,
    1 / 3,
    90_071_992_547_410,
    -90_071_992_547_410,
    2 ** 53,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ])("[ENV-5] %d is none", (n) => expect(isWireNumber(n)).toBe(false));

  test("[ENV-5] every count of hundredths is a number of the wire, and comes back from it", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }), (cents) => {
        expect(isWireNumber(cents / 100)).toBe(true);
        expect(hundredths(cents / 100)).toBe(cents);
        expect(canonical(cents / 100)).toBe(String(cents));
      }),
    );
  });
});

describe("text", () => {
  test.each(["", "abc", "é", "🏋️‍♀️", "\u0000", "\uffff", "a\ud83c\udfcbb"])("[ENV-6] %j is well-formed", (text) => {
    expect(isWellFormed(text)).toBe(true);
  });

  test.each(["\ud800", "\udc00", "\udc00\ud800", "a\ud800b", "\ud800\ud800\udc00", "\ud83c\udfcb\ud83c"])(
    "[ENV-6] %j is not",
    (text) => {
      expect(isWellFormed(text)).toBe(false);
    },
  );

  test("[ENV-6] well-formed is what the platform calls so", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.array(fc.integer({ min: 0xd700, max: 0xe0ff })), (text, units) => {
        for (const each of [text, String.fromCharCode(...units)]) {
          expect(isWellFormed(each)).toBe((each as string & { isWellFormed(): boolean }).isWellFormed());
        }
      }),
    );
  });
});

describe("canonical text", () => {
  const value = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.integer({ min: -1e9, max: 1e9 }).map((cents) => cents / 100),
      fc.string({ unit: "grapheme" }),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(
        fc.string({ maxLength: 4 }).filter((key) => key !== "__proto__"),
        tie("value"),
        { maxKeys: 4 },
      ),
    ),
  })).value;

  test("[DIG-2] it does not depend on the order in which keys were written", () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string({ unit: "grapheme-ascii" }).filter((key) => key !== "__proto__"),
          value,
        ),
        (record) => {
          const turned = Object.fromEntries(Object.entries(record).reverse());
          expect(canonical(turned)).toBe(canonical(record));
        },
      ),
    );
  });

  test("[DIG-2] it is JSON, and says the same value with its numbers in hundredths", () => {
    const inHundredths = (each: Value): Value => {
      if (typeof each === "number") return Math.round(each * 100) + 0;
      if (typeof each !== "object" || each === null) return each;
      if (Array.isArray(each)) return each.map(inHundredths);
      return Object.fromEntries(Object.entries(each).map(([key, item]) => [key, inHundredths(item)]));
    };
    fc.assert(
      fc.property(value, (each) => {
        expect(JSON.parse(canonical(each))).toEqual(inHundredths(each));
      }),
    );
  });

  test("[DIG-2] values are the same exactly when their canonical texts are", () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(sameValue(a, structuredClone(a))).toBe(true);
        expect(sameValue(a, b)).toBe(canonical(a) === canonical(b));
      }),
    );
  });

  test('[DIG-2] 100 and 100.0 are the same, 100 and "100" are not', () => {
    expect(sameValue(JSON.parse("100"), JSON.parse("100.0"))).toBe(true);
    expect(sameValue(100, "100")).toBe(false);
    expect(sameValue(0, -0)).toBe(true);
    expect(sameValue(0, false)).toBe(false);
    expect(sameValue([], {})).toBe(false);
  });

  test("[DIG-2] keys are sorted by code unit, not by a language's order", () => {
    expect(canonical({ b: 0, B: 0, a: 0, _: 0, 1: 0, "-": 0 })).toBe('{"-":0,"1":0,"B":0,"_":0,"a":0,"b":0}');
  });
});
