import { expect, test } from "vitest";
import { type Envelope, limits, openEngine, type SessionSnapshot } from "../src/index.ts";
import { checkHostileInput, makeScene } from "./suite/hostile-input.ts";

const fresh = Date.now().toString(36);

test("invariant 13 [BND-1] [BND-2] [BND-5] [RCV-1] [ENV-7] [ACT-6] no hostile input throws, changes what it is refused by, or reaches a prototype", () => {
  const scenes = ["a", "b", "c", `${fresh}-a`, `${fresh}-b`].map(makeScene);
  const faults = scenes.flatMap((scene, i) => checkHostileInput(scene, `${fresh}-${i}`, 2_500));
  expect(faults).toEqual([]);
});

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

/** As many parts as the text bound allows, so that what is not linear shows in the printed figure, and in the time the suite takes. */
function largest(make: (n: number) => unknown): number {
  let n = 250;
  while (JSON.stringify(make(n * 2)).length <= limits.textBytes) n *= 2;
  return n;
}

for (const [name, make] of Object.entries(worst)) {
  test(`invariant 13 [BND-1] ${name}, as many as a text may hold, are judged like any other`, () => {
    const most = largest(make);
    const engine = openEngine({ deviceId: "phone0001", role: "phone", mintId: () => "id1" });
    engine.step({ type: "activated", now, reachable: true });
    const text = JSON.stringify(make(most));
    const { verdicts = [] } = engine.step({ type: "received", now, transport: "message", text });
    const parts = name.includes("snapshot") ? 1 : most;
    expect(verdicts.filter(({ verdict }) => verdict !== "rejected")).toHaveLength(parts);
    const times = costOf(text) / costOf(JSON.stringify(make(most / 4)));
    console.info(`${name}: ${most} of them cost ${times.toFixed(1)} times what ${most / 4} cost`);
  });
}
