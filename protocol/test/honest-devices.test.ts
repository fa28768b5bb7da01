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

test("[DLV-1] [FND-1] while the phone takes the watch for away and no transfer comes, contexts keep the watch up to date, and nothing is told of it", () => {
  for (let n = 0; n < 8; n++) {
    const weather = fairWeather();
    weather.channels.userInfo.off = true;
    weather.calmAt = 60_000;
    weather.lies = [{ from: 2_000, to: 60_000, device: "phone", reachable: false }];
    expect(findingsIn(workout(`honest-${n}`, weather)).filter(({ rule }) => rule === "drift")).toEqual([]);
  }
});

/** Orders in which a log may hold the frames of two devices, each in its own order: a tee that was away brings them long after. */
const orders: Record<string, (entries: readonly ListedEntry[]) => ListedEntry[]> = {
  "the watch's after the phone's": (entries) => [...entries].sort((a, b) => rank(a, "watch") - rank(b, "watch")),
  "the phone's after the watch's": (entries) => [...entries].sort((a, b) => rank(a, "phone") - rank(b, "phone")),
  "files of the wrist, messages ahead of them": (entries) =>
    [...entries].sort((a, b) => (rides(a) ? 0 : rank(a, "watch")) - (rides(b) ? 0 : rank(b, "watch"))),
};

function rank({ frame }: ListedEntry, last: "phone" | "watch"): number {
  return frame.observer.role === last ? 1 : 0;
}

test.each(Object.entries(orders))(
  "[TEE-13] [DLV-1] [FND-1] %s: events fare as they fared, and nothing else is found",
  (_, arrange) => {
    for (let n = 0; n < 40; n++) {
      const entries = workout(`honest-${n}`);
      const arranged = arrange(entries).map((each, i) => ({ ...each, entry: i + 1 }));
      const rules = new Set(findingsIn(entries).map(({ rule }) => rule));
      expect(
        findingsIn(arranged).filter(({ rule }) => !rules.has(rule)),
        `honest-${n}`,
      ).toEqual([]);
      expect(faresIn(arranged), `honest-${n}`).toEqual(faresIn(entries));
    }
  },
);

/** How the events of each session fared. Which were late hangs on the clocks' offset, which gets better with time; which were overtaken, on the order of the log. */
function faresIn(entries: readonly ListedEntry[]): unknown {
  const projections = new Projections();
  const sessionIds = [...projections.apply(entries)].sort();
  return sessionIds.map((sessionId) => {
    const { late, overtaken, ...events } = projections.delivery.report(sessionId, 1)?.events ?? {
      late: 0,
      overtaken: 0,
    };
    return events;
  });
}

test("[DLV-1] [DLV-3] in fair weather all that leaves arrives, once, and every event of it is timed", () => {
  for (let n = 0; n < 20; n++) {
    const entries = workout(`honest-${n}`, fairWeather());
    const projections = new Projections();
    const sessionIds = projections.apply(entries);
    for (const { transport, sent, received, ...more } of projections.delivery.sentBy()) {
      expect(more, `honest-${n} ${transport}`).toMatchObject({ failed: 0, lost: 0, repeated: 0 });
      if (transport === "message") expect(received).toBe(sent);
    }
    for (const sessionId of sessionIds) {
      const { paths = [] } = projections.delivery.report(sessionId, 10_000) ?? {};
      expect(paths.filter(({ received, latencyMs }) => received !== undefined && latencyMs === undefined)).toEqual([]);
    }
  }
});

function rides({ frame: { observer, direction, transport } }: ListedEntry): boolean {
  return observer.role === "watch" && direction === "received" && transport === "message";
}

test("[TEE-13] a wrist whose frames ride beside acknowledgements, the rest as files, leaves no hole", () => {
  let ridden = 0;
  for (let n = 0; n < 40; n++) {
    const entries = workout(`honest-${n}`);
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
