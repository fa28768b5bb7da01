import type { Weather } from "../../src/sim/index.ts";
import { gatedOnTheWatch } from "./gated-engine.ts";
import type { Deed, Story } from "./story.ts";

const sets = (exercise: string, weight: number, reps: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({ setId: `${exercise}.${i + 1}`, weight, reps, isCompleted: false }));

const start: Extract<Deed, { act: "start" }> = {
  act: "start",
  plan: {
    routineId: "push-pull",
    routineName: "Push and pull",
    unit: "lb",
    exercises: [
      { exerciseId: "bench", name: "Bench press", restSeconds: 90, sets: sets("bench", 145, 8, 3) },
      { exerciseId: "row", name: "Barbell row", restSeconds: 75, sets: sets("row", 125, 10, 2) },
    ],
  },
};

const done = (setId: string) => ({ act: "complete_set", setId, isCompleted: true }) as const;
const weigh = (setId: string, weight: number) => ({ act: "edit_set", setId, weight }) as const;
const measure = (activeEnergyKcal: number) => ({ act: "measure", activeEnergyKcal, heartRateBpm: 124 }) as const;
const finish = { act: "finish", outcome: "none" } as const;
const estimate = (activeEnergyKcal: number) => ({ act: "finish", outcome: "estimated", activeEnergyKcal }) as const;
const final = (activeEnergyKcal: number) => ({ act: "finish", outcome: "final", activeEnergyKcal }) as const;

/** Out of range of each other, from and to in seconds. */
const apart = (from: number, to: number): Partial<Weather> => ({ outages: [{ from: from * 1000, to: to * 1000 }] });

/** Messages vanish without an error. */
const loses =
  (share: number) =>
  ({ channels }: Weather) => {
    channels.message.loss = share;
  };

/** The corpus, each capture one story. */
export const stories: readonly Story[] = [
  {
    name: "clean-session",
    story:
      "A whole workout in range: sets, a rest, a pause, a corrected weight, a finish, and the calories a moment later.",
    seed: "1",
    deeds: [
      [1, "phone", start],
      [3, "watch", measure(1.5)],
      [4, "watch", done("bench.1")],
      [5, "watch", { act: "rest_start", durationMs: 8_000 }],
      [8, "phone", { act: "rest_adjust", byMs: -3_000 }],
      [9, "watch", weigh("bench.2", 150)],
      [10, "watch", done("bench.2")],
      [11, "phone", { act: "pause" }],
      [13, "phone", { act: "resume" }],
      [14, "watch", { act: "go_to_exercise", index: 1 }],
      [15, "watch", done("row.1")],
      [16, "watch", measure(6.25)],
      [17, "phone", { act: "add_set", exerciseId: "row", setId: "row.x", weight: 115, reps: 12 }],
      [19, "watch", done("row.x")],
      [21, "watch", estimate(6.25)],
      [24, "watch", final(7.5)],
    ],
  },
  {
    name: "watch-out-of-range",
    story:
      "The phone stays in the locker for fifteen seconds; what the watch did meanwhile arrives when it is back, in one go.",
    seed: "2",
    weather: apart(4, 19),
    deeds: [
      [1, "phone", start],
      [3, "watch", done("bench.1")],
      [6, "watch", weigh("bench.2", 150)],
      [8, "watch", done("bench.2")],
      [12, "watch", { act: "go_to_exercise", index: 1 }],
      [15, "watch", done("row.1")],
      [22, "phone", done("row.2")],
      [25, "watch", estimate(11)],
      [28, "watch", final(12)],
    ],
  },
  {
    name: "both-edit-the-same-set",
    story: "Both change the weight of one set while apart: the later tap wins on both, and both name the conflict.",
    seed: "3",
    weather: apart(4, 12),
    deeds: [
      [1, "phone", start],
      [5, "phone", weigh("bench.3", 155)],
      [8, "watch", weigh("bench.3", 147.5)],
      [9, "phone", { act: "edit_set", setId: "bench.2", reps: 6 }],
      [16, "watch", done("bench.3")],
      [18, "phone", finish],
      [21, "watch", final(9)],
    ],
  },
  {
    name: "overtaking",
    story:
      "A message is lost without a word and the next one arrives before it: merged at once as early, and the hole is asked for again.",
    seed: "4",
    turns: [
      [4.9, loses(1)],
      [5.1, loses(0)],
    ],
    deeds: [
      [1, "phone", start],
      [5, "phone", weigh("bench.1", 150)],
      [5.5, "phone", weigh("bench.2", 152.5)],
      [6, "phone", { act: "edit_set", setId: "bench.1", reps: 7 }],
      [12, "watch", done("bench.1")],
      [14, "watch", estimate(3)],
      [17, "watch", final(3.5)],
    ],
  },
  {
    name: "duplicate-storm",
    story:
      "Every packet is delivered twice, on every channel: each second copy is a duplicate, and nothing changes twice.",
    seed: "5",
    turns: [
      [
        0.1,
        ({ channels }) => {
          for (const channel of Object.values(channels)) channel.duplicate = 1;
        },
      ],
    ],
    weather: apart(6, 10),
    deeds: [
      [1, "phone", start],
      [3, "watch", done("bench.1")],
      [4, "phone", weigh("bench.2", 150)],
      [7, "watch", done("bench.2")],
      [8, "phone", weigh("bench.3", 152.5)],
      [13, "watch", done("bench.3")],
      [15, "phone", finish],
      [18, "watch", final(4.25)],
    ],
  },
  {
    name: "phone-killed",
    story:
      "The phone's app is killed in the middle of a set and comes back six seconds later with everything it had accepted.",
    seed: "6",
    weather: { kills: [{ at: 6_050, device: "phone", downMs: 6_000, reboot: false }], wake: 0 },
    deeds: [
      [1, "phone", start],
      [4, "watch", done("bench.1")],
      [6, "phone", weigh("bench.2", 152.5)],
      [7, "watch", done("bench.2")],
      [9, "watch", weigh("bench.3", 140)],
      [15, "phone", done("bench.3")],
      [18, "watch", estimate(5)],
      [21, "watch", final(5.5)],
    ],
  },
  {
    name: "finish-against-edit",
    story:
      "The phone finishes while the watch, out of range, still lifts: the late sets are in the saved training all the same.",
    seed: "7",
    weather: apart(4, 14),
    deeds: [
      [1, "phone", start],
      [3, "watch", done("bench.1")],
      [6, "phone", finish],
      [8, "watch", weigh("bench.2", 155)],
      [9, "watch", done("bench.2")],
      [18, "watch", final(8)],
    ],
  },
  {
    name: "discard-against-finish",
    story:
      "One hand discards while the other finishes, apart: the finish wins on both, for losing a workout is worse than keeping one.",
    seed: "8",
    weather: apart(4, 12),
    deeds: [
      [1, "phone", start],
      [3, "watch", done("bench.1")],
      [6, "watch", estimate(2)],
      [8, "phone", { act: "discard" }],
      [15, "watch", final(2.5)],
    ],
  },
  {
    name: "two-sessions-at-once",
    story:
      "Both devices start a workout before they have heard of each other: both live on, the earlier one is shown, the other one is discarded by hand.",
    seed: "9",
    weather: apart(0.5, 8),
    deeds: [
      [1, "phone", start],
      [3, "watch", { ...start, sessionId: "workout-2" }],
      [5, "watch", { ...done("bench.1"), sessionId: "workout-2" }],
      [12, "watch", { act: "discard", sessionId: "workout-2" }],
      [14, "watch", done("bench.1")],
      [17, "phone", finish],
      [20, "watch", final(6)],
    ],
  },
  {
    name: "reinstall",
    story:
      "The phone's app is deleted and installed anew under another deviceId in the middle of a workout: the watch gives it everything back.",
    seed: "10",
    installs: [[8, "phone", "phone0002"]],
    deeds: [
      [1, "phone", start],
      [3, "watch", done("bench.1")],
      [5, "phone", weigh("bench.2", 150)],
      [12, "watch", done("bench.2")],
      [15, "phone", weigh("bench.3", 140)],
      [18, "phone", finish],
      [21, "watch", final(7)],
    ],
  },
  {
    name: "clock-jump",
    story:
      "The watch is fifteen minutes behind and someone sets its clock an hour forward during a rest: order and rest timers do not notice.",
    seed: "11",
    weather: { skewMs: { phone: 0, watch: -900_000 }, jumps: [{ at: 7_000, device: "watch", byMs: 3_600_000 }] },
    deeds: [
      [1, "phone", start],
      [4, "watch", done("bench.1")],
      [5, "watch", { act: "rest_start", durationMs: 20_000 }],
      [8, "phone", { act: "rest_adjust", byMs: -5_000 }],
      [10, "phone", weigh("bench.2", 150)],
      [11, "watch", weigh("bench.2", 152.5)],
      [16, "watch", done("bench.2")],
      [18, "phone", finish],
      [21, "watch", final(5.75)],
    ],
  },
  {
    name: "transport-downgrade",
    story:
      "The phone believes for ten seconds that the watch cannot be reached: its edits go by transferUserInfo, and come again by message when it knows better.",
    seed: "12",
    weather: { lies: [{ from: 3_000, to: 13_000, device: "phone", reachable: false }] },
    deeds: [
      [1, "phone", start],
      [4, "phone", weigh("bench.1", 150)],
      [6, "phone", weigh("bench.2", 152.5)],
      [7, "watch", done("bench.1")],
      [9, "phone", { act: "remove_set", setId: "bench.3", deleted: true }],
      [16, "watch", done("bench.2")],
      [18, "phone", finish],
      [21, "watch", final(4)],
    ],
  },
  {
    name: "engine-bug",
    story:
      "A watch whose engine drops every event that is not above the session's revision: red at the first edit it loses, with the register and both values.",
    seed: "13",
    open: gatedOnTheWatch,
    weather: apart(4, 12),
    deeds: [
      [1, "phone", start],
      [5, "phone", weigh("bench.2", 152.5)],
      [9, "watch", done("bench.1")],
      [16, "watch", done("bench.2")],
      [18, "phone", finish],
      [21, "watch", final(6.5)],
    ],
  },
];
