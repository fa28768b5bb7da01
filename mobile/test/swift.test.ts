// @vitest-environment node
import { Random } from "@lighty/protocol/sim";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { buildHeadless, findSwift } from "../../scripts/swift.mjs";
import { Gym, madeBy, openWeather } from "./gym.ts";
import { SwiftWatch } from "./swift-watch.ts";

describe.skipIf(!findSwift())("with the wrist's own engine, in Swift", () => {
  let binary = "";
  let watch: SwiftWatch | null = null;
  beforeAll(() => {
    binary = buildHeadless();
  }, 900_000);
  afterEach(() => watch?.close());

  test("a workout through two outages and the deaths of both apps ends alike on both, with the watch's calories", async () => {
    const gym = new Gym(new Random("swift"), openWeather());
    watch = new SwiftWatch(gym, binary);
    const wrist = watch;
    let phone = await gym.launch();
    gym.onStartWatch = () => wrist.start();
    await gym.pass(1_000);
    const started = phone.session.start(gym.routine.routineId);
    await gym.until(() => gym.face.live?.watch === "in");
    const sessionId = madeBy(await started);
    const sets = () => gym.face.live?.exercises.flatMap((exercise) => exercise.sets) ?? [];
    const [first, second, third] = sets();
    if (first === undefined || second === undefined || third === undefined)
      throw new Error("the routine has three sets");

    await phone.session.editSet(first.setId, { weight: 82.5 });
    await phone.session.completeSet(first.setId, true);
    wrist.act({ act: "measure", sessionId, activeEnergyKcal: 12.5, heartRateBpm: 118 });
    await gym.until(() => gym.face.live?.activeEnergyKcal === 12.5 && sets()[0]?.truth === "both");

    gym.partFor(30_000);
    wrist.act({ act: "complete_set", sessionId, setId: second.setId, isCompleted: true });
    await phone.session.editSet(third.setId, { reps: 6 });
    await gym.pass(5_000);
    wrist.act({ act: "edit_set", sessionId, setId: third.setId, reps: 7 });
    gym.kill();
    await gym.pass(5_000);
    phone = await gym.launch();
    await gym.until(() => sets()[1]?.isCompleted === true && sets().every(({ truth }) => truth === "both"));
    expect(gym.face.news).toMatchObject([
      { what: "conflict", setNumber: 3, field: "reps", kept: 7, lost: 6, keptOn: "watch" },
    ]);

    gym.partFor(20_000);
    await phone.session.addSet(gym.face.live?.exercises[1]?.exerciseId ?? "");
    wrist.die();
    await gym.pass(3_000);
    wrist.start();
    await phone.session.finish();
    expect(gym.face.finish).toMatchObject({ setsDone: 2, calories: { outcome: "awaited", kcal: 12.5 } });
    await gym.pass(25_000);
    wrist.act({ act: "finish", sessionId, outcome: "final", activeEnergyKcal: 14, durationMs: 60_000 });
    await gym.until(() => gym.face.finish?.calories.outcome === "final");

    await gym.pass(10_000);
    await wrist.idle();
    const record = phone.standing?.live.engine.sessions.get(sessionId);
    expect(await wrist.digest(sessionId)).toBe(record?.state.digest);
    expect(await wrist.registers(sessionId)).toEqual(JSON.parse(JSON.stringify(record?.state.registers.toMap())));
    expect(gym.saved(sessionId)).toMatchObject({
      setsCompleted: 2,
      calories: { outcome: "final", activeEnergyKcal: 14 },
      durationMs: 60_000,
      waitingFor: [],
    });
  });
});
