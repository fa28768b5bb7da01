import { expect, test } from "vitest";
import type { Finding } from "../src/index.ts";
import { type ListedEntry, Projections } from "../src/projections/index.ts";
import { fairWeather } from "../src/sim/index.ts";
import { weatherly } from "../src/testing/index.ts";
import { simulatedLog } from "./simulated-log.ts";

/** What these schedules bring about without anybody being wrong. Each has to occur, or it is no reason to look away. */
const excuses: object = { ...weatherly, two_sessions: "both people may start a workout while the devices are apart" };

/** Whole workouts, crashes and all. */
function workout(...of: Parameters<typeof simulatedLog>): ListedEntry[] {
  const { entries, faults } = simulatedLog(...of);
  expect(faults).toEqual([]);
  expect(entries.length).toBeGreaterThan(0);
  return entries;
}

/** Folds entries as a reader would, and returns what it found. */
function findingsIn(entries: readonly ListedEntry[]): Finding[] {
  const projections = new Projections();
  const sessionIds = projections.apply(entries);
  return [...sessionIds].flatMap((sessionId) => projections.sessions.summary(sessionId)?.findings ?? []);
}

test("[OBS-1] [OBS-2] honest devices in any weather: the check finds nothing amiss", () => {
  const failing: Record<string, Finding[]> = {};
  const excused = new Set<string>();
  for (let n = 0; n < 150; n++) {
    const seed = `honest-${n}`;
    const all = findingsIn(workout(seed));
    const findings = all.filter(({ rule }) => !Object.hasOwn(excuses, rule));
    for (const { rule } of all) if (Object.hasOwn(excuses, rule)) excused.add(rule);
    if (findings.length > 0) failing[seed] = findings;
  }
  expect(failing).toEqual({});
  expect([...excused].sort()).toEqual(Object.keys(excuses).sort());
});

test("[FND-1] in fair weather they raise nothing but what two people bring about", () => {
  const rules = new Set<string>();
  for (let n = 0; n < 40; n++)
    for (const { rule } of findingsIn(workout(`honest-${n}`, fairWeather()))) rules.add(rule);
  // Both may tap start in the same moment, and a watch may go without a reading for a minute.
  rules.delete("two_sessions");
  rules.delete("stale_health");
  expect([...rules]).toEqual([]);
});

test("[TEE-13] a wrist whose frames ride beside acknowledgements, the rest as files, leaves no hole", () => {
  let ridden = 0;
  for (let n = 0; n < 40; n++) {
    const entries = workout(`honest-${n}`);
    const rides = ({ frame: { observer, direction, transport } }: ListedEntry) =>
      observer.role === "watch" && direction === "received" && transport === "message";
    ridden += entries.filter(rides).length;
    const isWatch = ({ frame }: ListedEntry) => frame.observer.role === "watch";
    // Files come in order, long after.
    const arrived = [
      ...entries.filter((each) => !isWatch(each) || rides(each)),
      ...entries.filter((each) => isWatch(each) && !rides(each)),
    ];
    const numbered = arrived.map((each, i) => ({ ...each, entry: i + 1 }));
    expect(findingsIn(numbered).filter(({ rule }) => rule === "trace_gap" || rule === "dropped_by_tee")).toEqual([]);
  }
  expect(ridden).toBeGreaterThan(0);
});
