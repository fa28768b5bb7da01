import { expect, test } from "vitest";
import { ObservedDevice } from "../index.ts";
import { buildFrame, Pen, phoneId, Sender, sessionId } from "../testing/index.ts";
import type { ListedEntry } from "./listing.ts";
import { Projections } from "./projections.ts";
import { StateFold } from "./states.ts";

/** So many edits of the phone, an entry each. */
function edits(count: number): ListedEntry[] {
  const [pen, sender] = [new Pen(phoneId), new Sender(phoneId)];
  return Array.from({ length: count }, (_, index) => {
    const event = index === 0 ? pen.started() : pen.weight(`squat.${1 + (index % 2)}`, index % 300);
    const frame = buildFrame({ traceSeq: index + 1, monotonicMs: index, body: JSON.stringify(sender.events(event)) });
    return {
      entry: index + 1,
      receivedAt: index,
      frame: { ...frame, observedAt: 1_000 + index },
      sessions: [sessionId],
    };
  });
}

test("[PRJ-3] from a checkpoint or from the beginning, the state at any entry is the same", () => {
  const entries = edits(5_000);
  const { states } = projected(entries);
  expect(states.devices(sessionId)).toEqual([{ deviceId: phoneId, role: "phone" }]);
  const whole = new ObservedDevice(phoneId);
  let folded = 0;
  for (const at of [1, 100, 1_023, 1_024, 1_025, 3_333, 5_000]) {
    for (; folded < at; folded++) whole.apply((entries[folded] as ListedEntry).frame);
    const from = states.nearest(sessionId, phoneId, at);
    const fold = new StateFold(sessionId, phoneId, from);
    const between = entries.slice(from?.entry ?? 0, at);
    expect(between.length).toBeLessThan(1_024);
    for (const entry of between) fold.apply(entry);
    const session = whole.replica.session(sessionId);
    expect(fold.state).toMatchObject({ entry: at, digest: session.digest, revision: session.revision });
    expect(fold.state?.registers).toEqual(session.registers.toMap());
  }
});

function projected(entries: readonly ListedEntry[]): Projections {
  const projections = new Projections();
  projections.apply(entries);
  return projections;
}
