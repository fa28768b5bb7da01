import { expect, test } from "vitest";
import type { Finding } from "../src/index.ts";
import { Projections } from "../src/projections/index.ts";
import { simulatedLog } from "./simulated-log.ts";

/** What these schedules bring about without anybody being wrong, and why. Each has to occur, or it is no reason to look away. */
const weather = {
  queue_age: "whoever is out of range for two minutes waits for two minutes, which is all that it says",
  reachable_but_failing: "the simulated link, like the real one, calls a peer reachable for a while after it has gone",
  silent_user_info: "a queue that is held up looks like one that delivers nothing, until the first transfer comes",
  stale_health: "a device says hello in a live session while it has had no new reading for a minute",
  two_sessions: "both people may start a workout while the devices are apart",
} as const;

/** Folds whole workouts, crashes and all, as a reader would, and returns what it found. */
function findingsOf(seed: string): Finding[] {
  const { entries, faults } = simulatedLog(seed);
  expect(faults).toEqual([]);
  expect(entries.length).toBeGreaterThan(0);
  const projections = new Projections();
  const sessionIds = projections.apply(entries);
  return [...sessionIds].flatMap((sessionId) => projections.sessions.summary(sessionId)?.findings ?? []);
}

test("[OBS-1] [OBS-2] honest devices in any weather: the check finds nothing amiss", () => {
  const failing: Record<string, Finding[]> = {};
  const excused = new Set<string>();
  for (let n = 0; n < 150; n++) {
    const seed = `honest-${n}`;
    const all = findingsOf(seed);
    const findings = all.filter(({ rule }) => !Object.hasOwn(weather, rule));
    for (const { rule } of all) if (Object.hasOwn(weather, rule)) excused.add(rule);
    if (findings.length > 0) failing[seed] = findings;
  }
  expect(failing).toEqual({});
  expect([...excused].sort()).toEqual(Object.keys(weather).sort());
});
