import type { Act, Input } from "../src/index.ts";
import { Random } from "../src/sim/index.ts";
import { epochMs, phoneId, watchId } from "../src/testing/index.ts";
import { oddText } from "./odd-texts.ts";
import { Divergence, SwiftEngine } from "./swift-engine.ts";
import type { SwiftProgram } from "./swift-program.ts";

/** Where the languages part on odd inputs, by the seed that shows it; undefined when they do not. */
export function lockstep(program: SwiftProgram, seed: string, inputs = 40): string | undefined {
  const random = new Random(`lockstep ${seed}`);
  const role = random.pick(["phone", "watch"] as const);
  const mintId = () => random.id();
  const engine = new SwiftEngine(program, { deviceId: role === "watch" ? watchId : phoneId, role, mintId });
  let monotonicMs = 1_000;
  let wallMs = epochMs;
  let boot = 1;
  for (let i = 0; i < inputs; i++) {
    monotonicMs += random.pick([0, 1, 50, 700, 2_000, 6_000, 20_000]);
    if (random.chance(0.03)) wallMs += random.pick([-3_600_000, 3_600_000, 0.5]);
    if (random.chance(0.01)) boot++;
    const now = { wallMs: wallMs + monotonicMs, monotonicMs, deviceBootId: `boot-${boot}` };
    const input = { ...oddInput(random), now } as Input;
    try {
      engine.step(input);
    } catch (error) {
      if (error instanceof Divergence) return `seed ${seed}, input ${i}: ${error.message}`;
      throw error;
    }
  }
  engine.judgeRegisters();
  return undefined;
}

type Bare<T> = T extends Input ? Omit<T, "now"> : never;

export function oddInput(random: Random): Bare<Input> {
  if (random.chance(0.6)) {
    const transport = random.pick(["message", "userInfo", "applicationContext"] as const);
    return { type: "received", transport, text: oddText(random) };
  }
  if (random.chance(0.6)) return { type: "acted", act: oddAct(random) };
  switch (random.int(0, 3)) {
    case 0:
      return { type: "reachability", reachable: random.chance(0.7) };
    case 1:
      return {
        type: "activated",
        reachable: random.chance(0.7),
        outstanding: [{ sendId: "held-1", text: oddText(random) }],
      };
    case 2:
      return { type: "sent", sendId: random.pick(["held-1", "x"]), errorCode: random.pick([7007, 7009, 7014]) };
    default:
      return { type: "tick" };
  }
}

function oddAct(random: Random): Act {
  const sessionId = random.pick(["s-1", "s-1", "s-1", "s-2", "S 3"]);
  const setId = random.pick(["squat.1", "squat.2", "bench.1", "x-1", "UPPER"]);
  const weight = random.pick([0, 2.5, 100, 102.25, 10_000, 10_000.01, -1]);
  const reps = random.pick([0, 5, 10_000, 10_001, -1]);
  const span = random.pick([0, 1, 15_000, 90_000, -15_000, 90_071_992_547_409]);
  const sets = ["squat.1", "squat.2"].map((id) => ({ setId: id, weight: 100, reps: 5, isCompleted: false }));
  const exercises = [
    { exerciseId: "squat", name: random.pick(["Squat", "Kniebeuge \u{1F9B5} é\n"]), restSeconds: 90, sets },
  ];
  return random.pick<Act>([
    {
      act: "start",
      sessionId: random.pick(["s-1", "s-2"]),
      plan: { routineName: "Monday", unit: random.pick(["lb", "kg"]), exercises },
    },
    { act: "edit_set", sessionId, setId, weight },
    { act: "edit_set", sessionId, setId, reps },
    { act: "edit_set", sessionId, setId, weight: 102.5, reps: 8 },
    { act: "add_set", sessionId, exerciseId: random.pick(["squat", "curl"]), setId: random.id(6), weight, reps },
    { act: "add_set", sessionId, exerciseId: "squat", setId: random.id(6), weight: 60, reps: 9, afterSetId: setId },
    { act: "remove_set", sessionId, setId, deleted: random.chance(0.6) },
    { act: "complete_set", sessionId, setId, isCompleted: random.chance(0.8) },
    { act: "rest_start", sessionId, durationMs: span },
    { act: "rest_adjust", sessionId, byMs: span },
    { act: "rest_pause", sessionId },
    { act: "rest_resume", sessionId },
    { act: "rest_skip", sessionId },
    { act: "go_to_exercise", sessionId, index: random.pick([0, 1, -1]) },
    { act: "pause", sessionId },
    { act: "resume", sessionId },
    { act: "measure", sessionId, activeEnergyKcal: weight, heartRateBpm: random.pick([60, 400, 401]) },
    { act: "measure", sessionId, heartRateBpm: 99, ageMs: random.pick([0, 90_000, -1, 9e13]) },
    { act: "finish", sessionId, outcome: random.pick(["final", "estimated", "none"]), activeEnergyKcal: 41.5 },
    { act: "discard", sessionId },
  ]);
}
