import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  covers,
  fromVector,
  hasHoles,
  highest,
  includes,
  joined,
  missingBelow,
  sameVector,
  toVector,
  vectorFor,
  withSeq,
} from "./have.ts";
import { limits } from "./limits.ts";
import type { Received } from "./packet.ts";

const seqs = fc.uniqueArray(fc.integer({ min: 1, max: 40 }));
const receive = (order: readonly number[]) => order.reduce<Received | undefined>(withSeq, undefined);

describe("what has been received of one device", () => {
  test("[HAVE-2] covers exactly the seqs that came, in whatever order", () => {
    fc.assert(
      fc.property(seqs, (order) => {
        const received = receive(order);
        for (let seq = 1; seq <= 41; seq++) expect(covers(received, seq)).toBe(order.includes(seq));
      }),
    );
  });

  test("[HAVE-1] the same seqs in another order, and again, are the same vector", () => {
    fc.assert(
      fc.property(seqs, seqs, (order, again) => {
        const some = again.filter((seq) => order.includes(seq));
        expect(receive([...order].reverse())).toEqual(receive(order));
        expect(receive([...order, ...some])).toEqual(receive(order));
      }),
    );
  });

  test("[HAVE-1] upTo is followed by a hole, and past is sorted beyond it", () => {
    fc.assert(
      fc.property(seqs, (order) => {
        const received = receive(order);
        const past = received?.past ?? [];
        expect(past).toEqual([...new Set(past)].sort((a, b) => a - b));
        if (received?.past !== undefined) {
          expect(past.length).toBeGreaterThan(0);
          expect(past[0]).toBeGreaterThan(received.upTo + 1);
        }
        expect(highest(received)).toBe(Math.max(0, ...order));
      }),
    );
  });

  test("[VER-4] what is missing below a seq is what did not come", () => {
    fc.assert(
      fc.property(seqs, fc.integer({ min: 1, max: 41 }), (order, seq) => {
        const expected = Array.from({ length: seq - 1 }, (_, i) => i + 1).filter((each) => !order.includes(each));
        expect(missingBelow(receive(order), seq)).toEqual(expected);
      }),
    );
  });

  test("[VER-4] a hole of a million is named no further than it is remembered", () => {
    expect(missingBelow(undefined, limits.maxSeq)).toHaveLength(limits.past);
  });

  test("[HAVE-3] past the hole no more than 256 are noted, and what finds no room is not claimed", () => {
    let received = receive(Array.from({ length: limits.past }, (_, i) => i * 2 + 2));
    expect(received?.past).toHaveLength(limits.past);
    received = withSeq(received, 9_999);
    expect(covers(received, 9_999)).toBe(false);
    expect(received.past).toHaveLength(limits.past);
    expect(withSeq(received, 1)).toEqual({ upTo: 2, past: received.past?.slice(1) });
  });

  test("[HAVE-4] a join has what either side has, whichever way round", () => {
    fc.assert(
      fc.property(seqs, seqs, (a, b) => {
        const both = joined(receive(a), receive(b) ?? { upTo: 0 });
        for (let seq = 1; seq <= 41; seq++) expect(covers(both, seq)).toBe(a.includes(seq) || b.includes(seq));
        expect(joined(receive(b), receive(a) ?? { upTo: 0 })).toEqual(both);
      }),
    );
  });
});

describe("vectors", () => {
  const map = (vector: Parameters<typeof fromVector>[0]) => fromVector(vector);

  test("[HAVE-1] a vector goes into a map and back, also for a device called constructor", () => {
    const vector = { constructor: { upTo: 3 }, watch0001: { upTo: 0, past: [2] } } as unknown as Record<
      string,
      Received
    >;
    expect(toVector(map(vector))).toEqual(vector);
    expect(map(undefined).size).toBe(0);
    expect(map({}).get("constructor")).toBeUndefined();
  });

  test("[HAVE-1] one session's vector is found by its own id and by no property of objects", () => {
    expect(vectorFor({ "s-1": {} }, "s-1")).toEqual({});
    expect(vectorFor({}, "constructor")).toBeUndefined();
    expect(vectorFor({}, "toString")).toBeUndefined();
  });

  test("[HAVE-2] includes asks for every seq, past holes too", () => {
    expect(includes(map({ watch0001: { upTo: 5 } }), map({ watch0001: { upTo: 4 } }))).toBe(true);
    expect(includes(map({ watch0001: { upTo: 4 } }), map({ watch0001: { upTo: 5 } }))).toBe(false);
    expect(includes(map({ watch0001: { upTo: 5 } }), map({ watch0001: { upTo: 2, past: [4, 6] } }))).toBe(false);
    expect(includes(map({ watch0001: { upTo: 5, past: [7] } }), map({ watch0001: { upTo: 2, past: [4, 7] } }))).toBe(
      true,
    );
    expect(includes(map({}), map({ watch0001: { upTo: 1 } }))).toBe(false);
    expect(includes(map({}), map({ watch0001: { upTo: 0 } }))).toBe(true);
  });

  test("[HAVE-1] vectors are the same when each includes the other: a device of which nothing came makes no difference", () => {
    expect(sameVector(map({ watch0001: { upTo: 0 } }), map({}))).toBe(true);
    expect(sameVector(map({ watch0001: { upTo: 2 } }), map({ watch0001: { upTo: 1 } }))).toBe(false);
    expect(sameVector(map({ watch0001: { upTo: 1, past: [3] } }), map({ watch0001: { upTo: 1, past: [4] } }))).toBe(
      false,
    );
  });

  test("[HAVE-2] a hole is a hole in any device's part", () => {
    expect(hasHoles(map({ phone0001: { upTo: 9 }, watch0001: { upTo: 1 } }))).toBe(false);
    expect(hasHoles(map({ phone0001: { upTo: 9 }, watch0001: { upTo: 1, past: [3] } }))).toBe(true);
  });
});
