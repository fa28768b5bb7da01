// @vitest-environment node
import { drawWeather, Random } from "@lighty/protocol/sim";
import { expect, test } from "vitest";
import type { Phone } from "../src/session/phone.ts";
import { Gym, openWeather } from "./gym.ts";

/** What a lifter was told is done: the phone's events of that session up to this seq are kept, whatever happens. */
interface Word {
  sessionId: string;
  seq: number;
}

/** How long a workout is in which something goes wrong. Milliseconds. */
const workoutMs = 200_000;

/** A workout of some minutes under one seed: taps on both devices, outages, kills amid writes, and an end. */
async function workout(
  seed: string,
  die: (nth: number, point: "before" | "after") => boolean,
  weather = openWeather(),
) {
  const random = new Random(seed);
  const gym = new Gym(random.fork("gym"), weather);
  const taps = random.fork("taps");
  const kept: Word[] = [];
  let deaths = 0;
  let isDown = false;
  const launch = async () => {
    isDown = false;
    await gym.launch();
  };
  gym.store.onWrite = (point, nth) => {
    if (isDown || !die(nth, point)) return;
    isDown = true;
    deaths++;
    gym.kill();
    gym.agenda.after(taps.int(100, 8_000), () => void launch());
  };
  const tapped = (phone: Phone, outcome: ReturnType<Phone["session"]["pause"]>) => {
    const live = phone.standing?.live;
    const record = live?.engine.activeSession;
    const seq = record?.seq ?? 0;
    void outcome.then((became) => {
      if (became.outcome === "done" && record !== undefined) kept.push({ sessionId: record.sessionId, seq });
    });
  };

  await launch();
  gym.watch.start();
  await gym.pass(3_000);
  let sessionId: string | undefined;
  while (sessionId === undefined) {
    const { phone } = gym;
    if (phone !== null && gym.phone?.face().routines[0] !== undefined && gym.face.live === null) {
      void phone.session.start(gym.routine.routineId);
    }
    await gym.pass(1_000);
    sessionId = gym.phone?.face().live?.sessionId;
  }
  for (let tap = 0; tap < 40; tap++) {
    if (taps.chance(0.1)) gym.partFor(taps.int(2_000, 40_000));
    const { phone } = gym;
    const live = phone?.face().live;
    const sets = live?.exercises.flatMap((exercise) => exercise.sets) ?? [];
    if (taps.chance(0.6) && phone !== null && live && sets.length > 0) {
      const { setId } = taps.pick(sets);
      const weight = taps.int(20, 200) / 2;
      const deeds: (() => ReturnType<Phone["session"]["pause"]>)[] = [
        () => phone.session.editSet(setId, { weight }),
        () => phone.session.editSet(setId, { reps: taps.int(1, 12) }),
        () => phone.session.completeSet(setId, taps.chance(0.8)),
        () => phone.session.addSet(taps.pick(live.exercises).exerciseId),
        () => phone.session.removeSet(setId),
        () => phone.session.adjustRest(taps.pick([15_000, -15_000])),
        () => phone.session.goToExercise(taps.int(0, 1)),
        () => phone.session.pause(),
        () => phone.session.resume(),
      ];
      tapped(phone, taps.pick(deeds)());
    } else {
      const state = gym.onWatch(sessionId);
      if (state?.isLive && sets.length > 0) {
        const { setId } = taps.pick(sets);
        gym.watch.act({ act: "edit_set", sessionId, setId, reps: taps.int(1, 12) });
        if (taps.chance(0.3)) gym.watch.act({ act: "complete_set", sessionId, setId, isCompleted: true });
        if (taps.chance(0.3)) gym.watch.act({ act: "measure", sessionId, activeEnergyKcal: tap });
      }
    }
    await gym.pass(taps.int(200, 9_000));
  }
  const ender = taps.pick(["phone", "watch"] as const);
  while (gym.phone?.face().live !== null) {
    if (ender === "watch") gym.watch.act({ act: "finish", sessionId, outcome: "estimated", activeEnergyKcal: 40 });
    else void gym.phone?.session.finish();
    await gym.pass(2_000);
  }
  // From here on the air is clear and nobody dies.
  gym.store.onWrite = null;
  gym.weather.calmAt = gym.agenda.now;
  gym.link.reachabilityMayHaveChanged();
  if (gym.phone === null) await launch();
  await gym.until(() => gym.onWatch(sessionId)?.registers.status === "finished", 600_000);
  gym.watch.act({ act: "finish", sessionId, outcome: "final", activeEnergyKcal: 99, durationMs: 60_000 });
  await gym.until(() => gym.isSame(sessionId) && gym.phone?.standing?.live.engine.queueDepth === 0, 600_000);
  await gym.pass(5_000);
  return { gym, sessionId, kept, deaths };
}

/** Nothing that was said to be done is lost, both hold the same, and the saved training is what the session says. */
async function check({ gym, sessionId, kept }: Awaited<ReturnType<typeof workout>>) {
  const record = gym.phone?.standing?.live.engine.sessions.get(sessionId);
  for (const word of kept.filter((each) => each.sessionId === sessionId)) {
    expect(record?.seq).toBeGreaterThanOrEqual(word.seq);
  }
  const have = gym.onWatch(sessionId)?.vector.get(gym.phone?.deviceId ?? "");
  expect(have).toEqual({ upTo: record?.seq });
  expect(gym.onWatch(sessionId)?.digest).toBe(record?.state.digest);
  const saved = gym.saved(sessionId);
  expect(saved?.calories).toEqual({ outcome: "final", activeEnergyKcal: 99 });
  const completed = saved?.exercises.flatMap(({ sets }) => sets).filter((set) => set.isCompleted).length;
  expect(saved?.setsCompleted).toBe(completed);
  // What the next life of the app shows is what this one showed.
  const shown = gym.face;
  gym.kill();
  await gym.launch();
  await gym.pass(3_000);
  expect(gym.face.history).toEqual(shown.history);
  expect(gym.face.routines).toEqual(shown.routines);
  expect(gym.face.news.map(({ id }) => id)).toEqual(shown.news.map(({ id }) => id));
  expect(gym.isSame(sessionId)).toBe(true);
}

// Some hundred and fifty whole workouts, one after the other.
test("[DUR-1] [DUR-3] an app that dies at any one of its writes, before it or after it, loses nothing", {
  timeout: 600_000,
}, async () => {
  const { gym } = await workout("each write", () => false);
  const writes = gym.store.writes;
  expect(writes).toBeGreaterThan(60);
  let deaths = 0;
  for (let nth = 1; nth <= writes; nth++) {
    const point = nth % 2 === 0 ? "before" : "after";
    const ended = await workout("each write", (write, where) => write === nth && where === point);
    deaths += ended.deaths;
    await check(ended);
  }
  // A few deaths so early or late that the workout is over another way are no matter.
  expect(deaths).toBeGreaterThan(writes * 0.9);
});

test("[DUR-3] an app that dies again and again, at random, in random air, loses nothing", async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const luck = new Random(`luck ${seed}`);
    const often = luck.pick([0.01, 0.05, 0.2]);
    // What is lost, doubled, late or out of order, an unreachable peer that says it is there, and a watch that dies, too.
    const weather = { ...drawWeather(luck.fork("weather"), workoutMs), calmAt: Number.POSITIVE_INFINITY };
    const ended = workout(`kills ${seed}`, () => luck.chance(often), weather);
    await ended.then(check).catch((error: unknown) => {
      throw new Error(`seed "kills ${seed}"`, { cause: error });
    });
  }
});
