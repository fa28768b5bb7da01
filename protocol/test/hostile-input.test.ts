import { expect, test } from "vitest";
import { type Envelope, openEngine, type SessionSnapshot } from "../src/index.ts";
import { checkHostileInput, makeScene } from "./suite/hostile-input.ts";

const fresh = Date.now().toString(36);

test("invariant 13 [BND-1] [BND-2] [BND-5] [RCV-1] [ENV-7] [ACT-6] no hostile input throws, changes what it is refused by, or reaches a prototype", () => {
  const scenes = ["a", "b", "c", `${fresh}-a`, `${fresh}-b`].map(makeScene);
  const faults = scenes.flatMap((scene, i) => checkHostileInput(scene, `${fresh}-${i}`, 2_500));
  expect(faults).toEqual([]);
}, 120_000);

const now = { wallMs: 1_800_000_000_000, monotonicMs: 1_000, deviceBootId: "boot" };
const head = { v: 1, deviceId: "watch0001", role: "watch", have: {} };

/** The least of several runs: what the work costs when nothing else gets in its way. */
function costOf(text: string): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 5; i++) {
    const engine = openEngine({ deviceId: "phone0001", role: "phone", mintId: () => "id1" });
    engine.step({ type: "activated", now, reachable: true });
    const startedAt = performance.now();
    engine.step({ type: "received", now, transport: "message", text });
    least = Math.min(least, performance.now() - startedAt);
  }
  return least;
}

const worst: Record<string, (n: number) => unknown> = {
  "events with seqs backwards": (n) => ({
    ...head,
    kind: "events",
    events: Array.from({ length: n }, (_, i) => ({
      ...{ v: 1, sessionId: "s-1", eventId: `e${i}`, deviceId: "watch0001", seq: n - i, revision: i + 1, timestamp: 1 },
      ...{ eventType: "exercise_index_changed", payload: { index: 1 } },
    })) as Envelope[],
  }),
  "events with every other seq": (n) => ({
    ...head,
    kind: "events",
    events: Array.from({ length: n }, (_, i) => ({
      ...{
        v: 1,
        sessionId: "s-1",
        eventId: `e${i}`,
        deviceId: "watch0001",
        seq: 2 * i + 2,
        revision: i + 1,
        timestamp: 1,
      },
      ...{ eventType: "exercise_index_changed", payload: { index: 1 } },
    })) as Envelope[],
  }),
  "a snapshot of many registers": (n) => ({
    ...head,
    kind: "snapshot",
    counter: 1,
    have: { "s-1": { watch0001: { upTo: 1 } } },
    sessions: [
      {
        sessionId: "s-1",
        revision: 1,
        digest: "0000000000000000",
        registers: Object.fromEntries(Array.from({ length: n }, (_, i) => [`set/s${i}/weight`, [1, "watch0001", 5]])),
      } as unknown as SessionSnapshot,
    ],
  }),
};

/** A square would cost sixteen times as much; a line four times, and some for a machine that has other things to do. */
const mostTimes = 10;

for (const [name, make] of Object.entries(worst)) {
  test(`invariant 13 [BND-1] ${name}: four times the input costs no square`, () => {
    const small = name.includes("snapshot") ? 1_000 : 300;
    const [few, many] = [JSON.stringify(make(small)), JSON.stringify(make(4 * small))];
    costOf(many);
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 6 && least > mostTimes / 2; i++) least = Math.min(least, costOf(many) / costOf(few));
    expect(least).toBeLessThan(mostTimes);
  }, 30_000);
}
