import { expect, test } from "vitest";
import { rehearsedEntries, sessionId } from "../testing/rehearsal.ts";
import { landingsBetween } from "./relay-lane.ts";
import { Traffic } from "./traffic.ts";

test("what came at once lands where it happened; what waited in a spool lands where the session had come meanwhile", () => {
  const entries = rehearsedEntries();
  const late = entries.findIndex(({ frame }) => frame.observer.role === "watch" && frame.direction === "local");
  // Held back by its device until thirty more had come.
  const order = [
    ...entries.slice(0, late),
    ...entries.slice(late + 1, late + 31),
    entries[late],
    ...entries.slice(late + 31),
  ];
  const landed = order.flatMap((entry, index) => (entry === undefined ? [] : [{ ...entry, entry: index + 1 }]));
  const traffic = new Traffic(sessionId);
  traffic.append(landed);
  const landings = landingsBetween(traffic, 0, traffic.axis.width + 1, 1);
  expect(landings).toHaveLength(landed.length);
  for (const { x1, x2 } of landings) expect(x2).toBeGreaterThanOrEqual(x1);
  const [prompt, slow] = [1, late + 31].map((number) => landings.find(({ entry }) => entry === number));
  expect(prompt?.x2).toBe(prompt?.x1);
  expect((slow?.x2 ?? 0) - (slow?.x1 ?? 0)).toBeGreaterThan(100);
  expect(landingsBetween(traffic, 0, traffic.axis.width, 0.1)).toEqual([]);
});
