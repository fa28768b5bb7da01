import fc from "fast-check";
import { expect, test } from "vitest";
import type { Entry } from "../frame.ts";
import { buildFrame } from "../testing/index.ts";
import { Outline, OutlineFold, Outlines, stretchEntries } from "./outline.ts";

/** Received frames of a session, as far apart in the log as `gaps` says. */
function entries(gaps: readonly number[]): Entry[] {
  let entry = 0;
  return gaps.map((gap, index) => {
    entry += gap;
    const verdicts = [{ sessionId: index % 3 === 0 ? "other" : "s1", verdict: "applied" as const, registers: [] }];
    const more = {
      direction: "received" as const,
      transport: "message" as const,
      verdict: "applied" as const,
      verdicts,
    };
    return { entry, receivedAt: 1, frame: buildFrame({ traceSeq: index + 1, observedAt: 1_000 - index, ...more }) };
  });
}

function outlineOf(all: readonly Entry[]): Outline {
  const fold = new OutlineFold("s1");
  for (const entry of all) fold.apply(entry);
  return fold.outline;
}

test("[PRJ-5] every entry stands in exactly one stretch, and full stretches come before the last", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 1_400 }), (gaps) => {
      const all = entries(gaps);
      const { entries: count, stretches } = Outline.parse(outlineOf(all));
      expect(count).toBe(all.length);
      let at = 0;
      for (const stretch of stretches) {
        const own = all.slice(at, at + stretch.entries);
        expect([stretch.first, stretch.last]).toEqual([own[0]?.entry, own.at(-1)?.entry]);
        expect([stretch.from, stretch.to]).toEqual([1_000 - (at + own.length - 1), 1_000 - at]);
        at += stretch.entries;
      }
      expect(at).toBe(all.length);
      expect(stretches.slice(0, -1).every((stretch) => stretch.entries === stretchEntries)).toBe(true);
    }),
    { numRuns: 30, seed: 5 },
  );
});

test("[PRJ-5] a fold goes on from an outline that was handed over, and passes over what it has", () => {
  const all = entries(Array.from({ length: 900 }, () => 2));
  const fold = new OutlineFold("s1", outlineOf(all.slice(0, 700)));
  for (const entry of all.slice(600)) fold.apply(entry);
  expect(fold.outline).toEqual(outlineOf(all));
});

test("[PRJ-5] only verdicts on this session count", () => {
  const [stretch] = outlineOf(entries([1, 1, 1, 1, 1, 1])).stretches;
  expect(stretch?.verdicts).toEqual({ applied: 4 });
});

test("[PRJ-5] each role's entries and verdicts, its times out of reach, and where both reported the same", () => {
  const [phone, watch] = [
    { deviceId: "phone1", role: "phone" },
    { deviceId: "watch1", role: "watch" },
  ] as const;
  const [a, b] = ["00000000000000aa", "00000000000000bb"];
  const note = (reachable: boolean) => JSON.stringify({ kind: "note", note: "reachability", reachable });
  const local = (observer: typeof phone | typeof watch, more: Partial<Entry["frame"]> = {}) => ({
    ...{ observer, direction: "local" as const, body: "{}", ...more },
  });
  const said = [
    local(phone, { digests: { s1: a } }),
    local(watch, { digests: { s1: a, other: b } }),
    local(phone, { body: note(false) }),
    local(phone, { digests: { s1: b } }),
    { observer: watch, direction: "received" as const, verdicts: [{ verdict: "applied" as const, registers: [] }] },
    local(phone, { body: note(true), digests: { s1: a } }),
  ];
  const all = said.map((more, index) => ({ entry: index + 1, receivedAt: 1, frame: buildFrame(more) }));
  const { stretches } = Outline.parse(outlineOf(all));
  expect(stretches).toMatchObject([
    {
      lanes: {
        phone: { entries: 4, verdicts: {}, isAway: true },
        watch: { entries: 2, verdicts: { applied: 1 }, isAway: false },
      },
      ...{ same: 3, differ: 2 },
    },
  ]);
});

test("[PRJ-2] an outline that was let go is not begun anew in the middle of its session", () => {
  const outlines = new Outlines();
  const [first, second] = entries([1, 1]) as [Entry, Entry];
  outlines.apply("s1", first, true);
  for (let other = 0; other < 1_000; other++) outlines.apply(`other-${other}`, first, true);
  outlines.apply("s1", second, false);
  expect(outlines.outline("s1")).toBeUndefined();
  expect(outlines.outline("other-999")?.entries).toBe(1);
});
