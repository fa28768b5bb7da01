import { Role } from "@lighty/protocol";
import { z } from "zod";

export const targets = ["headless", "relay", "swift", "device"] as const;
export type Target = (typeof targets)[number];

export const weatherKinds = [
  ...(["drop", "duplicate", "delay", "reorder", "partition", "downgrade", "skew", "restart"] as const),
];
export type WeatherKind = (typeof weatherKinds)[number];

const rate = z.union([z.literal("max"), z.number()]);

/** What is to be played, as a relay takes it. */
export const ReplayOrder = z.object({
  session: z.string().optional(),
  import: z.string().optional(),
  target: z.enum(targets),
  room: z.string().optional(),
  as: Role.optional(),
  rate: rate.optional(),
  startsPaused: z.boolean().optional(),
  from: z.int().optional(),
  to: z.int().optional(),
  loops: z.boolean().optional(),
  untilFinding: z.enum(["pause", "end"]).optional(),
  weather: z.object({ seed: z.string(), kinds: z.array(z.enum(weatherKinds)).optional() }).optional(),
});
export type ReplayOrder = z.infer<typeof ReplayOrder>;

export type ReplayDeed =
  | { type: "pause" | "resume" | "step" | "step_back" | "quit" }
  | { type: "seek"; to: number }
  | { type: "rate"; rate: number | "max" };

const Found = z.object({
  sentence: z.string(),
  entry: z.int().optional(),
  register: z.string().optional(),
  sessionId: z.string().optional(),
});
export type Found = z.infer<typeof Found>;

/** A replay as it stands. */
export const ReplayRun = z.object({
  replayId: z.string(),
  order: ReplayOrder,
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  state: z.enum(["preparing", "running", "paused", "ended", "failed"]),
  wasStopped: z.boolean(),
  rate,
  first: z.int().nullable(),
  last: z.int().nullable(),
  at: z.int().nullable(),
  total: z.int(),
  played: z.int(),
  lengthMs: z.number(),
  atMs: z.number(),
  found: z.array(Found),
  foundCount: z.int(),
  sessions: z.array(z.string()),
  outcome: z
    .object({ isGreen: z.boolean(), sentence: z.string(), differences: z.array(Found), lines: z.array(z.string()) })
    .nullable(),
  failure: z.string().nullable(),
});
export type ReplayRun = z.infer<typeof ReplayRun>;

/** What the form of the replay view holds; all of it stands in the address. */
export interface Plan {
  readonly target: Target;
  readonly room: string;
  readonly as: Role;
  readonly timing: Timing;
  readonly startsPaused: boolean;
  readonly from: number | null;
  readonly to: number | null;
  readonly loops: boolean;
  readonly pausesAtFinding: boolean;
  /** Null is no weather: what was recorded is played as it is. */
  readonly seed: string | null;
  /** All where none is named. */
  readonly kinds: readonly WeatherKind[];
}

/** As fast as can be, as it was, or that many times as fast. */
export type Timing = "max" | number;

export const noPlan: Plan = {
  ...{ target: "headless", room: "", as: "phone", timing: "max", startsPaused: false, from: null, to: null },
  ...{ loops: false, pausesAtFinding: false, seed: null, kinds: [] },
};

export const rates = [0.1, 0.5, 1, 2, 5, 20, 100] as const;

export function planIn(query: URLSearchParams): Plan {
  const numbered = (name: string) => {
    const entry = Number(query.get(name));
    return Number.isSafeInteger(entry) && entry > 0 ? entry : null;
  };
  const speed = Number(query.get("rate"));
  const words = new Set((query.get("weather") ?? "").split(","));
  return {
    target: targets.find((target) => target === query.get("target")) ?? noPlan.target,
    room: query.get("room") ?? "",
    as: query.get("as") === "watch" ? "watch" : "phone",
    timing: speed >= 0.01 && speed <= 1_000 ? speed : "max",
    startsPaused: query.get("paused") === "1",
    from: numbered("from"),
    to: numbered("to"),
    loops: query.get("loop") === "1",
    pausesAtFinding: query.get("until") === "finding",
    seed: query.get("seed")?.slice(0, 64) ?? null,
    kinds: weatherKinds.filter((kind) => words.has(kind)),
  };
}

/** What of a plan is not as it is at first, as parts of an address. */
export function planParts(plan: Plan): string[] {
  const parts: string[] = [];
  const add = (name: string, value: string | number | null, unless: unknown) => {
    if (value !== null && value !== unless) parts.push(`${name}=${encodeURIComponent(value)}`);
  };
  add("target", plan.target, noPlan.target);
  if (plan.target === "device") {
    add("room", plan.room, "");
    add("as", plan.as, noPlan.as);
  }
  add("rate", plan.timing, "max");
  if (plan.startsPaused) parts.push("paused=1");
  add("from", plan.from, null);
  add("to", plan.to, null);
  if (plan.loops) parts.push("loop=1");
  if (plan.pausesAtFinding) parts.push("until=finding");
  add("seed", plan.seed, null);
  if (plan.seed !== null && plan.kinds.length > 0) parts.push(`weather=${plan.kinds.join(",")}`);
  return parts;
}

/** The plan as the relay takes it. */
export function orderOf(plan: Plan, of: { session: string | null; import: string | null }): ReplayOrder {
  const { target, room, as, timing, startsPaused, from, to, loops, pausesAtFinding, seed, kinds } = plan;
  return {
    ...(of.session === null ? {} : { session: of.session }),
    ...(of.import === null ? {} : { import: of.import }),
    target,
    ...(target === "device" ? { room, as } : {}),
    rate: timing,
    ...(startsPaused ? { startsPaused } : {}),
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
    ...(loops ? { loops } : {}),
    ...(pausesAtFinding ? { untilFinding: "pause" as const } : {}),
    ...(seed === null ? {} : { weather: { seed: seed || "1", ...(kinds.length === 0 ? {} : { kinds: [...kinds] }) } }),
  };
}

/** The form that would give an order. */
export function planOf(order: ReplayOrder): Plan {
  const { target, room = "", as = "phone", rate = "max", weather } = order;
  return {
    ...{ target, room, as, timing: rate, startsPaused: order.startsPaused ?? false, loops: order.loops ?? false },
    ...{ from: order.from ?? null, to: order.to ?? null, pausesAtFinding: order.untilFinding !== undefined },
    ...{ seed: weather?.seed ?? null, kinds: weather?.kinds ?? [] },
  };
}

/** How a replay came out, without the difference that is listed below it anyway. */
export function outcomeText({ sentence, differences: [first] }: NonNullable<ReplayRun["outcome"]>): string {
  if (first === undefined) return sentence;
  return sentence
    .split("\n")
    .map((line) => line.replace(`, first ${first.sentence}`, "").replace(/^first difference from the law: .*$/, ""))
    .filter((line) => line !== "" && line !== first.sentence)
    .join("\n");
}

/** A sentence about an entry without the entry's number before it, which stands beside it. */
export function withoutEntry({ sentence, entry }: Found): string {
  return entry === undefined ? sentence : sentence.replace(`entry ${entry}: `, "");
}

/** Whether entries of a replay are those of the session it plays, so that a difference leads to its place there. */
export function isRecorded({ order }: ReplayRun): boolean {
  return order.weather === undefined;
}
