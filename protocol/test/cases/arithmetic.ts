import {
  anchorAt,
  type ClockAnchor,
  compareStamps,
  covers,
  highest,
  type Instant,
  joined,
  limits,
  missingBelow,
  nextRevision,
  type OffsetSample,
  Offsets,
  placeBetween,
  plannedPlace,
  type Received,
  readClock,
  revisionCeiling,
  sampleOf,
  withSeq,
} from "../../src/index.ts";
import { epochMs, phoneId, watchId } from "../../src/testing/index.ts";

const next: [why: string, held: number, sinceStartMs: number][] = [
  ["The first write of a session, as it starts.", 0, 0],
  ["Time leads: a minute after the start the revision is 600.", 7, 60_000],
  ["Tenths of a second are rounded down.", 7, 60_099],
  ["What was seen leads: a write comes after all that its writer knew.", 900, 60_000],
  ["What was seen is what the time would give: one more.", 600, 60_000],
  ["Clocks part so far that the session has not begun yet.", 3, -5_000],
  ["After 24 hours time no longer counts.", 7, 86_400_000],
  ["Nor a second later.", 7, 86_401_000],
  ["Nor in a month.", 864_000, 2_592_000_000],
];

const ceilings: [why: string, held: number][] = [
  ["Nothing has been seen: the clock's share and the lead.", 0],
  ["Below the clock's share R counts for nothing.", 863_999],
  ["Above it R leads.", 864_001],
  ["The ceiling of all revisions.", 1_999_500_000],
];

const stamps: [why: string, a: [number, string], b: [number, string]][] = [
  ["The higher revision was written later.", [7, phoneId], [8, phoneId]],
  ["Revisions compare as numbers, not as text.", [9, phoneId], [10, phoneId]],
  ["The revision counts before the device.", [8, watchId], [9, phoneId]],
  ["At one revision the greater deviceId wins.", [7, phoneId], [7, watchId]],
  ["Digits come before letters.", [7, "zzzzzzzz"], [7, "0aaaaaaa"]],
  ["A deviceId that another begins with comes first.", [7, "phone0001"], [7, "phone00010"]],
  ["The same stamp.", [7, phoneId], [7, phoneId]],
];

const between: [why: string, after: string, before: string | null][] = [
  ["The first set of an empty exercise.", "", null],
  ["At the end, after the first planned set.", "00a", null],
  ["Between the first two planned sets.", "00a", "00k"],
  ["Before the first planned set.", "", "00a"],
  ["Between neighbours.", "1", "2"],
  ["After the last digit.", "z", null],
  ["After a run of last digits.", "zzz", null],
  ["Before the smallest there is.", "", "01"],
  ["Between a place and its longer neighbour.", "a", "a1"],
  ["Between places that share a beginning.", "abc1", "abc3"],
  ["Room has run out: 63 digits and nothing between.", `${"0".repeat(62)}1`, `${"0".repeat(62)}2`],
];

const received: [why: string, held: Received | null, seq: number][] = [
  ["The first of a device.", null, 1],
  ["The third comes first: a hole from the start.", null, 3],
  ["In a row.", { upTo: 4 }, 5],
  ["Past a hole.", { upTo: 4 }, 7],
  ["The hole is filled: what stood past it counts now.", { upTo: 4, past: [6, 7] }, 5],
  ["One of two holes is filled.", { upTo: 4, past: [6, 8] }, 5],
  ["Past the hole in order, whatever order they came in.", { upTo: 4, past: [7, 9] }, 8],
  ["Covered already.", { upTo: 4 }, 3],
  ["Covered past the hole.", { upTo: 4, past: [6] }, 6],
  [
    "No more than 256 are remembered past a hole.",
    { upTo: 0, past: Array.from({ length: 256 }, (_, i) => i + 2) },
    300,
  ],
  [
    "Full past the hole, yet the hole itself can be filled.",
    { upTo: 0, past: Array.from({ length: 256 }, (_, i) => i + 2) },
    1,
  ],
];

const joins: [why: string, a: Received | null, b: Received][] = [
  ["Nothing and something.", null, { upTo: 3 }],
  ["The higher wins.", { upTo: 3 }, { upTo: 5 }],
  ["One side fills the other's hole.", { upTo: 3, past: [5, 6] }, { upTo: 4 }],
  ["Both sides' holes remain.", { upTo: 3, past: [5] }, { upTo: 3, past: [7] }],
  ["What stands past the hole is covered by the other.", { upTo: 3, past: [5] }, { upTo: 9 }],
  ["A list past the hole that should have been counted is counted.", null, { upTo: 3, past: [4, 5, 9] }],
  ["A list past the hole that is out of order, with repeats.", { upTo: 0, past: [9, 4, 4] }, { upTo: 0, past: [9, 2] }],
];

const pings: [why: string, sent: number, received: number, answered: number, back: number][] = [
  ["Both clocks agree; 40 ms there and back.", 1_000, 1_020, 1_020, 1_040],
  ["The peer is 15 minutes ahead.", 1_000, 901_020, 901_025, 1_045],
  ["The peer is an hour behind.", 10_000_000, 6_400_010, 6_400_010, 10_000_030],
  ["An odd sum is rounded down, below zero too.", 1_000, 990, 990, 1_001],
  ["The way there took longer than the way back.", 1_000, 1_300, 1_300, 1_310],
  ["The peer took a second to answer: not part of the round trip.", 1_000, 1_020, 2_020, 2_040],
  ["Back before it left: no sample.", 1_000, 1_020, 1_020, 990],
  ["Answered before it came: no sample.", 1_000, 1_020, 1_019, 1_060],
];

interface Offer {
  why: string;
  samples: { clockId: string; sample: OffsetSample }[];
}

const sample = (offsetMs: number, roundTripMs: number, at = 0): OffsetSample => ({ offsetMs, roundTripMs, at });

const offers: Offer[] = [
  { why: "Nothing is known: 0.", samples: [] },
  {
    why: "An offset that its round trip cannot explain.",
    samples: [{ clockId: "clock-w", sample: sample(900_000, 60) }],
  },
  {
    why: "An offset smaller than half its round trip counts as 0.",
    samples: [{ clockId: "clock-w", sample: sample(29, 60) }],
  },
  { why: "Half its round trip is enough.", samples: [{ clockId: "clock-w", sample: sample(-30, 60) }] },
  {
    why: "A shorter round trip leaves less doubt.",
    samples: [
      { clockId: "clock-w", sample: sample(500, 200) },
      { clockId: "clock-w", sample: sample(430, 60, 1_000) },
    ],
  },
  {
    why: "A longer one is not taken.",
    samples: [
      { clockId: "clock-w", sample: sample(430, 60) },
      { clockId: "clock-w", sample: sample(500, 200, 1_000) },
    ],
  },
  {
    why: "After 24 minutes the old sample's doubt has grown by 144 ms, and the longer round trip is the better one.",
    samples: [
      { clockId: "clock-w", sample: sample(430, 60) },
      { clockId: "clock-w", sample: sample(500, 200, 1_440_000) },
    ],
  },
  {
    why: "The ninth clock takes the place of the one heard least lately.",
    samples: Array.from({ length: 9 }, (_, i) => ({ clockId: `clock-${i}`, sample: sample(1_000 + i, 10, i) })),
  },
];

const anchor: ClockAnchor = anchorAt(
  { wallMs: epochMs + 0.9, monotonicMs: 5_000.7, deviceBootId: "boot-1" },
  "clock-p",
);
const readings: [why: string, now: Instant][] = [
  ["The moment of the first use.", { wallMs: epochMs, monotonicMs: 5_000, deviceBootId: "boot-1" }],
  ["A minute later.", { wallMs: epochMs + 60_000, monotonicMs: 65_000, deviceBootId: "boot-1" }],
  [
    "The wall clock has jumped an hour ahead: no matter.",
    { wallMs: epochMs + 3_660_000, monotonicMs: 65_000, deviceBootId: "boot-1" },
  ],
  ["The wall clock has jumped back: no matter.", { wallMs: 0, monotonicMs: 65_000, deviceBootId: "boot-1" }],
  ["A reading is whole milliseconds.", { wallMs: epochMs, monotonicMs: 65_000.999, deviceBootId: "boot-1" }],
  [
    "After a reboot the anchor tells nothing.",
    { wallMs: epochMs + 60_000, monotonicMs: 65_000, deviceBootId: "boot-2" },
  ],
];

export function revisionCases() {
  return {
    next: next.map(([why, held, sinceStartMs]) => ({
      rule: "REV-3",
      why,
      held,
      sinceStartMs,
      revision: nextRevision(held, sinceStartMs),
    })),
    ceiling: ceilings.map(([why, held]) => ({ rule: "BND-3", why, held, ceiling: revisionCeiling(held) })),
    stamps: stamps.map(([why, [revision, deviceId], [otherRevision, otherDevice]]) => {
      const a = { revision, deviceId };
      const b = { revision: otherRevision, deviceId: otherDevice };
      return { rule: "REV-4", why, a, b, order: compareStamps(a, b) };
    }),
  };
}

export function placeCases() {
  return {
    planned: [0, 1, 2, 17, 18, 35, 36, limits.setsPerExercise - 1].map((index) => ({
      rule: "SET-2",
      why: `Where the planned set number ${index + 1} stands.`,
      index,
      place: plannedPlace(index),
    })),
    between: between.map(([why, after, before]) => ({
      rule: "SET-2",
      why,
      after,
      before,
      place: placeBetween(after, before ?? undefined) ?? null,
    })),
  };
}

export function haveCases() {
  return {
    withSeq: received.map(([why, held, seq]) => ({
      rule: held === null || seq <= 256 ? "HAVE-1" : "HAVE-3",
      why,
      held,
      seq,
      wasCovered: covers(held ?? undefined, seq),
      missing: missingBelow(held ?? undefined, seq),
      after: withSeq(held ?? undefined, seq),
      highest: highest(withSeq(held ?? undefined, seq)),
    })),
    joined: joins.map(([why, a, b]) => ({ rule: "HAVE-4", why, a, b, joined: joined(a ?? undefined, b) })),
  };
}

export function clockCases() {
  return {
    samples: pings.map(([why, sent, received, answered, back]) => ({
      rule: "CLK-3",
      why,
      pingSentAt: sent,
      pingReceivedAt: received,
      pongSentAt: answered,
      now: back,
      sample: sampleOf(sent, received, answered, back) ?? null,
    })),
    offsets: offers.map(({ why, samples }) => {
      const offsets = new Offsets();
      const taken = samples.map(({ clockId, sample }) => ({ clockId, sample, ...offsets.offer(clockId, sample) }));
      const clockIds = [...new Set(["clock-w", ...samples.map(({ clockId }) => clockId)])];
      return {
        rule: samples.length > 1 ? "CLK-5" : "CLK-4",
        why,
        offers: taken,
        offsetsMs: Object.fromEntries(clockIds.map((clockId) => [clockId, offsets.offsetMs(clockId)])),
      };
    }),
    readings: readings.map(([why, now]) => ({
      rule: "CLK-1",
      why,
      anchor,
      now,
      reading: readClock(anchor, now) ?? null,
    })),
  };
}
