import { readFileSync } from "node:fs";
import type { Act, Input } from "../src/index.ts";
import { Random } from "../src/sim/index.ts";
import { epochMs, phoneId, watchId } from "../src/testing/index.ts";
import { Divergence, SwiftEngine } from "./swift-engine.ts";
import type { SwiftProgram } from "./swift-program.ts";

/** What both engines are fed is made from packets that the vectors know to be right, bent in most of the ways that JSON allows. */
const corpus = readCorpus();

function readCorpus(): string[] {
  const read = (path: string) => JSON.parse(readFileSync(new URL(`../vectors/${path}.json`, import.meta.url), "utf8"));
  const packets: unknown[] = read("packet/valid").map(({ json }: { json: unknown }) => json);
  for (const { input } of read("receive/cases")) packets.push(input.packet);
  for (const { steps } of read("engine/scripts")) for (const { input } of steps) packets.push(input.packet);
  return [...new Set(packets.filter((packet) => packet !== undefined).map((packet) => JSON.stringify(packet)))];
}

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

function oddInput(random: Random): Bare<Input> {
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

function oddText(random: Random): string {
  const text = random.pick(corpus);
  switch (random.int(0, 11)) {
    case 0:
      return text.slice(0, random.int(0, text.length));
    case 1:
      return random.pick(oddTexts);
    case 2:
      return text.replace(/:(\d+)/g, (whole, digits) =>
        random.chance(0.1) ? `:${random.pick(oddNumbers)}` : whole + digits.slice(digits.length),
      );
    case 3: {
      const at = random.int(0, text.length - 1);
      return (
        text.slice(0, at) +
        random.pick(["\u0000", '"', ",", "0", ":", "\\", "{", "}", "\u2028", "é"]) +
        text.slice(at + 1)
      );
    }
    case 4:
    case 5:
    case 6:
      return JSON.stringify(bent(JSON.parse(text), random)).replaceAll('"PROTO"', '"__proto__"');
    default:
      return text;
  }
}

const oddNumbers = [
  "-0",
  "0.0",
  "1e2",
  "100.00",
  "1.005",
  "0.1000000000000000055",
  "1e-400",
  "1e400",
  "01",
  "1.",
  "9007199254740993",
  "90071992547409.25",
  "2000000001",
  "5E+1",
];

const oddTexts = [
  ...["", "null", "[]", "{}", "0", '"x"', "NaN", "\uFEFF{}", " {} ", '{"v":2}', '{"v":1,"kind":"ack"}'],
  ...[
    '{"v":1.5}',
    '{"v":"1"}',
    "[".repeat(20_000),
    `${"[".repeat(20_000)}${"]".repeat(20_000)}`,
    `"${"é".repeat(131_072)}"`,
  ],
  ...['{"a":1,"a":2}', '"\\ud800"', '"\\ud83d\\ude00"', '"\\u00zz"', '{"\\u0061":1,}', "[1,]", "\t[1 , 2]\r\n"],
];

const oddValues: readonly unknown[] = [
  ...[null, true, false, -1, 0, 1.5, 0.01, 1e308, 2_000_000_001, 2 ** 31, 2 ** 53, "", "__proto__", "UPPER", "\ud800"],
  ...[
    "x".repeat(65),
    "x".repeat(4_097),
    "é".repeat(4_096),
    [],
    {},
    { PROTO: 1 },
    { é: 1 },
    JSON.parse("[".repeat(17) + "]".repeat(17)),
  ],
  ...[Array.from({ length: 5_001 }, () => 0), "active", "finished", { durationMs: 5, remainingMs: 5 }],
];

/** A copy with some places bent: another value, a key too many, a key less, an item doubled. */
function bent(json: unknown, random: Random): unknown {
  const places: [holder: Record<string, unknown>, key: string][] = [];
  const walk = (value: unknown) => {
    if (typeof value !== "object" || value === null) return;
    for (const key of Object.keys(value)) {
      places.push([value as Record<string, unknown>, key]);
      walk((value as Record<string, unknown>)[key]);
    }
  };
  walk(json);
  for (let n = random.pick([1, 1, 1, 2, 4]); n > 0 && places.length > 0; n--) {
    const [holder, key] = random.pick(places);
    const value = holder[key];
    switch (random.int(0, 4)) {
      case 0:
        if (Array.isArray(holder)) holder.splice(Number(key), 1);
        else delete holder[key];
        break;
      case 1:
        if (!Array.isArray(holder))
          holder[random.pick(["mood", "PROTO", "é", "", "constructor", "writes"])] = structuredClone(
            random.pick(oddValues),
          );
        break;
      case 2:
        if (typeof value === "number")
          holder[key] = value + random.pick([-1, 1, 0.01, 0.001, 1_000_000, 1_999_999_999]);
        else if (Array.isArray(value)) value.push(...structuredClone(value));
        break;
      default:
        holder[key] = structuredClone(random.pick(oddValues));
    }
  }
  return json;
}
