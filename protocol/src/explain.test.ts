import { describe, expect, test } from "vitest";
import { explain } from "./explain.ts";
import { Pen, phoneId, watchId } from "./testing/index.ts";
import type { Verdict } from "./verdict.ts";

const event = new Pen(watchId).weight("squat.1", 110, { seq: 12, revision: 300 });
const names = {
  device: (id: string) => ({ [phoneId]: "the phone", [watchId]: "the watch" })[id],
  register: (name: string) => (name === "set/squat.1/weight" ? "the weight of squat set 1" : undefined),
};
const weight = "set/squat.1/weight";
const lost = [{ register: weight, revision: 412, deviceId: phoneId }];

describe("[VER-5] a verdict in one sentence", () => {
  test.each<[Verdict, string]>([
    [
      { verdict: "applied", registers: [weight] },
      "The watch's set updated (#12, revision 300) was applied: the weight of squat set 1.",
    ],
    [
      { verdict: "applied", registers: [] },
      "The watch's set updated (#12, revision 300) was applied: it wrote no register this version knows.",
    ],
    [
      { verdict: "superseded", lost },
      "The watch's set updated (#12, revision 300) changed nothing: the weight of squat set 1 already held what the phone wrote at revision 412. The higher revision wins.",
    ],
    [
      { verdict: "partly_applied", registers: ["set/squat.1/reps"], lost },
      "The watch's set updated (#12, revision 300) was applied in part: it wrote set/squat.1/reps, but the weight of squat set 1 already held what the phone wrote at revision 412.",
    ],
    [
      { verdict: "duplicate", firstSeen: { transport: "userInfo", at: 1 } },
      "The watch's set updated (#12, revision 300) had been received before; it first came by userInfo. Nothing changed.",
    ],
    [
      { verdict: "duplicate" },
      "The watch's set updated (#12, revision 300) had been received before. Nothing changed.",
    ],
    [
      { verdict: "early", missing: [10, 11], registers: [weight], lost: [] },
      "The watch's set updated (#12, revision 300) came before #10 and #11 of the same device. It was applied all the same; the hole is asked for again.",
    ],
    [
      { verdict: "early", missing: [10], registers: [], lost },
      "The watch's set updated (#12, revision 300) came before #10 of the same device. It was applied all the same, but the weight of squat set 1 already held what the phone wrote at revision 412; the hole is asked for again.",
    ],
    [
      { verdict: "ended" },
      "The watch's set updated (#12, revision 300) belongs to a session that ended and was closed long ago. Nothing rises from a cleared session.",
    ],
    [
      { verdict: "foreign", deviceId: phoneId },
      "The phone was handed its own words back. A device's own packet changes nothing.",
    ],
    [
      { verdict: "rejected", code: "bad_shape", sentence: "/weight is odd" },
      "Refused whole (bad_shape): /weight is odd.",
    ],
  ])("%o", (verdict, sentence) => {
    expect(explain(verdict, event, names)).toBe(sentence);
  });

  test("a tie is told by its rule: the id that sorts higher", () => {
    const tie: Verdict = { verdict: "superseded", lost: [{ register: "rest", revision: 300, deviceId: phoneId }] };
    expect(explain(tie, event)).toContain("wrote at the same revision, and its id sorts higher");
  });

  test("a snapshot is spoken of as one", () => {
    expect(explain({ verdict: "healed", registers: ["rest"] })).toBe(
      "The snapshot brought 1 register up to date: rest.",
    );
    expect(explain({ verdict: "healed", registers: ["a", "b", "c", "d", "e"] })).toBe(
      "The snapshot brought 5 registers up to date: a, b, c and 2 more.",
    );
    expect(explain({ verdict: "healed", registers: ["a", "b", "c", "d"] })).toBe(
      "The snapshot brought 4 registers up to date: a, b, c and d.",
    );
    expect(explain({ verdict: "applied", registers: [] })).toMatch(/^Nothing in it was new/);
  });

  test("without names the ids speak", () => {
    expect(explain({ verdict: "superseded", lost }, event)).toBe(
      "Watch0001's set updated (#12, revision 300) changed nothing: set/squat.1/weight already held what phone0001 wrote at revision 412. The higher revision wins.",
    );
  });

  test("a reading has no number, and a kind of a newer version is called so", () => {
    const reading = new Pen(watchId).write("health_update", { measuredAt: 1 }, { revision: 7 });
    expect(explain({ verdict: "applied", registers: [] }, reading)).toContain("health update (revision 7)");
    const foreign = new Pen(watchId).writeForeign("superset_linked", {});
    expect(explain({ verdict: "applied", registers: [] }, foreign)).toContain(
      "superset_linked (a kind newer than this version)",
    );
  });
});
