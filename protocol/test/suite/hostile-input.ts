import { type Engine, type Input, type Output, openEngine } from "../../src/index.ts";
import { drawSchedule, type MemoryStore, Random, type Send, type SimDevice, simulate } from "../../src/sim/index.ts";

/*
 * Invariant 13: no input throws, mutates on refusal, or pollutes a prototype. Real packets are collected from a workout, bent in every way
 * that JSON allows and some that it does not, and handed to an engine that is in the middle of that very workout.
 */

/** A phone amid a workout: its disk, and packets that crossed. */
export interface Scene {
  store: MemoryStore;
  device: SimDevice;
  texts: string[];
}

export function makeScene(seed: string): Scene {
  const texts: string[] = [];
  const schedule = drawSchedule(seed);
  const witness = {
    sent: (device: SimDevice, send: Send) => {
      if (device.role === "watch" && texts.length < 200) texts.push(send.text);
    },
  };
  const habits = { ...schedule.habits, end: "never" as const, measureEveryMs: 2_000 };
  const run = simulate({ ...schedule, habits, witnesses: [witness] });
  return { store: run.phone.store.copy(), device: run.phone, texts };
}

/** Feeds an engine `count` hostile inputs. Says what broke, in sentences. */
export function checkHostileInput(scene: Scene, seed: string, count: number): string[] {
  const random = new Random(`hostile ${seed}`);
  const prototype = prototypeText();
  const faults: string[] = [];
  let engine = openFrom(scene);
  for (let i = 0; i < count && faults.length < 5; i++) {
    const input = random.chance(0.85) ? hostilePacket(scene, random) : oddInput(scene, random);
    const before = stateOf(engine);
    let output: Output;
    try {
      output = engine.step({ ...input, now: oddInstant(scene, random) } as Input);
    } catch (error) {
      faults.push(`threw ${error} on ${JSON.stringify(input).slice(0, 300)} (seed ${seed}, input ${i})`);
      engine = openFrom(scene);
      continue;
    }
    const isRefused = output.refusal !== undefined || output.verdicts?.[0]?.verdict === "rejected";
    if (isRefused && stateOf(engine) !== before) {
      faults.push(`refused and yet changed by ${JSON.stringify(input).slice(0, 300)} (seed ${seed}, input ${i})`);
    }
    if (prototypeText() !== prototype || ({} as { polluted?: unknown }).polluted !== undefined) {
      faults.push(`a prototype was polluted by ${JSON.stringify(input).slice(0, 300)} (seed ${seed}, input ${i})`);
      break;
    }
    for (const action of output.actions) {
      if (action.type === "send") {
        const roundTrip = JSON.stringify(JSON.parse(action.text));
        if (roundTrip !== action.text) faults.push(`sent text that is not JSON as written (seed ${seed}, input ${i})`);
      }
    }
    if (i % 200 === 199) engine = openFrom(scene);
  }
  return faults;
}

function openFrom({ store, device }: Scene): Engine {
  const random = new Random("hostile ids");
  const engine = openEngine({
    deviceId: device.deviceId,
    role: "phone",
    mintId: () => random.id(),
    stored: store.entries(),
  });
  engine.step({ type: "activated", now: device.instant(), reachable: true });
  return engine;
}

/** What a refusal must leave alone. */
function stateOf(engine: Engine): string {
  const sessions = [...engine.sessions.values()].map(({ sessionId, state, seq, outbox, closed }) =>
    JSON.stringify([
      sessionId,
      state.digest,
      state.revision,
      [...state.vector],
      state.registers.size,
      seq,
      outbox.size,
      closed,
    ]),
  );
  return sessions.join("\n");
}

function prototypeText(): string {
  return [Object.prototype, Array.prototype, Map.prototype]
    .map((proto) => Reflect.ownKeys(proto).map(String).join())
    .join(";");
}

function oddInstant({ device }: Scene, random: Random) {
  const now = device.instant();
  if (!random.chance(0.05)) return now;
  const wallMs = random.pick([0, -1, 1e15, now.wallMs + 0.5]);
  return { ...now, wallMs, monotonicMs: random.pick([now.monotonicMs, 0, now.monotonicMs + 1e9]) };
}

type Bare = Record<string, unknown> & { type: string };

function hostilePacket({ texts }: Scene, random: Random): Bare {
  const transport = random.pick(["message", "userInfo", "applicationContext", "file", "relay"]);
  return { type: "received", transport, text: hostileText(random.pick(texts), random) };
}

function hostileText(text: string, random: Random): string {
  switch (random.int(0, 9)) {
    case 0:
      return text.slice(0, random.int(0, text.length));
    case 1:
      return flipped(text, random);
    case 2:
      return random.pick([
        "",
        "null",
        "[]",
        "{}",
        "0",
        '"x"',
        "NaN",
        "[".repeat(100_000),
        '{"a":'.repeat(5_000),
        `"${"x".repeat(300_000)}"`,
      ]);
    case 3:
      return text.replace(/"(\w+)":/, `"${random.pick(hostileKeys)}":`);
    default:
      return JSON.stringify(bent(JSON.parse(text), random)).replaceAll('"__PROTO__"', '"__proto__"');
  }
}

const hostileKeys = ["__proto__", "constructor", "toString", "hasOwnProperty", "polluted", "é", "", "x".repeat(300)];
const hostileValues: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.005,
  1e308,
  2_000_000_001,
  2 ** 31,
  2 ** 53,
  "",
  "__proto__",
  "constructor",
  "UPPER",
  "\ud800",
  "x".repeat(5_000),
  [],
  {},
  [[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]],
  { __PROTO__: { polluted: true } },
  { constructor: { prototype: { polluted: true } } },
  Array.from({ length: 6_000 }, () => 0),
];

/** A copy with one place bent: another value, a key too many, a key less, an item doubled. */
function bent(json: unknown, random: Random): unknown {
  const places: { holder: Record<string, unknown> | unknown[]; key: string }[] = [];
  const walk = (value: unknown) => {
    if (typeof value !== "object" || value === null) return;
    for (const key of Object.keys(value)) {
      places.push({ holder: value as Record<string, unknown>, key });
      walk((value as Record<string, unknown>)[key]);
    }
  };
  walk(json);
  for (let n = random.pick([1, 1, 1, 2, 5]); n > 0 && places.length > 0; n--) {
    const { holder, key } = random.pick(places);
    const cells = holder as Record<string, unknown>;
    const value = cells[key];
    switch (random.int(0, 5)) {
      case 0:
        if (Array.isArray(holder)) holder.splice(Number(key), 1);
        else delete cells[key];
        break;
      case 1:
        // A property on an array would not reach the text, only confuse this very walk.
        if (!Array.isArray(holder))
          cells[random.pick(["__PROTO__", ...hostileKeys.slice(1)])] = structuredClone(random.pick(hostileValues));
        break;
      case 2:
        if (typeof value === "number") cells[key] = value + random.pick([-1, 1, 0.01, 0.001, 1_000_000, 1_999_999_999]);
        else cells[key] = structuredClone(random.pick(hostileValues));
        break;
      case 3:
        if (typeof value === "string") cells[key] = flipped(value, random);
        else if (Array.isArray(value) && value.length < 1_000) value.push(...value);
        break;
      default:
        cells[key] = structuredClone(random.pick(hostileValues));
    }
  }
  return json;
}

function flipped(text: string, random: Random): string {
  if (text === "") return "x";
  const i = random.int(0, text.length - 1);
  return (
    text.slice(0, i) +
    String.fromCharCode(random.pick([0, 34, 44, 48, 58, 92, 123, 125, 0xd800, 0x2028, 255])) +
    text.slice(i + 1)
  );
}

function oddInput({ device }: Scene, random: Random): Bare {
  const sessionId = random.pick([...(device.engine?.sessions.keys() ?? []), "__proto__", "constructor", "nowhere"]);
  const setId = random.pick(["__proto__", "constructor", "", "x".repeat(70), "w-1"]);
  const number = random.pick([Number.NaN, Number.POSITIVE_INFINITY, -1, 0.001, 1e12, 5]);
  switch (random.int(0, 6)) {
    case 0:
      return { type: "sent", sendId: random.pick(["", "__proto__", "x"]), errorCode: random.pick([7004, 7012, -1]) };
    case 1:
      return { type: "reachability", reachable: random.chance(0.5) };
    case 2:
      return { type: "activated", reachable: random.chance(0.5), outstanding: [{ sendId: "__proto__", text: "{" }] };
    case 3:
      return { type: "tick" };
    case 4:
      return { type: "acted", act: { act: "edit_set", sessionId, setId, weight: number, reps: number } };
    case 5:
      return {
        type: "acted",
        act: { act: random.pick(["rest_start", "rest_adjust"]), sessionId, durationMs: number, byMs: number },
      };
    default:
      return {
        type: "acted",
        act: { act: "add_set", sessionId, exerciseId: setId, setId, weight: number, reps: number, afterSetId: setId },
      };
  }
}
