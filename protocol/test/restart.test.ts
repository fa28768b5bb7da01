import { expect, test } from "vitest";
import { type Input, type Output, openEngine } from "../src/index.ts";
import { drawSchedule, runSchedule, type SimDevice, simulate, type Witness } from "../src/sim/index.ts";

/** An engine as its durable part tells it, or as it stands in memory. */
function standing(engine: NonNullable<SimDevice["engine"]>): string {
  const sessions = [...engine.sessions.values()].map(({ sessionId, state, seq, outbox, closed }) => {
    const vector = [...state.vector].sort(([a], [b]) => (a < b ? -1 : 1));
    const waiting = [...outbox.values()].map((outgoing) => outgoing.event.eventId);
    return JSON.stringify([sessionId, state.digest, state.revision, vector, seq, waiting, closed]);
  });
  return sessions.sort().join("\n");
}

/** Opens a second engine from the disk after every save, and compares. */
class Reopener implements Witness {
  readonly differences: string[] = [];
  saves = 0;

  performed(device: SimDevice, _input: Input, output: Output): void {
    if (output.save === undefined || !device.isDurable || device.engine === null) return;
    this.saves++;
    const { deviceId, role, store } = device;
    const reopened = openEngine({ deviceId, role, mintId: () => "x", stored: store.entries() });
    const [there, here] = [standing(reopened), standing(device.engine)];
    if (there !== here && this.differences.length < 3) this.differences.push(`${role}: ${there} instead of ${here}`);
  }
}

test("invariant 8 [DUR-2] [DUR-3] after every save, an engine opened from the disk stands where the one in memory stands", () => {
  let saves = 0;
  for (let seed = 0; seed < 150; seed++) {
    const reopener = new Reopener();
    simulate({ ...drawSchedule(`restart-${seed}`), witnesses: [reopener] });
    expect(reopener.differences, `seed restart-${seed}`).toEqual([]);
    saves += reopener.saves;
  }
  expect(saves).toBeGreaterThan(1_000);
});

test("[DUR-3] the same inputs give the same outputs: a schedule run twice is the same to the letter", () => {
  for (const seed of ["1", "2", "3", "24", "266"]) {
    const [first, second] = [runSchedule(drawSchedule(seed), true), runSchedule(drawSchedule(seed), true)];
    expect(second.trace).toEqual(first.trace);
  }
});
