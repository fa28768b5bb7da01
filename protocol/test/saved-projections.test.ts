import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type ListedEntry,
  Listing,
  Projections,
  type SavedProjections,
  StateFold,
  savedVersion,
} from "../src/projections/index.ts";
import { pack, unpack } from "../src/projections/saving.ts";
import { findingCases } from "./cases/finding.ts";
import { simulatedLog } from "./simulated-log.ts";

/** Everything that can be asked of projections that folded these entries. */
function answers(of: Projections, entries: readonly ListedEntry[]): unknown {
  const last = entries.at(-1)?.entry ?? 0;
  return {
    found: of.found,
    devices: of.devices.all().map((device) => ({
      ...device,
      vitals: of.vitals.of(device.deviceId),
      sent: of.delivery.sentBy(device.deviceId),
    })),
    sent: of.delivery.sentBy(),
    page: of.sessions.page(100),
    sessions: of.sessions.ids().map((sessionId) => ({
      summary: of.sessions.summary(sessionId),
      delivery: of.delivery.report(sessionId, 10_000),
      divergence: of.divergence.report(sessionId),
      outline: of.outlines.outline(sessionId),
      states: of.states.devices(sessionId).map(({ deviceId, role }) => {
        const from = of.states.nearest(sessionId, deviceId, last);
        const fold = new StateFold(sessionId, deviceId, from);
        for (const each of entries) if (each.frame !== null && each.entry > (from?.entry ?? 0)) fold.apply(each);
        return { deviceId, role, from: from?.entry, earliest: of.states.earliest(sessionId, deviceId), ...fold.state };
      }),
    })),
  };
}

/** What is said part by part, as the JSON that it is. */
function parsed(save: (say: (part: string) => void) => void): SavedProjections {
  let text = "";
  save((part) => {
    text += part;
  });
  return JSON.parse(text);
}

function written(projections: Projections): SavedProjections {
  return parsed((say) => projections.save(say));
}

function saved(projections: Projections): Projections {
  const restored = Projections.restore(written(projections));
  if (restored === undefined) throw new Error("saved in another shape");
  return restored;
}

function folded(entries: readonly ListedEntry[], into = new Projections()): Projections {
  into.apply(entries);
  return into;
}

test("[PRJ-7] whatever a rule waits for, it waits for after a restart: every finding, split at every entry", () => {
  for (const [name, cases] of findingCases()) {
    for (const { entries } of cases) {
      const listing = new Listing();
      const listed = entries.map((each) => (each.frame === null ? { ...each, sessions: ["s-1"] } : listing.list(each)));
      // And its end once more: what has been told is not told again.
      const { frame, ...last } = listed.at(-1) as ListedEntry;
      const again = frame === null ? frame : { ...frame, traceSeq: frame.traceSeq + 1 };
      listed.push({ ...last, entry: last.entry + 1, frame: again });
      const whole = answers(folded(listed), listed);
      for (let at = 0; at <= listed.length; at++) {
        // A long story in full is what the simulated ones are for.
        if (listed.length > 100 && at % 37 !== 0) continue;
        expect(
          answers(folded(listed.slice(at), saved(folded(listed.slice(0, at)))), listed),
          `${name} at ${at}`,
        ).toEqual(whole);
      }
    }
  }
});

test("[PRJ-7] workouts in any weather, saved anywhere and again: everything is answered as if nothing had been", () => {
  const split = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.nat(10_000), split, split, (n, a, b) => {
      const { entries } = simulatedLog(`saved-${n}`);
      const [first, second] = [a, b].sort((x, y) => x - y).map((share) => Math.floor(share * entries.length)) as [
        number,
        number,
      ];
      const once = saved(folded(entries.slice(0, first)));
      const twice = saved(folded(entries.slice(first, second), once));
      expect(answers(folded(entries.slice(second), twice), entries)).toEqual(answers(folded(entries), entries));
    }),
    { numRuns: 20 },
  );
});

test("[PRJ-6] [PRJ-7] what was pruned before it was saved stays pruned, and a prune after it does the same", () => {
  const { entries } = simulatedLog("saved-pruned");
  const middle = entries.length >> 1;
  const whole = folded(entries.slice(0, middle));
  const restored = saved(whole);
  for (const each of [whole, restored]) each.prune(middle >> 1);
  const after = [whole, saved(restored)].map((each) => answers(folded(entries.slice(middle), each), entries));
  expect(after[1]).toEqual(after[0]);
});

test("[PRJ-7] of another shape it is not gone on from; what nobody saved throws; an object without a kind is refused", () => {
  const { packed } = written(folded([]));
  expect(Projections.restore({ version: savedVersion + 1, packed })).toBeUndefined();
  for (const packed of [undefined, [], {}, ["o", "nothing", {}], ["r", 7], ["x"]])
    expect(() => Projections.restore({ version: savedVersion, packed })).toThrow();
  expect(() => pack({ when: new (class Moment {})() }, () => {})).toThrow("a Moment has no kind");
});

test("[PRJ-7] one object in two places is one object still", () => {
  const shared = { a: [1, undefined] };
  const whole = { map: new Map([["x", shared]]), set: new Set([shared]) };
  const back = unpack(parsed((say) => pack(whole, say)).packed) as typeof whole;
  expect([...back.set][0]).toBe(back.map.get("x"));
});

test("[PRJ-7] however much it is, it is said in parts of a bounded size", () => {
  const many = Array.from({ length: 20_000 }, (_, i) => ({ i, text: "a text of some forty letters, each its own" }));
  const lengths: number[] = [];
  const back = unpack(
    parsed((say) =>
      pack(many, (part) => {
        lengths.push(part.length);
        say(part);
      }),
    ).packed,
  );
  expect(back).toEqual(many);
  expect(lengths.length).toBeGreaterThan(4);
  expect(Math.max(...lengths)).toBeLessThan(300_000);
});
