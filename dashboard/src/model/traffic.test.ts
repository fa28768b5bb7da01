import { expect, test } from "vitest";
import { rehearsedEntries, sessionId } from "../testing/rehearsal.ts";
import { verdictOf } from "./crossing.ts";
import { labelOf } from "./label.ts";
import { Traffic } from "./traffic.ts";

function rehearsed(): Traffic {
  const traffic = new Traffic(sessionId);
  traffic.append(rehearsedEntries());
  return traffic;
}

test("every packet that arrived is one arrow from the frame that sent it", () => {
  const traffic = rehearsed();
  const received = traffic.readings.filter(({ entry }) => entry.frame.direction === "received");
  const arrived = traffic.crossings.all.filter(({ outcome }) => outcome === "arrived");
  expect(arrived).toHaveLength(received.length);
  for (const { sent, received: end } of arrived) expect(end?.frame.body).toBe(sent?.frame.body);
  expect(traffic.crossings.all.some(({ outcome }) => outcome === "unsent")).toBe(false);
});

test("an arrow wears the verdict of its receiver", () => {
  const traffic = rehearsed();
  const amber = traffic.firstLoss;
  const [arrow] = traffic.crossings.at(amber?.entry.entry ?? 0);
  expect(arrow && verdictOf(arrow)).toBe("partly_applied");
  expect(arrow?.transport).toBe("userInfo");
});

test("no arrow arrives before it left, though the watch's clock is 1.7 s ahead", () => {
  const traffic = rehearsed();
  for (const { sent, received } of traffic.crossings.all) {
    if (sent === null || received === null) continue;
    expect(traffic.timeOf(received)).toBeGreaterThanOrEqual(traffic.timeOf(sent));
    expect(traffic.axis.at(received.entry)?.x).toBeGreaterThan(traffic.axis.at(sent.entry)?.x ?? 0);
  }
});

test("an outage is known from both ends, and its edges are where the devices noticed", () => {
  const { all } = rehearsed().outages;
  expect(all).toHaveLength(2);
  for (const { from, to } of all) expect((to ?? 0) - from).toBe(35_000);
});

test("what came in another order is the same traffic", () => {
  const entries = rehearsedEntries();
  // The watch's tee was slow: everything it saw reaches the log after everything the phone saw.
  const byTee = [...entries].sort((a, b) =>
    a.frame.observer.role < b.frame.observer.role ? -1 : a.frame.observer.role > b.frame.observer.role ? 1 : 0,
  );
  const late = new Traffic(sessionId);
  late.append(byTee.map((entry, index) => ({ ...entry, entry: index + 1 })));
  const outcomes = (traffic: Traffic) => traffic.crossings.all.map(({ outcome }) => outcome).sort();
  expect(outcomes(late).filter((outcome) => outcome === "arrived")).toHaveLength(
    outcomes(rehearsed()).filter((outcome) => outcome === "arrived").length,
  );
});

test("labels name sets as people do", () => {
  const traffic = rehearsed();
  const texts = traffic.readings.map(({ body }) => labelOf(body, traffic.names).text);
  expect(texts).toContain("set 3 of Bench press: 85 kg × 6");
  expect(texts).toContain("on to Overhead press");
  expect(texts).toContain("128 bpm, 61.5 kcal");
});

test("an event's path lists every entry that carries it", () => {
  const traffic = rehearsed();
  const amber = traffic.firstLoss;
  const eventId = amber?.entry.frame.verdicts?.[0]?.eventId ?? "";
  const steps = traffic.path(eventId).map((number) => {
    const frame = traffic.reading(number)?.entry.frame;
    return `${frame?.observer.role} ${frame?.direction} ${frame?.transport ?? ""}`.trim();
  });
  expect(steps).toEqual([
    "phone local",
    "phone sent userInfo",
    "phone sent message",
    "watch received userInfo",
    "watch received message",
  ]);
});

test("entries that come twice count once", () => {
  const traffic = rehearsed();
  const { length } = traffic;
  traffic.append(rehearsedEntries().slice(0, 10));
  expect(traffic.length).toBe(length);
});
