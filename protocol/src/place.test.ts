import fc from "fast-check";
import { expect, test } from "vitest";
import { plannedPlace } from "./derived.ts";
import { Place } from "./event.ts";
import { limits } from "./limits.ts";
import { placeBetween } from "./place.ts";

const place = fc.stringMatching(/^[0-9a-z]{0,5}[1-9a-z]$/);

test("[SET-2] there is a place between any two, and it is a place", () => {
  fc.assert(
    fc.property(place, place, (a, b) => {
      fc.pre(a !== b);
      const [low, high] = a < b ? [a, b] : [b, a];
      const between = placeBetween(low, high) as string;
      expect(between > low && between < high).toBe(true);
      expect(Place.safeParse(between).success).toBe(true);
    }),
  );
});

test("[SET-2] there is a place before the first and after the last", () => {
  fc.assert(
    fc.property(place, (only) => {
      expect((placeBetween("", only) as string) < only).toBe(true);
      expect((placeBetween(only, undefined) as string) > only).toBe(true);
    }),
  );
});

test("[SET-2] a thousand sets added one after the other at one spot are in order, until a place would be too long", () => {
  let low = "00a";
  let added = 0;
  for (;;) {
    const next = placeBetween(low, "00k");
    if (next === undefined) break;
    expect(next > low && next < "00k").toBe(true);
    expect(next.length).toBeLessThanOrEqual(limits.placeLength);
    low = next;
    added++;
  }
  expect(added).toBeGreaterThan(250);
});

test("[SET-2] planned sets stand in their order, with room before, between and after", () => {
  const places = Array.from({ length: limits.setsPerExercise }, (_, index) => plannedPlace(index));
  expect([...places].sort()).toEqual(places);
  expect(new Set(places).size).toBe(places.length);
  for (const [index, each] of places.entries()) {
    expect(Place.safeParse(each).success).toBe(true);
    expect(placeBetween(places[index - 1] ?? "", each)).toBeDefined();
  }
  expect(placeBetween(places.at(-1) as string, undefined)).toBeDefined();
});
