import fc from "fast-check";
import { expect, test } from "vitest";
import { Quantiles } from "./quantiles.ts";

test("[DLV-3] a quantile is within 2 % of the true one, and a millisecond", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 86_400_000 }), { minLength: 1, maxLength: 500 }),
      fc.constantFrom(0.5, 0.95, 0.99, 1),
      (values, share) => {
        const sketch = new Quantiles();
        for (const value of values) sketch.add(value);
        const sorted = values.toSorted((a, b) => a - b);
        const truth = sorted[Math.ceil(share * sorted.length) - 1] as number;
        expect(Math.abs((sketch.at(share) as number) - truth)).toBeLessThanOrEqual(1 + truth * 0.02);
      },
    ),
  );
});

test("there is no quantile of nothing", () => {
  expect(new Quantiles().at(0.5)).toBeUndefined();
});

test("[DLV-4] two sketches add up to the sketch of both", () => {
  const [all, one, other] = [new Quantiles(), new Quantiles(), new Quantiles()];
  for (let ms = 1; ms < 2_000; ms += 7) {
    all.add(ms);
    (ms % 2 === 0 ? one : other).add(ms);
  }
  one.addAll(other);
  expect([one.count, ...[0.5, 0.95, 0.99].map((share) => one.at(share))]).toEqual([
    all.count,
    ...[0.5, 0.95, 0.99].map((share) => all.at(share)),
  ]);
});
