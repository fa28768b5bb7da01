import {
  derive,
  type Envelope,
  projectTraining,
  type RegisterMap,
  SessionState,
  type Training,
  viewSession,
} from "../../src/index.ts";
import { epochMs, exercise, Pen, phoneId, watchId } from "../../src/testing/index.ts";

type Scene = [rule: string, why: string, make: (phone: Pen, watch: Pen) => Envelope[], clocks?: Record<string, number>];

const minute = 60_000;
const atStart = { "clock-p": epochMs, "clock-w": epochMs };
const later = (ms: number) => ({ "clock-p": epochMs + ms, "clock-w": epochMs + ms });
const rest = (watch: Pen, durationMs: number, endsInMs: number) =>
  watch.write("rest_updated", { rest: { durationMs, endsAt: epochMs + endsInMs, clockId: "clock-w" } });
const kilos = (...weights: [weight: number, reps: number][]) => ({
  unit: "kg" as const,
  exercises: [
    {
      ...exercise("squat", 0),
      sets: weights.map(([weight, reps], index) => ({ setId: `squat.${index + 1}`, weight, reps, isCompleted: true })),
    },
  ],
});

const scenes: Scene[] = [
  ["SES-1", "A shell shows nothing, whatever it holds.", (_, watch) => [watch.weight("squat.1", 100)]],
  ["DRV-1", "A session as it starts.", (phone) => [phone.started()]],
  ["DRV-1", "Seconds are whole, rounded down.", (phone) => [phone.started()], later(61_999)],
  ["DRV-1", "A clock that reads before the start shows 0, not less.", (phone) => [phone.started()], later(-5_000)],
  [
    "DRV-1",
    "Paused after one minute: the time stands.",
    (phone) => [
      phone.started(),
      phone.write("session_paused", {
        run: { running: false, since: epochMs + minute, accumulatedMs: minute, clockId: "clock-p" },
      }),
    ],
    later(10 * minute),
  ],
  [
    "DRV-1",
    "Resumed by the watch, whose clock is 15 minutes ahead: what counts is the time since, by the watch's clock.",
    (phone, watch) => [
      phone.started(),
      watch.write(
        "session_resumed",
        { run: { running: true, since: epochMs + 16 * minute, accumulatedMs: minute, clockId: "clock-w" } },
        { revision: 9 },
      ),
    ],
    { "clock-p": epochMs + 2 * minute, "clock-w": epochMs + 17 * minute },
  ],
  [
    "TMR-1",
    "A rest of 90 s, 30.001 s after it began: 60 s are shown, for what is left is rounded up.",
    (phone, watch) => [phone.started(), rest(watch, 90_000, 90_000)],
    later(30_001),
  ],
  [
    "TMR-1",
    "A rest is over: 0, not less.",
    (phone, watch) => [phone.started(), rest(watch, 90_000, 90_000)],
    later(120_000),
  ],
  [
    "TMR-1",
    "A reader whose clock lags sees no more than the whole rest.",
    (phone, watch) => [phone.started(), rest(watch, 90_000, 90_000)],
    later(-10_000),
  ],
  [
    "TMR-1",
    "The deadline is in the watch's clock, 15 minutes ahead of the phone's.",
    (phone, watch) => [phone.started(), rest(watch, 90_000, 900_000 + 90_000)],
    { "clock-p": epochMs + 30_000, "clock-w": epochMs + 930_000 },
  ],
  [
    "EVT-4",
    "A paused rest stands still.",
    (phone) => [phone.started(), phone.write("rest_updated", { rest: { durationMs: 90_000, remainingMs: 45_500 } })],
    later(minute),
  ],
  [
    "EVT-4",
    "A skipped rest is none.",
    (phone, watch) => [
      phone.started(),
      rest(watch, 90_000, 90_000),
      phone.write("rest_updated", { rest: null }, { revision: 3 }),
    ],
    later(10_000),
  ],
  [
    "TMR-2",
    "An ended session has no rest.",
    (phone, watch) => [phone.started(), rest(watch, 90_000, 90_000), phone.finished({}, { revision: 5 })],
    later(10_000),
  ],
  [
    "DRV-3",
    "Volume counts completed sets only: 100.5 x 5, not the other three.",
    (phone) => [phone.started(), phone.weight("squat.1", 100.5), phone.completed("squat.1")],
  ],
  [
    "DRV-3",
    "A set that is not done after all does not count.",
    (phone) => [phone.started(), phone.completed("squat.1"), phone.completed("squat.1", false)],
  ],
  ["DRV-3", "Kilograms count 2.20462 pounds: 100 kg x 5.", (phone) => [phone.started(kilos([100, 5]))]],
  [
    "DRV-3",
    "Rounded half up, once, over the whole sum: 62.25 kg x 8 and 20 kg x 12.",
    (phone) => [phone.started(kilos([62.25, 8], [20, 12]))],
  ],
  ["DRV-3", "One hundredth of a kilogram.", (phone) => [phone.started(kilos([0.01, 1]))]],
  [
    "DRV-3",
    "250 kg are 551.155 pounds exactly: a half is rounded up, to 551.16.",
    (phone) => [phone.started(kilos([250, 1]))],
  ],
  [
    "DRV-3",
    "The heaviest workout there is: 10,000 kg x 10,000, forty times.",
    (phone) => [phone.started(kilos(...new Array<[number, number]>(40).fill([10_000, 10_000])))],
  ],
  [
    "SET-1",
    "An added set stands in the exercise its place names and counts like any other.",
    (phone, watch) => [
      phone.started(),
      watch.write("set_updated", { setId: "extra", weight: 60, reps: 10, exerciseId: "bench", place: "00f" }),
      watch.completed("extra"),
    ],
  ],
  [
    "SET-1",
    "A planned set may be moved to another exercise by its place.",
    (phone) => [phone.started(), phone.write("set_updated", { setId: "squat.1", exerciseId: "bench", place: "00f" })],
  ],
  [
    "SET-1",
    "An added set of an exercise that is not in the plan is shown nowhere.",
    (phone) => [
      phone.started(),
      phone.write("set_updated", { setId: "extra", weight: 60, reps: 10, exerciseId: "curl", place: "i" }),
      phone.completed("extra"),
    ],
  ],
  [
    "SET-2",
    "Two sets of one place stand in order of setId.",
    (phone, watch) => [
      phone.started(),
      phone.write("set_updated", { setId: "extra-b", weight: 1, reps: 1, exerciseId: "squat", place: "00f" }),
      watch.write("set_updated", { setId: "extra-a", weight: 2, reps: 2, exerciseId: "squat", place: "00f" }),
    ],
  ],
  [
    "SET-3",
    "A removed set is in no count.",
    (phone) => [
      phone.started(),
      phone.completed("squat.1"),
      phone.write("set_updated", { setId: "squat.1", deleted: true }),
    ],
  ],
  [
    "SET-3",
    "Brought back, it is as it was.",
    (phone) => [
      phone.started(),
      phone.completed("squat.1"),
      phone.write("set_updated", { setId: "squat.1", deleted: true }),
      phone.write("set_updated", { setId: "squat.1", deleted: false }),
    ],
  ],
  [
    "DRV-1",
    "After the finish the time is the finish's.",
    (phone) => [phone.started(), phone.finished({ durationMs: 599_999 })],
    later(60 * minute),
  ],
  [
    "DRV-1",
    "The watch's time counts before the phone's, though the phone's word came later.",
    (phone, watch) => [
      phone.started(),
      watch.finished({ durationMs: 540_000, outcome: "final", activeEnergyKcal: 300 }, { revision: 50 }),
      phone.finished({ durationMs: 600_000 }, { revision: 60 }),
    ],
    later(60 * minute),
  ],
  [
    "DRV-1",
    "A discarded session's time is what had accumulated.",
    (phone) => [
      phone.started(),
      phone.write("session_paused", {
        run: { running: false, since: epochMs + minute, accumulatedMs: minute, clockId: "clock-p" },
      }),
      phone.discarded(),
    ],
    later(60 * minute),
  ],
  [
    "EVT-7",
    "The latest reading of each field is shown, by whichever device.",
    (phone, watch) => [
      phone.started(),
      watch.write("health_update", { activeEnergyKcal: 30, heartRateBpm: 120, measuredAt: epochMs }, { revision: 5 }),
      watch.write("health_update", { activeEnergyKcal: 31.5, measuredAt: epochMs + 5_000 }, { revision: 6 }),
      phone.write("health_update", { heartRateBpm: 99, measuredAt: epochMs + 1_000 }, { revision: 4 }),
    ],
  ],
];

function fold(make: Scene[2]): SessionState {
  const session = new SessionState("s-1");
  for (const event of make(new Pen(phoneId), new Pen(watchId))) session.receive(event, "message", epochMs);
  return session;
}

const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

export function derivedCases() {
  return scenes.map(([rule, why, make, clocks = atStart]) => {
    const session = fold(make);
    const readClock = (clockId: string) => clocks[clockId as keyof typeof clocks] as number;
    const { registers } = session;
    return {
      rule,
      why,
      registers: registers.toMap() as RegisterMap,
      clocks,
      derived: derive(registers, readClock),
      view: plain(viewSession(session, readClock)),
    };
  });
}

type Ending = [
  rule: string,
  why: string,
  make: (phone: Pen, watch: Pen) => Envelope[],
  more?: Partial<{ now: number; settled: boolean; watchTakesPart: boolean }>,
];

const asPlanned = (phone: Pen) => [phone.started(), phone.completed("squat.1"), phone.completed("squat.2")];
const watchFinal = (watch: Pen, revision = 90) =>
  watch.finished({ durationMs: 590_000, outcome: "final", activeEnergyKcal: 312.4 }, { revision });

const endings: Ending[] = [
  ["TRN-1", "A live session has no training.", (phone) => asPlanned(phone)],
  ["TRN-1", "Nor has one that was discarded.", (phone) => [...asPlanned(phone), phone.discarded()]],
  ["TRN-1", "Nor has a shell, though its finish is known.", (phone) => [phone.finished()]],
  [
    "TRN-1",
    "Trained as planned, both have spoken, all has come: complete.",
    (phone, watch) => [...asPlanned(phone), phone.finished(), watchFinal(watch)],
    { settled: true },
  ],
  [
    "TRN-4",
    "The watch's calories are still to come.",
    (phone) => [...asPlanned(phone), phone.finished()],
    { settled: true },
  ],
  [
    "TRN-4",
    "After 60 s they are no longer waited for.",
    (phone) => [...asPlanned(phone), phone.finished()],
    { settled: true, now: epochMs + 660_000 },
  ],
  [
    "TRN-4",
    "A millisecond before they are.",
    (phone) => [...asPlanned(phone), phone.finished()],
    { settled: true, now: epochMs + 659_999 },
  ],
  [
    "TRN-4",
    "Without a watch there is nothing to wait for.",
    (phone) => [...asPlanned(phone), phone.finished()],
    { settled: true, watchTakesPart: false },
  ],
  [
    "TRN-4",
    "The peer has not said the same vector yet: late sets may come.",
    (phone, watch) => [...asPlanned(phone), phone.finished(), watchFinal(watch)],
  ],
  [
    "TRN-5",
    "A late set, made on the watch before it knew of the end, amends the training.",
    (phone, watch) => [
      ...asPlanned(phone),
      phone.finished(),
      watchFinal(watch),
      watch.completed("bench.1", true, { revision: 40, seq: 2 }),
    ],
    { settled: true },
  ],
  [
    "TRN-2",
    "An estimate is better than nothing.",
    (phone, watch) => [
      ...asPlanned(phone),
      phone.finished(),
      watch.finished({ outcome: "estimated", activeEnergyKcal: 280 }),
    ],
    { settled: true },
  ],
  [
    "TRN-2",
    "The watch's final word beats the phone's estimate.",
    (phone, watch) => [
      ...asPlanned(phone),
      phone.finished({ outcome: "estimated", activeEnergyKcal: 500 }, { revision: 95 }),
      watchFinal(watch),
    ],
    { settled: true },
  ],
  [
    "TRN-2",
    "Of two estimates the watch's counts.",
    (phone, watch) => [
      ...asPlanned(phone),
      phone.finished({ outcome: "estimated", activeEnergyKcal: 500 }, { revision: 95 }),
      watch.finished({ outcome: "estimated", activeEnergyKcal: 280 }),
    ],
    { settled: true },
  ],
  [
    "TRN-2",
    "No final word, but readings: the last one is the estimate.",
    (phone, watch) => [
      ...asPlanned(phone),
      watch.write("health_update", { activeEnergyKcal: 250.5, measuredAt: epochMs }, { revision: 20 }),
      phone.finished(),
    ],
    { settled: true },
  ],
  [
    "TRN-2",
    "The watch could not say, and there are no readings: none.",
    (phone, watch) => [...asPlanned(phone), phone.finished(), watch.finished()],
    { settled: true },
  ],
  [
    "TRN-3",
    "A weight and a repetition count differ from the plan.",
    (phone) => [...asPlanned(phone), phone.weight("squat.1", 105), phone.reps("bench.2", 4), phone.finished()],
    { settled: true },
  ],
  [
    "TRN-3",
    "An edit that was taken back is no change.",
    (phone) => [...asPlanned(phone), phone.weight("squat.1", 105), phone.weight("squat.1", 100), phone.finished()],
    { settled: true },
  ],
  [
    "TRN-3",
    "A set was added, another removed.",
    (phone, watch) => [
      ...asPlanned(phone),
      watch.write(
        "set_updated",
        { setId: "extra", weight: 60, reps: 10, exerciseId: "bench", place: "i" },
        { revision: 30 },
      ),
      phone.write("set_updated", { setId: "squat.2", deleted: true }),
      phone.finished(),
    ],
    { settled: true },
  ],
  [
    "TRN-3",
    "A set that was added and removed again is no change.",
    (phone) => [
      ...asPlanned(phone),
      phone.write("set_updated", { setId: "extra", weight: 60, reps: 10, exerciseId: "bench", place: "i" }),
      phone.write("set_updated", { setId: "extra", deleted: true }),
      phone.finished(),
    ],
    { settled: true },
  ],
  [
    "TRN-1",
    "Ended at the first finish, for as long as the watch says.",
    (phone, watch) => [
      ...asPlanned(phone),
      phone.finished({ endedAt: epochMs + 600_000, durationMs: 600_000 }),
      watch.finished({ endedAt: epochMs + 602_000, durationMs: 590_000, outcome: "final", activeEnergyKcal: 300 }),
    ],
    { settled: true },
  ],
  [
    "TRN-1",
    "A workout without a routine.",
    (phone) => [
      phone.write("session_started", {
        startedAt: epochMs,
        clockId: "clock-p",
        routineName: "",
        unit: "kg",
        exercises: [],
      }),
      phone.finished(),
    ],
    { settled: true, watchTakesPart: false },
  ],
];

export function trainingCases() {
  return endings.map(([rule, why, make, more]) => {
    const session = fold(make);
    const finalization = { now: epochMs + 610_000, settled: false, watchTakesPart: true, ...more };
    const training: Training | null = projectTraining(session, finalization) ?? null;
    return { rule, why, registers: session.registers.toMap(), ...finalization, training: plain(training) };
  });
}
