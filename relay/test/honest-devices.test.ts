import type { Finding, Frame } from "@lighty/protocol";
import { drawSchedule, FrameTap, type SimDevice, simulate } from "@lighty/protocol/sim";
import { expect, test } from "vitest";
import { factsOf } from "../src/ingest/facts.ts";
import { NamedSessions } from "../src/log/named-sessions.ts";
import { Projections } from "../src/projections/projections.ts";

/** Folds whole workouts, crashes and all, as the relay would, and returns what it found. */
function findingsOf(seed: string): Finding[] {
  const projections = new Projections();
  const named = new NamedSessions();
  const boots = new Map<string, { boot: number; traceSeq: number }>();
  const sessionIds = new Set<string>();
  let entry = 0;

  const tap = (role: string) => {
    const own = new FrameTap((device, crossing) => {
      const { boot, traceSeq } = boots.get(role) ?? { boot: 1, traceSeq: 0 };
      boots.set(role, { boot, traceSeq: traceSeq + 1 });
      const observer = { deviceId: device.deviceId, role: device.role };
      const frame: Frame = { observer, bootId: `boot-${boot}`, traceSeq: traceSeq + 1, ...crossing };
      const sessions = named.resolve(device.deviceId, factsOf(frame).sessions);
      for (const sessionId of projections.apply([{ entry: ++entry, receivedAt: entry, frame, sessions }]))
        sessionIds.add(sessionId);
    });
    return {
      opened: (device: SimDevice) =>
        device.role === role && boots.set(role, { boot: (boots.get(role)?.boot ?? 0) + 1, traceSeq: 0 }),
      saved: (...[device, ...more]: Parameters<typeof own.saved>) => device.role === role && own.saved(device, ...more),
      sent: (...[device, ...more]: Parameters<typeof own.sent>) => device.role === role && own.sent(device, ...more),
    };
  };
  const { weather, habits } = drawSchedule(seed);
  const run = simulate({ seed, weather, habits, witnesses: [tap("phone"), tap("watch")] as never });
  expect(run.faults).toEqual([]);
  expect(entry).toBeGreaterThan(0);
  return [...sessionIds].flatMap((sessionId) => projections.sessions.summary(sessionId)?.findings ?? []);
}

test("[OBS-1] [OBS-2] honest devices in any weather: the check finds nothing amiss", () => {
  const failing: Record<string, Finding[]> = {};
  for (let n = 0; n < 150; n++) {
    const seed = `honest-${n}`;
    const findings = findingsOf(seed);
    if (findings.length > 0) failing[seed] = findings;
  }
  expect(failing).toEqual({});
});
