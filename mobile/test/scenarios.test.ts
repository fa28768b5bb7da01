// @vitest-environment node
import { parseRoutine, type Routine as RoutineText, type Value } from "@lighty/protocol";
import { Random } from "@lighty/protocol/sim";
import { expect, test } from "vitest";
import type { LiveFace } from "../src/session/face.ts";
import { Gym, madeBy, openWeather, training } from "./gym.ts";

const live = (gym: Gym): LiveFace => gym.face.live as LiveFace;
const setOf = (gym: Gym, exercise: number, number: number) => {
  const set = live(gym).exercises[exercise]?.sets[number - 1];
  if (set === undefined) throw new Error(`no set ${number} of exercise ${exercise}`);
  return set;
};

/** The routines' texts that come to the watch from its next launch on. */
function heard(gym: Gym): RoutineText[] {
  const texts: RoutineText[] = [];
  const { watch } = gym.link;
  const activate = watch.activate.bind(watch);
  watch.activate = (delegate) =>
    activate({
      ...delegate,
      received: (channel, text, reply) => {
        const parsed = parseRoutine(text);
        if (parsed?.ok) texts.push(parsed.value);
        else delegate.received(channel, text, reply);
      },
    });
  if (gym.watch.isRunning) {
    gym.watch.kill(1);
  }
  return texts;
}

test("the first run has the example routines, and whoever deletes them is rid of them", async () => {
  const gym = new Gym(new Random("first run"));
  const phone = await gym.launch();
  expect(gym.face.routines.map(({ name }) => name)).toEqual(["Push day"]);
  madeBy(await phone.routines.delete(gym.routine.routineId));
  gym.kill();
  await gym.launch();
  expect(gym.face.routines).toEqual([]);
});

test("a routine is edited, copied, moved, deleted and brought back, and is after a restart as it was left", async () => {
  const gym = new Gym(new Random("shelf"));
  const phone = await gym.launch();
  const original = gym.routine;
  const copy = madeBy(await phone.routines.duplicate(original.routineId, "Push day copy"));
  const legs = madeBy(await phone.routines.create({ name: " Legs ", unit: "lb", exercises: [] }));
  expect(gym.face.routines.map(({ name }) => name)).toEqual(["Push day", "Push day copy", "Legs"]);
  await phone.routines.move(legs, 0);
  await phone.routines.edit(copy, { ...original, name: "Light push" });
  await phone.routines.delete(original.routineId);
  expect(gym.face.deletedRoutine).toEqual({ routineId: original.routineId, name: "Push day" });
  await phone.routines.undoDelete();
  expect(gym.face.deletedRoutine).toBeNull();
  const left = gym.face.routines;
  expect(left.map(({ name }) => name)).toEqual(["Legs", "Push day", "Light push"]);
  gym.kill();
  await gym.launch();
  expect(gym.face.routines).toEqual(left);
  const tooPrecise = {
    name: "No",
    unit: "kg" as const,
    exercises: [{ name: "A", restSeconds: 0, sets: [{ weight: 1.234, reps: 1 }] }],
  };
  expect(await gym.phone?.routines.create(tooPrecise)).toMatchObject({
    outcome: "refused",
    rejection: { code: "bad_shape" },
  });
  expect(gym.face.routines).toEqual(left);
});

test("a start on the phone is in the context before the watch's app is called, and both show one session", async () => {
  const gym = new Gym(new Random("start"));
  const phone = await gym.launch();
  await gym.pass(1_000);
  const started = phone.session.start(gym.routine.routineId);
  await gym.until(() => gym.deeds.watchStarts === 1);
  const sessionId = madeBy(await started);
  // Nothing but the context can reach an app that did not run.
  await gym.until(() => gym.onWatch(sessionId)?.isLive === true);
  await gym.until(() => gym.isSame(sessionId) && live(gym).watch === "in");
  expect(live(gym)).toMatchObject({ routineName: "Push day", startedOn: "phone", setsDone: 0, setsTotal: 6 });
});

test("a watch that cannot be brought up is said so, and the workout goes on without it", async () => {
  const gym = new Gym(new Random("no watch"));
  gym.startFault = new Error("no watch is paired");
  const phone = await gym.launch();
  const started = phone.session.start(gym.routine.routineId);
  await gym.pass(5_000);
  madeBy(await started);
  expect(gym.face.link.startFault).toBe("no watch is paired");
  expect(live(gym).watch).toBe("none");
});

test("a workout started on the wrist shows on the phone", async () => {
  const gym = new Gym(new Random("wrist"));
  await gym.launch();
  gym.watch.start();
  await gym.pass(1_000);
  const plan = { routineName: "Pull day", unit: "kg" as const, exercises: [] };
  gym.tap({ act: "start", sessionId: "from-the-wrist", plan });
  await gym.until(() => gym.face.live?.sessionId === "from-the-wrist");
  expect(live(gym)).toMatchObject({ startedOn: "watch", routineName: "Pull day", watch: "in" });
});

test("edits cross both ways, and each set says where it is known", async () => {
  const gym = new Gym(new Random("edits"));
  const sessionId = await training(gym);
  const { setId } = setOf(gym, 0, 1);
  const edited = gym.phone?.session.editSet(setId, { weight: 82.5 });
  expect(setOf(gym, 0, 1)).toMatchObject({ weight: 82.5, truth: "here" });
  await gym.until(() => gym.isSame(sessionId) && setOf(gym, 0, 1).truth === "both");
  await edited;
  gym.tap({ act: "complete_set", sessionId, setId, isCompleted: true });
  await gym.until(() => setOf(gym, 0, 1).isCompleted);
  expect(live(gym)).toMatchObject({ setsDone: 1, volume: 660 });
});

test("a completed set begins its exercise's rest, and both timers agree through every change", async () => {
  const gym = new Gym(new Random("rest"));
  const sessionId = await training(gym);
  await gym.phone?.session.completeSet(setOf(gym, 0, 1).setId, true);
  const left = () => gym.phone?.timers().rest?.remainingMs ?? 0;
  expect(left()).toBe(60_000);
  await gym.pass(10_000);
  expect(left()).toBe(50_000);
  await gym.phone?.session.adjustRest(15_000);
  expect(left()).toBe(65_000);
  await gym.pass(1_000);
  gym.tap({ act: "rest_pause", sessionId });
  await gym.until(() => gym.phone?.timers().rest?.isPaused === true);
  const paused = left();
  await gym.pass(30_000);
  expect(left()).toBe(paused);
  await gym.phone?.session.resumeRest();
  await gym.pass(1_000);
  expect(Math.abs(paused - 1_000 - left())).toBeLessThanOrEqual(250);
  await gym.phone?.session.skipRest();
  expect(gym.face.live?.rest).toBeNull();
  // An exercise that asks for no rest begins none.
  await gym.phone?.session.completeSet(setOf(gym, 1, 1).setId, true);
  expect(gym.face.live?.rest).toBeNull();
});

test("a rest that has run out is gone from the face by itself", async () => {
  const gym = new Gym(new Random("rest over"));
  await training(gym);
  await gym.phone?.session.completeSet(setOf(gym, 0, 1).setId, true);
  expect(gym.face.live?.rest).not.toBeNull();
  let told = 0;
  gym.phone?.subscribe(() => told++);
  await gym.pass(61_000);
  expect(told).toBeGreaterThan(0);
  expect(gym.face.live?.rest).toBeNull();
});

test("the bell is set only while no watch is in the session", async () => {
  const gym = new Gym(new Random("bell"));
  gym.startFault = new Error("no watch is paired");
  const phone = await gym.launch();
  const started = phone.session.start(gym.routine.routineId);
  await gym.pass(4_000);
  const sessionId = madeBy(await started);
  await phone.session.completeSet(setOf(gym, 0, 1).setId, true);
  const end = gym.instant().wallMs + 60_000;
  expect(gym.deeds.bells.at(-1)).toBe(end);
  await phone.session.adjustRest(15_000);
  expect(gym.deeds.bells.at(-1)).toBe(end + 15_000);
  gym.watch.start();
  await gym.until(() => gym.isSame(sessionId) && live(gym).watch === "in");
  expect(gym.deeds.bells.at(-1)).toBeNull();
});

test("a watch that falls silent no longer tells the end of a rest, so the phone does", async () => {
  const gym = new Gym(new Random("silent"));
  await training(gym);
  gym.watch.uninstall();
  await gym.pass(130_000);
  expect(live(gym).watch).toBe("silent");
  await gym.phone?.session.startRest(90_000);
  expect(gym.deeds.bells.at(-1)).toBe(gym.instant().wallMs + 90_000);
});

test("pause and resume stop and go on with the workout's time on both", async () => {
  const gym = new Gym(new Random("pause"));
  const sessionId = await training(gym);
  await gym.phone?.session.pause();
  const stood = gym.phone?.timers().elapsedMs;
  await gym.pass(30_000);
  expect(gym.phone?.timers().elapsedMs).toBe(stood);
  expect(live(gym).isRunning).toBe(false);
  gym.tap({ act: "resume", sessionId });
  await gym.until(() => live(gym).isRunning);
});

test("sets are added like the last one, removed, and brought back", async () => {
  const gym = new Gym(new Random("sets"));
  await training(gym);
  const exercise = live(gym).exercises[0];
  const added = madeBy((await gym.phone?.session.addSet(exercise?.exerciseId ?? "")) ?? { outcome: "unsaved", id: "" });
  expect(setOf(gym, 0, 4)).toMatchObject({ setId: added, weight: 80, reps: 8, isAdded: true });
  await gym.phone?.session.removeSet(added);
  expect(live(gym).exercises[0]?.sets).toHaveLength(3);
  await gym.phone?.session.restoreSet(added);
  expect(live(gym).exercises[0]?.sets).toHaveLength(4);
});

test("[CON-1] a conflict is told with the value that was kept, and undo writes the other back as a new edit", async () => {
  const gym = new Gym(new Random("conflict"));
  const sessionId = await training(gym);
  const { setId } = setOf(gym, 0, 3);
  gym.partFor(20_000);
  await gym.phone?.session.editSet(setId, { weight: 85 });
  await gym.pass(3_000);
  gym.tap({ act: "edit_set", sessionId, setId, weight: 82.5 });
  await gym.until(() => gym.face.news.length === 1 && gym.isSame(sessionId));
  const [news] = gym.face.news;
  expect(news).toMatchObject({
    what: "conflict",
    exercise: "Bench press",
    setNumber: 3,
    field: "weight",
    kept: 82.5,
    lost: 85,
    keptOn: "watch",
    unit: "kg",
  });
  // The news outlives the app.
  gym.kill();
  await gym.launch();
  expect(gym.face.news).toEqual([news]);
  await gym.phone?.session.undo(news?.id ?? "");
  expect(gym.face.news).toEqual([]);
  await gym.until(() => gym.isSame(sessionId));
  expect(setOf(gym, 0, 3).weight).toBe(85);
});

test("a finish saves the training at once, waits for the watch's calories, and then has them", async () => {
  const gym = new Gym(new Random("finish"));
  const sessionId = await training(gym);
  await gym.phone?.session.completeSet(setOf(gym, 0, 1).setId, true);
  gym.tap({ act: "measure", sessionId, activeEnergyKcal: 41.5, heartRateBpm: 121 });
  await gym.until(() => live(gym).activeEnergyKcal === 41.5);
  await gym.phone?.session.finish();
  expect(gym.face.live).toBeNull();
  expect(gym.face.finish).toMatchObject({ setsDone: 1, openSets: 5, volume: 640, prompt: null });
  expect(gym.face.finish?.calories).toEqual({ outcome: "awaited", kcal: 41.5 });
  expect(gym.phone?.timers().caloriesMs).toBe(60_000);
  await gym.pass(4_000);
  gym.tap({ act: "finish", sessionId, outcome: "final", activeEnergyKcal: 52, durationMs: 4_000 });
  await gym.until(() => gym.face.finish?.calories.outcome === "final");
  expect(gym.face.finish?.calories).toEqual({ outcome: "final", kcal: 52 });
  expect(gym.face.finish?.isAmended).toBe(false);
  expect(gym.face.history).toHaveLength(1);
});

test("[TRN-4] the wait for calories ends at its own time across a kill, with an honest word", async () => {
  for (const measured of [true, false]) {
    const gym = new Gym(new Random(`wait ${measured}`));
    const sessionId = await training(gym);
    if (measured) gym.tap({ act: "measure", sessionId, activeEnergyKcal: 41.5 });
    await gym.pass(2_000);
    gym.watch.uninstall();
    await gym.phone?.session.finish();
    await gym.pass(20_000);
    gym.kill();
    await gym.pass(20_000);
    await gym.launch();
    await gym.pass(1_000);
    expect(gym.face.finish?.calories.outcome).toBe("awaited");
    await gym.pass(20_000);
    expect(gym.face.finish?.calories).toEqual(
      measured ? { outcome: "estimated", kcal: 41.5 } : { outcome: "none", kcal: null },
    );
    expect(gym.phone?.timers().caloriesMs).toBeNull();
  }
});

test("[TRN-5] a set that was done out of range amends the saved training, and that is to be seen", async () => {
  const gym = new Gym(new Random("amend"));
  const sessionId = await training(gym);
  await gym.phone?.session.completeSet(setOf(gym, 0, 1).setId, true);
  await gym.pass(2_000);
  const late = setOf(gym, 0, 2).setId;
  gym.partFor(600_000);
  gym.tap({ act: "complete_set", sessionId, setId: late, isCompleted: true });
  await gym.phone?.session.finish();
  await gym.phone?.session.putAside(sessionId);
  expect(gym.phone?.training(sessionId)).toMatchObject({ setsDone: 1, amendments: [] });
  await gym.pass(620_000);
  await gym.until(() => gym.saved(sessionId)?.setsCompleted === 2);
  expect(gym.phone?.training(sessionId)).toMatchObject({
    isAmended: true,
    amendments: [
      {
        setsDone: [1, 2],
        volume: [640, 1_280],
        sets: [
          {
            exercise: "Bench press",
            setNumber: 2,
            before: { weight: 80, reps: 8, isCompleted: false },
            after: { weight: 80, reps: 8, isCompleted: true },
          },
        ],
      },
    ],
  });
});

test("an amendment that was stored before it named its sets opens with its figures, and the next one stands beside it", async () => {
  const gym = new Gym(new Random("old amendment"));
  const sessionId = await training(gym);
  gym.partFor(600_000);
  gym.tap({ act: "complete_set", sessionId, setId: setOf(gym, 0, 2).setId, isCompleted: true });
  await gym.phone?.session.finish();
  await gym.phone?.session.putAside(sessionId);
  gym.kill();
  const key = `training/${sessionId}`;
  const saved = new Map(await gym.store.load()).get(key) as Record<string, Value>;
  const old = { at: 1, setsDone: [0, 1], volume: [0, 640], kcal: [null, 41.5], durationMs: [60_000, 61_000] };
  gym.store.disk.save(new Map([[key, { ...saved, amendments: [old] }]]));
  await gym.launch();
  expect(gym.phone?.training(sessionId)?.amendments).toEqual([{ ...old, sets: [] }]);
  await gym.pass(620_000);
  await gym.until(() => gym.saved(sessionId)?.setsCompleted === 1);
  expect(gym.phone?.training(sessionId)?.amendments).toMatchObject([
    { ...old, sets: [] },
    { sets: [{ setNumber: 2 }] },
  ]);
});

test("a set that was added and one that was removed out of range stand in what was amended", async () => {
  const gym = new Gym(new Random("amend more"));
  const sessionId = await training(gym);
  const { exerciseId, sets } = live(gym).exercises[0] as LiveFace["exercises"][number];
  gym.partFor(600_000);
  gym.tap({ act: "add_set", sessionId, exerciseId, setId: "set-more", weight: 60, reps: 12 });
  gym.tap({ act: "remove_set", sessionId, setId: sets[0]?.setId as string, deleted: true });
  await gym.phone?.session.finish();
  await gym.phone?.session.putAside(sessionId);
  await gym.pass(620_000);
  await gym.until(() => gym.isSame(sessionId));
  const amendments = gym.phone?.training(sessionId)?.amendments ?? [];
  expect(amendments.flatMap(({ sets }) => sets)).toEqual([
    { exercise: "Bench press", setNumber: 4, before: null, after: { weight: 60, reps: 12, isCompleted: false } },
    { exercise: "Bench press", setNumber: 1, before: { weight: 80, reps: 8, isCompleted: false }, after: null },
  ]);
});

test("a training is deleted for good, though its session lives on; until some seconds later it can be brought back", async () => {
  const gym = new Gym(new Random("delete"));
  const sessionId = await training(gym);
  const { setId } = setOf(gym, 0, 1);
  await gym.phone?.session.editSet(setId, { weight: 82.5 });
  await gym.phone?.session.completeSet(setId, true);
  await gym.until(() => gym.isSame(sessionId));
  gym.partFor(30_000);
  gym.tap({ act: "complete_set", sessionId, setId: setOf(gym, 0, 2).setId, isCompleted: true });
  await gym.phone?.session.finish();
  expect(gym.face).toMatchObject({ finish: { sessionId }, history: [{ sessionId }] });

  await gym.phone?.trainings.delete(sessionId);
  expect(gym.face).toMatchObject({
    finish: null,
    history: [],
    deletedTraining: { sessionId, routineName: "Push day" },
  });
  expect(gym.phone?.training(sessionId)).toBeUndefined();
  expect(gym.phone?.progress("Bench press")).toEqual([]);
  await gym.pass(5_000);
  await gym.phone?.trainings.undoDelete();
  expect(gym.face).toMatchObject({ history: [{ sessionId, setsDone: 1 }], deletedTraining: null });

  await gym.phone?.trainings.delete(sessionId);
  await gym.pass(9_000);
  expect(gym.face.deletedTraining).toBeNull();
  expect(await gym.phone?.trainings.undoDelete()).toMatchObject({ outcome: "refused" });
  // What was done out of range comes in for a session that both still know.
  await gym.until(() => gym.isSame(sessionId));
  gym.kill();
  await gym.launch();
  await gym.pass(10_000);
  expect(gym.face).toMatchObject({ finish: null, history: [], deletedTraining: null });
  // Nor do its figures fill a later workout.
  await gym.phone?.session.start(gym.routine.routineId);
  expect(setOf(gym, 0, 1).previous).toBeNull();
});

test("a training that is brought back has what came in for it meanwhile", async () => {
  const gym = new Gym(new Random("back"));
  const sessionId = await training(gym);
  gym.partFor(20_000);
  gym.tap({ act: "complete_set", sessionId, setId: setOf(gym, 0, 2).setId, isCompleted: true });
  await gym.phone?.session.finish();
  await gym.pass(19_000);
  await gym.phone?.trainings.delete(sessionId);
  await gym.until(() => gym.isSame(sessionId), 7_000);
  await gym.phone?.trainings.undoDelete();
  expect(gym.face.history).toMatchObject([{ sessionId, setsDone: 1 }]);
});

test("the history is shown a page at a time, and what is not shown counts all the same", async () => {
  const gym = new Gym(new Random("pages"));
  const first = await training(gym);
  await gym.phone?.session.completeSet(setOf(gym, 0, 1).setId, true);
  await gym.phone?.session.finish();
  await gym.pass(5_000);
  const stored = new Map(gym.store.disk.entries());
  const saved = stored.get(`training/${first}`) as { training: { startedAt: number; routineId: string } };
  const older = Array.from({ length: 60 }, (_, at): [string, Value] => {
    const startedAt = saved.training.startedAt - (at + 1) * 86_400_000;
    const training = { ...saved.training, sessionId: `older-${at + 1}`, startedAt };
    return [`training/older-${at + 1}`, { ...saved, training }];
  });
  gym.store.disk.save(new Map(older));
  gym.kill();
  const phone = await gym.launch();
  const shown = () => [gym.face.history.length, gym.face.history.at(-1)?.sessionId, gym.face.hasMoreHistory];
  expect(shown()).toEqual([30, "older-29", true]);
  expect(phone.progress("Bench press")).toHaveLength(61);
  expect(phone.training("older-60")).toBeDefined();
  phone.moreHistory();
  expect(shown()).toEqual([60, "older-59", true]);
  phone.moreHistory();
  expect(shown()).toEqual([61, "older-60", false]);
  expect([...phone.lastTrained()]).toEqual([[saved.training.routineId, saved.training.startedAt]]);
});

test("[TRN-3] the prompt says what changed; 'update routine' takes it over, and the watch gets it", async () => {
  const gym = new Gym(new Random("prompt"));
  const sessionId = await training(gym);
  const [first, , third] = live(gym).exercises[0]?.sets ?? [];
  await gym.phone?.session.editSet(first?.setId ?? "", { weight: 82.5, reps: 6 });
  await gym.phone?.session.removeSet(third?.setId ?? "");
  await gym.phone?.session.addSet(live(gym).exercises[1]?.exerciseId ?? "");
  await gym.phone?.session.finish();
  expect(gym.face.finish?.prompt).toEqual([
    { exercise: "Bench press", unit: "kg", change: "weight", setNumber: 1, from: 80, to: 82.5 },
    { exercise: "Bench press", unit: "kg", change: "reps", setNumber: 1, from: 8, to: 6 },
    { exercise: "Bench press", unit: "kg", change: "set_removed", setNumber: 3, weight: 80, reps: 8 },
    { exercise: "Dips", unit: "kg", change: "set_added", weight: 10, reps: 10 },
  ]);
  // The question outlives the app.
  gym.kill();
  await gym.launch();
  expect(gym.face.finish?.prompt).toHaveLength(4);
  madeBy(await (gym.phone as NonNullable<typeof gym.phone>).session.answer(sessionId, "update_routine"));
  expect(gym.face.finish?.prompt).toBeNull();
  expect(gym.routine.exercises.map(({ sets }) => sets.map(({ weight, reps }) => [weight, reps]))).toEqual([
    [
      [82.5, 6],
      [80, 8],
    ],
    [
      [10, 10],
      [10, 10],
      [10, 10],
      [10, 10],
    ],
  ]);
  expect(gym.routine.version).toBe(2);
});

test("'training only' leaves the routine alone, and the previous figures stand beside the next workout's", async () => {
  const gym = new Gym(new Random("training only"));
  const sessionId = await training(gym);
  const { setId } = setOf(gym, 0, 1);
  await gym.phone?.session.editSet(setId, { weight: 82.5 });
  await gym.phone?.session.completeSet(setId, true);
  await gym.phone?.session.finish();
  await gym.phone?.session.answer(sessionId, "training_only");
  expect(gym.face.finish?.prompt).toBeNull();
  expect(gym.routine.version).toBe(1);
  madeBy((await gym.phone?.session.start(gym.routine.routineId)) ?? { outcome: "unsaved", id: "" });
  expect(setOf(gym, 0, 1)).toMatchObject({ weight: 80, previous: { weight: 82.5, reps: 8, unit: "kg" } });
  await gym.phone?.session.repeatPrevious(setOf(gym, 0, 1).setId);
  expect(setOf(gym, 0, 1).weight).toBe(82.5);
});

test("a discard can be taken back until its time has come, also by another life of the app", async () => {
  const gym = new Gym(new Random("discard"));
  const sessionId = await training(gym);
  await gym.phone?.session.discard();
  expect(gym.face).toMatchObject({ live: null, leaving: { sessionId, routineName: "Push day" } });
  await gym.pass(3_000);
  gym.kill();
  await gym.launch();
  expect(gym.face.leaving?.sessionId).toBe(sessionId);
  await gym.phone?.session.undoDiscard();
  expect(gym.face).toMatchObject({ live: { sessionId }, leaving: null });
  await gym.phone?.session.discard();
  await gym.pass(7_000);
  await gym.until(() => gym.onWatch(sessionId)?.registers.status === "discarded");
  expect(gym.face).toMatchObject({ live: null, leaving: null, finish: null, history: [] });
});

test("a session that the watch went on with is not discarded behind its back", async () => {
  const gym = new Gym(new Random("went on"));
  const sessionId = await training(gym);
  const { setId } = setOf(gym, 0, 1);
  await gym.phone?.session.discard();
  gym.kill();
  gym.tap({ act: "complete_set", sessionId, setId, isCompleted: true });
  await gym.pass(60_000);
  await gym.launch();
  // What waited comes in before the app is a second old; then its time has come.
  await gym.pass(10_000);
  expect(gym.onWatch(sessionId)?.isLive).toBe(true);
  expect(gym.face.live?.sessionId).toBe(sessionId);
  expect(gym.face.news.map(({ what }) => what)).toEqual(["not_discarded"]);
});

test("[SES-2] a session that was also started on the watch is offered, and ends as the lifter says", async () => {
  const gym = new Gym(new Random("two"), { ...openWeather(), outages: [{ from: 0, to: 30_000 }] });
  const phone = await gym.launch();
  gym.watch.start();
  await gym.pass(1_000);
  const started = phone.session.start(gym.routine.routineId);
  await gym.pass(5_000);
  const sessionId = madeBy(await started);
  gym.tap({ act: "start", sessionId: "the-other", plan: { routineName: "Pull day", unit: "kg", exercises: [] } });
  await gym.until(() => gym.face.offers.length === 1);
  expect(gym.face.live?.sessionId).toBe(sessionId);
  expect(gym.face.offers).toMatchObject([{ sessionId: "the-other", routineName: "Pull day", startedOn: "watch" }]);
  // Kept is kept, also by another life of the app.
  await phone.session.keep("the-other");
  expect(gym.face.offers).toEqual([]);
  gym.kill();
  await gym.launch();
  await gym.pass(5_000);
  expect(gym.face).toMatchObject({ live: { sessionId }, offers: [] });
  await gym.phone?.session.finish("the-other");
  expect(await gym.phone?.session.keep("the-other")).toMatchObject({ outcome: "refused" });
  await gym.until(() => gym.onWatch("the-other")?.registers.status === "finished");
  expect(gym.onWatch(sessionId)?.isLive).toBe(true);
});

test("a finish on the watch is told, and its training is saved with an estimate until the final word", async () => {
  const gym = new Gym(new Random("watch ends"));
  const sessionId = await training(gym);
  gym.tap({ act: "finish", sessionId, outcome: "estimated", activeEnergyKcal: 12 });
  await gym.until(() => gym.face.finish !== null);
  expect(gym.face.news).toMatchObject([{ what: "ended_elsewhere", status: "finished", routineName: "Push day" }]);
  expect(gym.face.finish?.calories).toEqual({ outcome: "awaited", kcal: 12 });
  gym.tap({ act: "finish", sessionId, outcome: "final", activeEnergyKcal: 14 });
  await gym.until(() => gym.face.finish?.calories.outcome === "final");
  expect(gym.face.finish?.calories.kcal).toBe(14);
});

test("[CLO-2] another watch on the wrist gets the workout as it stands, and the routines", async () => {
  const gym = new Gym(new Random("swap"));
  const sessionId = await training(gym);
  await gym.phone?.session.editSet(setOf(gym, 0, 1).setId, { weight: 82.5 });
  await gym.until(() => gym.isSame(sessionId) && setOf(gym, 0, 1).truth === "both");
  const routines = heard(gym);
  gym.swapWatch("watch00002");
  await gym.until(() => gym.isSame(sessionId) && routines.length > 0);
  expect(routines).toMatchObject([{ version: 1, plan: { routineName: "Push day" } }]);
  gym.tap({ act: "complete_set", sessionId, setId: setOf(gym, 0, 1).setId, isCompleted: true });
  await gym.until(() => live(gym).setsDone === 1);
  expect(live(gym).volume).toBe(660);
});

test("[TRN-5] what comes in after 'update routine' goes into the routine, too, unless it was edited since", async () => {
  for (const isEdited of [false, true]) {
    const gym = new Gym(new Random(`late ${isEdited}`));
    const sessionId = await training(gym);
    const [first, second] = live(gym).exercises[0]?.sets ?? [];
    await gym.phone?.session.editSet(first?.setId ?? "", { weight: 82.5 });
    await gym.until(() => gym.isSame(sessionId));
    gym.partFor(600_000);
    gym.tap({ act: "edit_set", sessionId, setId: second?.setId ?? "", weight: 90 });
    await gym.phone?.session.finish();
    await gym.phone?.session.answer(sessionId, "update_routine");
    if (isEdited) await gym.phone?.routines.edit(gym.routine.routineId, { ...gym.routine, name: "Mine" });
    await gym.pass(620_000);
    await gym.until(() => gym.isSame(sessionId));
    const weights = gym.routine.exercises[0]?.sets.map(({ weight }) => weight);
    expect(weights).toEqual(isEdited ? [82.5, 80, 80] : [82.5, 90, 80]);
  }
});

test("[EVT-7] a reading is as old as it is, whatever the watch's clock says", async () => {
  const gym = new Gym(new Random("skew"), { ...openWeather(), skewMs: { phone: 0, watch: 900_000 } });
  const sessionId = await training(gym);
  gym.tap({ act: "measure", sessionId, heartRateBpm: 120, ageMs: 5_000 });
  await gym.until(() => live(gym).heartRateBpm === 120);
  const aged = gym.agenda.now;
  await gym.pass(20_000);
  const age = gym.phone?.timers().heartRateAgeMs ?? 0;
  expect(Math.abs(age - (5_000 + gym.agenda.now - aged))).toBeLessThanOrEqual(250);
});

test("figures that a routine leaves open come from the last time, also for a start on the wrist", async () => {
  const gym = new Gym(new Random("open figures"));
  const sessionId = await training(gym);
  await gym.phone?.session.editSet(setOf(gym, 0, 1).setId, { weight: 82.5, reps: 6 });
  await gym.phone?.session.completeSet(setOf(gym, 0, 1).setId, true);
  await gym.phone?.session.finish();
  await gym.phone?.session.answer(sessionId, "training_only");
  const heardRoutines = heard(gym);
  const open = {
    exercises: [
      {
        name: "bench  PRESS",
        restSeconds: 60,
        sets: [
          { weight: 0, reps: 0 },
          { weight: 60, reps: 0 },
        ],
      },
    ],
  };
  const kg = madeBy(
    (await gym.phone?.routines.create({ name: "Open", unit: "kg", ...open })) ?? { outcome: "unsaved", id: "" },
  );
  const lb = madeBy(
    (await gym.phone?.routines.create({ name: "Open", unit: "lb", ...open })) ?? { outcome: "unsaved", id: "" },
  );
  await gym.until(() => heardRoutines.length === 2);
  const figures = ({ plan }: RoutineText) => plan?.exercises[0]?.sets.map(({ weight, reps }) => [weight, reps]);
  expect(figures(heardRoutines.find(({ routineId }) => routineId === kg) as RoutineText)).toEqual([
    [82.5, 6],
    [60, 6],
  ]);
  // Nothing is converted.
  expect(figures(heardRoutines.find(({ routineId }) => routineId === lb) as RoutineText)).toEqual([
    [0, 0],
    [60, 0],
  ]);
  await gym.phone?.session.start(kg);
  expect(live(gym).exercises[0]?.sets.map(({ weight, reps }) => [weight, reps])).toEqual([
    [82.5, 6],
    [60, 6],
  ]);
  // What was done with it goes on to the watch, for the next time.
  await gym.phone?.session.editSet(setOf(gym, 0, 1).setId, { weight: 85 });
  await gym.phone?.session.completeSet(setOf(gym, 0, 1).setId, true);
  await gym.phone?.session.finish();
  await gym.until(() => heardRoutines.length === 3);
  expect(heardRoutines[2]).toMatchObject({ routineId: kg, version: 2 });
  expect(figures(heardRoutines[2] as RoutineText)).toEqual([
    [85, 6],
    [60, 6],
  ]);
});

test("how an exercise went is told from every workout in which one of its sets was completed", async () => {
  const gym = new Gym(new Random("progress"));
  for (const weight of [80, 85]) {
    const sessionId =
      gym.phone === null ? await training(gym) : madeBy(await gym.phone.session.start(gym.routine.routineId));
    await gym.phone?.session.editSet(setOf(gym, 0, 1).setId, { weight });
    for (const number of [1, 2]) await gym.phone?.session.completeSet(setOf(gym, 0, number).setId, true);
    await gym.phone?.session.finish(sessionId);
    await gym.pass(5_000);
  }
  expect(gym.phone?.progress(" bench press")).toMatchObject([
    { unit: "kg", best: { weight: 80, reps: 8 }, volume: 1_280, setsDone: 2 },
    { unit: "kg", best: { weight: 85, reps: 8 }, volume: 1_320, setsDone: 2 },
  ]);
  expect(gym.phone?.progress("Dips")).toEqual([]);
});

test("[RTN-1] [RTN-2] the watch gets every routine once, each change, and all of them when it is new", async () => {
  const gym = new Gym(new Random("routines"));
  const texts = heard(gym);
  await gym.launch();
  gym.watch.start();
  await gym.pass(10_000);
  const { routineId } = gym.routine;
  expect(texts.filter((text) => text.routineId === routineId).at(-1)).toMatchObject({
    version: 1,
    plan: { routineName: "Push day" },
  });
  const before = texts.length;
  gym.kill();
  await gym.launch();
  await gym.pass(10_000);
  expect(texts).toHaveLength(before);
  await gym.phone?.routines.edit(routineId, { ...gym.routine, name: "Push" });
  await gym.phone?.routines.delete(routineId);
  await gym.pass(10_000);
  expect(texts.slice(before).map(({ version, plan }) => [version, plan !== undefined])).toEqual([
    [2, true],
    [3, false],
  ]);
  // By then it is gone for good.
  expect(await gym.phone?.routines.undoDelete()).toMatchObject({ outcome: "refused" });
});

test("[ENV-3] a backup brought to another phone has the routines and trainings, and is a new device to the watch", async () => {
  const gym = new Gym(new Random("backup"));
  const first = await training(gym);
  await gym.phone?.session.completeSet(setOf(gym, 0, 1).setId, true);
  await gym.phone?.session.finish();
  await gym.until(() => gym.isSame(first));
  const second = madeBy((await gym.phone?.session.start(gym.routine.routineId)) ?? { outcome: "unsaved", id: "" });
  await gym.until(() => gym.isSame(second));
  // Made while the two are apart: the watch will never hear of it from here, and the other phone must not say it in this one's name.
  gym.partFor(20_000);
  await gym.phone?.session.completeSet(setOf(gym, 0, 1).setId, true);
  const { routines } = gym.face;
  gym.kill();
  gym.deviceMark = "another-phone";
  const routineTexts = heard(gym);
  await gym.launch();
  expect(gym.phone?.deviceId).toBe("phone00002");
  expect(gym.face).toMatchObject({ live: null, routines, history: [{ sessionId: first, setsDone: 1 }] });
  await gym.until(() => gym.face.live?.sessionId === second && gym.isSame(second));
  expect(live(gym).setsDone).toBe(0);
  await gym.until(() => routineTexts.length === routines.length);
  await gym.phone?.session.completeSet(setOf(gym, 0, 2).setId, true);
  await gym.until(() => gym.isSame(second) && setOf(gym, 0, 2).truth === "both");
  // At home it stays who it is.
  gym.kill();
  await gym.launch();
  expect(gym.phone?.deviceId).toBe("phone00002");
  expect(live(gym).setsDone).toBe(1);
});
