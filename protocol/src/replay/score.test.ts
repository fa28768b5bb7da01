import { expect, test } from "vitest";
import type { Role } from "../ids.ts";
import { calm, drawSchedule, Lifter, Random, simulate, steadyHabits, type Weather, type World } from "../sim/index.ts";
import type { Act } from "../step.ts";
import { Recorder } from "./recorder.ts";
import { fairFor, redrive } from "./redrive.ts";
import { scoreOf } from "./score.ts";
import { stormOver, weatherKinds } from "./storm.ts";

/** A fuzzed workout as its tees told it, and the acts that were accepted. */
function recorded(seed: number) {
  const schedule = drawSchedule(seed);
  const acts: { role: Role; act: Act }[] = [];
  let world: World | undefined;
  const recorder = new Recorder(() => world?.agenda.now ?? 0);
  const watcher = {
    saved: ({ role }: { role: Role }, input: { type: string; act?: Act }, output: { events?: unknown }) => {
      if (input.act !== undefined && output.events !== undefined) acts.push({ role, act: input.act });
    },
  };
  simulate({
    ...schedule,
    // A score casts one watch: a second one is another device of the same role.
    watchChanges: [],
    witnesses: [recorder, watcher],
    person: (opened) => {
      world = opened;
      const habits = { ...steadyHabits, ...schedule.habits };
      return new Lifter(opened.agenda, new Random(seed).fork("lifter"), habits, opened.devices);
    },
  });
  return { acts, entries: recorder.entries };
}

/** What a finish said of its length and calories is in the event whether the tap said it or not; a rest that ran out is a skip. */
function plain({ role, act }: { role: Role; act: Act }): unknown {
  if (act.act === "finish") return { role, act: "finish", sessionId: act.sessionId, outcome: act.outcome };
  if (act.act === "add_set") {
    // After the last one is at the end.
    const { afterSetId: _, ...added } = act;
    return { role, ...added };
  }
  if (!act.act.startsWith("rest_")) return { role, ...act };
  return { role, act: "rest", sessionId: act.sessionId };
}

test("the acts of 150 fuzzed workouts are read back from what the tees told, in their order on each device", () => {
  let read = 0;
  for (let seed = 0; seed < 150; seed++) {
    const { acts, entries } = recorded(seed);
    const { deeds } = scoreOf(undefined, entries);
    for (const role of ["phone", "watch"] as const) {
      const of = (list: readonly { role: Role; act: Act }[]) => list.filter((each) => each.role === role).map(plain);
      expect(of(deeds), `seed ${seed}, ${role}`).toEqual(of(acts));
    }
    read += deeds.length;
  }
  expect(read).toBeGreaterThan(800);
});

test("the same seed gives the same frames to the byte, another seed others", () => {
  const score = scoreOf(undefined, recorded(7).entries);
  const text = (seed: string) => JSON.stringify(redrive({ score, seed, weather: stormOver(score, seed) }).entries);
  expect(text("1")).toBe(text("1"));
  expect(text("2")).not.toBe(text("1"));
});

test("in fair weather everything that was done is done again, and a death is died again", () => {
  for (const seed of [3, 11, 19]) {
    const score = scoreOf(undefined, recorded(seed).entries);
    const run = redrive({ score, seed: "fair", weather: { ...fairFor(score), kills: [] } });
    expect(run.faults, `seed ${seed}`).toEqual([]);
    const again = scoreOf(undefined, run.entries);
    const settled = (deeds: typeof score.deeds) => deeds.filter(({ act }) => act.act !== "measure").length;
    expect(settled(again.deeds) + run.leftOut).toBeGreaterThanOrEqual(settled(score.deeds));
  }
});

test("150 fuzzed workouts done again in other weather end as invariants demand", () => {
  for (let seed = 0; seed < 150; seed++) {
    const score = scoreOf(undefined, recorded(seed).entries);
    const { faults } = redrive({ score, seed: `${seed}`, weather: stormOver(score, `${seed}`) });
    expect(faults, `seed ${seed}`).toEqual([]);
  }
});

const shown: Record<string, (weather: Weather) => boolean> = {
  duplicate: ({ channels }) => Object.values(channels).some((channel) => channel.duplicate > 0),
  drop: ({ channels }) => Object.values(channels).some((channel) => channel.loss + channel.failure > 0),
  delay: ({ channels }) => Object.values(channels).some((channel) => channel.slow > 0),
  reorder: ({ channels }) => channels.userInfo.latencyMs[1] > calm.userInfo.latencyMs[1],
  partition: ({ outages }) => outages.length > 0,
  downgrade: ({ lies }) => lies.length > 0,
  skew: ({ skewMs, jumps }) => skewMs.phone !== 0 || jumps.length > 0,
  restart: ({ kills, crashes }) => kills.length + crashes.length > 0,
};

test.each(weatherKinds)("the weather kind %s is there when asked for, and only then", (kind) => {
  const score = { deviceIds: {}, deeds: [], kills: [], installs: [] };
  const seeds = Array.from({ length: 60 }, (_, i) => `${i}`);
  for (const [name, isThere] of Object.entries(shown))
    expect(
      seeds.some((seed) => isThere(stormOver(score, seed, [kind]))),
      name,
    ).toBe(name === kind);
});
