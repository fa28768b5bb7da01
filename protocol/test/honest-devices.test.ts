import { expect, test } from "vitest";
import type { Finding, Frame } from "../src/index.ts";
import { Listing, Projections } from "../src/projections/index.ts";
import { drawSchedule, FrameTap, type SimDevice, simulate } from "../src/sim/index.ts";

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
  const projections = new Projections();
  const listing = new Listing();
  const boots = new Map<string, { boot: number; traceSeq: number }>();
  const sessionIds = new Set<string>();
  let entry = 0;

  const tap = (role: string) => {
    const own = new FrameTap((device, crossing) => {
      const { boot, traceSeq } = boots.get(role) ?? { boot: 1, traceSeq: 0 };
      boots.set(role, { boot, traceSeq: traceSeq + 1 });
      const observer = { deviceId: device.deviceId, role: device.role };
      const frame: Frame = { observer, bootId: `boot-${boot}`, traceSeq: traceSeq + 1, ...crossing };
      for (const sessionId of projections.apply([listing.list({ entry: ++entry, receivedAt: entry, frame })]))
        sessionIds.add(sessionId);
    });
    return {
      opened: (device: SimDevice) =>
        device.role === role && boots.set(role, { boot: (boots.get(role)?.boot ?? 0) + 1, traceSeq: 0 }),
      saved: (...[device, ...more]: Parameters<typeof own.saved>) => device.role === role && own.saved(device, ...more),
      sent: (...[device, ...more]: Parameters<typeof own.sent>) => device.role === role && own.sent(device, ...more),
    };
  };
  const schedule = drawSchedule(seed);
  const run = simulate({
    seed,
    weather: schedule.weather,
    habits: schedule.habits,
    witnesses: [tap("phone"), tap("watch")] as never,
  });
  expect(run.faults).toEqual([]);
  expect(entry).toBeGreaterThan(0);
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
