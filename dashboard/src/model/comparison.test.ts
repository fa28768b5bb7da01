import { expect, test } from "vitest";
import { EntryShelf } from "../source/entry-shelf.ts";
import { rehearse, script, sessionId, type Tap } from "../testing/rehearsal.ts";
import { comparisonOf, type Side } from "./comparison.ts";
import { CourseFold } from "./course.ts";
import { readEntry } from "./reading.ts";

/** A workout as it is compared, of real engines. */
async function sideOf(taps: Tap[] = script): Promise<Side> {
  const rehearsal = rehearse(taps);
  rehearsal.runUntil(140_000);
  const shelf = new EntryShelf();
  shelf.add(rehearsal.entries);
  const fold = new CourseFold(sessionId);
  for (const entry of rehearsal.entries) fold.take(readEntry(entry));
  const [summary] = shelf.summaries();
  if (summary === undefined) throw new Error("the rehearsal has a session");
  const states = await shelf.statesAt(sessionId, rehearsal.entries.length);
  return { summary, steps: fold.steps(), names: fold.names, states, lookedAt: null };
}

test("the same workout twice differs in nothing", async () => {
  const [left, right] = [await sideOf(), await sideOf()];
  const { facts, verdicts, findings, parting, states } = comparisonOf(left, right);
  expect(left.steps.length).toBeGreaterThan(10);
  expect(parting).toBeNull();
  expect([...facts, ...verdicts, ...findings, ...states].filter(({ isSame }) => !isSame)).toEqual([]);
  expect(states.find(({ name }) => name === "the weight of set 1 of Bench press")?.left).toBe("82.5");
  expect(facts.find(({ name }) => name === "devices")?.left).toBe("phone and watch");
});

test("the first other edit is named, with what became of both, and the end differs by it", async () => {
  const other = script.map(
    (tap): Tap => (tap[0] === 6_000 ? [6_000, "watch", { act: "edit_set", setId: "bench-1", weight: 90 }] : tap),
  );
  const { parting, states } = comparisonOf(await sideOf(), await sideOf(other));
  expect(parting).toMatchObject({
    after: 1,
    why: "edit",
    left: { role: "watch", text: "set 1 of Bench press: 82.5 kg", became: "applied" },
    right: { role: "watch", text: "set 1 of Bench press: 90 kg", became: "applied" },
  });
  expect(states.filter(({ isSame }) => !isSame)).toEqual([
    { name: "the weight of set 1 of Bench press", left: "82.5", right: "90", isSame: false },
  ]);
});

test("a course that stops early ends there; the one that goes on says what came next", async () => {
  const short = script.slice(0, 3);
  const { parting, facts } = comparisonOf(await sideOf(), await sideOf(short));
  expect(parting).toMatchObject({ after: 3, why: "end", right: undefined, left: { text: "rest of 1:30" } });
  expect(facts.find(({ name }) => name === "edits")).toMatchObject({ right: "3", isSame: false });
});

test("the same edit of which something else became is where they part", async () => {
  const left = await sideOf();
  const steps = left.steps.map((step, index) => (index === 4 ? { ...step, became: "rejected" as const } : step));
  expect(comparisonOf(left, { ...left, steps }).parting).toMatchObject({ after: 4, why: "verdict" });
});
