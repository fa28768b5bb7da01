import { expect, test } from "vitest";
import { rehearsedEntries, sessionId } from "../testing/rehearsal.ts";
import { storiesOf } from "./story.ts";
import { Traffic } from "./traffic.ts";

const traffic = new Traffic(sessionId);
traffic.append(rehearsedEntries());

test("a lost edit is told in a sentence that names the set, the winner and the rule", () => {
  const reading = traffic.firstLoss;
  const [story] = reading === null ? [] : storiesOf(reading, traffic);
  expect(story?.sentence).toMatch(
    /^The phone's set updated \(#\d+, revision \d+\) was applied in part: it wrote the reps of set 3 of Bench press, but the weight of set 3 of Bench press already held what the watch wrote at revision \d+\.$/,
  );
});

test("the winner is a link to the entry where it was made", () => {
  const reading = traffic.firstLoss;
  const [story] = reading === null ? [] : storiesOf(reading, traffic);
  const [link] = story?.links ?? [];
  const winner = traffic.reading(link?.entry ?? 0);
  expect(link?.why).toBe("the edit that won");
  expect(winner?.entry.frame).toMatchObject({ direction: "local", observer: { role: "watch" } });
  expect(winner?.entry.frame.body).toContain('"weight":87.5');
});

test("a duplicate links to where the device first had it", () => {
  const duplicate = traffic.readings.find(
    ({ entry }) => entry.frame.verdict === "duplicate" && entry.frame.verdicts?.[0]?.eventId !== undefined,
  );
  const [story] = duplicate === undefined ? [] : storiesOf(duplicate, traffic);
  expect(story?.sentence).toContain("had been received before; it first came by userInfo");
  const [link] = story?.links ?? [];
  expect(traffic.reading(link?.entry ?? 0)?.entry.frame).toMatchObject({
    direction: "received",
    transport: "userInfo",
    observer: duplicate?.entry.frame.observer,
  });
});
