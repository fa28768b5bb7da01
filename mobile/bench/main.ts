import type { Link, Training, Value } from "@lighty/protocol";
import Database from "better-sqlite3";
import { Phone } from "../src/session/phone.ts";
import { type Sql, SqlStore } from "../src/store/sql-store.ts";
import type { SavedTraining } from "../src/training/history.ts";

/*
 * What a long history costs at the start: the phone opened over a SQLite that holds 2,000 trainings of 25 sets, and its first face, in processor
 * time beside JSON.parse of the same texts in the same run. The file is in memory: what a disk takes is not in it.
 */

const [trainings, rounds] = [2_000, 5];
const ceilings = { ofParsing: 10, ofText: 3 };

const exercises = ["Bench press", "Barbell row", "Overhead press", "Squat", "Dips"];
const id = (number: number) => `0198f1c2-7a3b-7c4d-8e5f-${String(number).padStart(12, "0")}`;
/** Every other day. */
const startedAt = (nth: number) => 1_600_000_000_000 + nth * 172_800_000;

function saved(nth: number): SavedTraining {
  const training: Training = {
    sessionId: id(nth),
    routineId: id(nth % 4),
    routineName: "Push day",
    unit: "kg",
    startedAt: startedAt(nth),
    endedAt: startedAt(nth) + 3_600_000,
    durationMs: 3_600_000,
    setsCompleted: 25,
    volumeLbs: 35_000,
    exercises: exercises.map((name, exercise) => ({
      exerciseId: id(exercise),
      name: `${name} ${nth % 8}`,
      restSeconds: 90,
      sets: Array.from({ length: 5 }, (_, set) => ({
        setId: id((nth * 5 + exercise) * 5 + set),
        weight: 60 + (nth % 40) * 1.25,
        reps: 8,
        isCompleted: true,
        added: false,
        place: "abcde"[set] ?? "",
      })),
    })),
    routineChanges: [],
    waitingFor: [],
    calories: { outcome: "final", activeEnergyKcal: 312.4 },
  };
  return { training, amendments: [], answer: { choice: "training_only" }, isPutAside: true };
}

function sqlOver(database: InstanceType<typeof Database>): Sql {
  return {
    execute: async (statements) => void database.exec(statements),
    run: async (statement, parameters) => void database.prepare(statement).run(...parameters),
    rows: async (statement) => database.prepare(statement).all() as { key: string; value: string }[],
  };
}

const nowhere: Link = { activate: () => {}, deactivate: () => {}, send: () => {}, cancel: () => {} };

function phoneOver(sql: Sql): Phone {
  return new Phone({
    link: nowhere,
    time: {
      now: () => ({ wallMs: Date.now(), monotonicMs: Math.floor(performance.now()), deviceBootId: "bench" }),
      wait: () => () => {},
    },
    openStore: () => SqlStore.open(sql),
    mintId: () => crypto.randomUUID(),
    mintDeviceId: () => "phone00001",
    startWatch: async () => {},
    restBell: { ring: () => {}, cancel: () => {} },
    firstRun: { unit: "kg", routines: () => [] },
  });
}

/** Processor time of something, in milliseconds. */
async function timed(what: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await what();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function heapMb(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}

const sql = sqlOver(new Database(":memory:"));
const store = await SqlStore.open(sql);
const all = Array.from({ length: trainings }, (_, nth) => saved(nth));
await store.write(new Map(all.map((each) => [`training/${each.training.sessionId}`, each as unknown as Value])));
all.length = 0;

const texts = (await sql.rows("SELECT key, value FROM cell")).map(({ value }) => value);
const textMb = texts.reduce((sum, text) => sum + text.length, 0) / 1e6;
const parsing: number[] = [];
const starting: number[] = [];
let heap = 0;
for (let round = 0; round < rounds; round++) {
  parsing.push(await timed(() => texts.map((text) => JSON.parse(text))));
  const before = heapMb();
  const phone = phoneOver(sql);
  starting.push(
    await timed(async () => {
      await phone.open();
      phone.face();
      phone.lastTrained();
    }),
  );
  heap = heapMb() - before;
  phone.stop();
}

const [parsed, started] = [Math.min(...parsing), Math.min(...starting)];
const first = starting[0] as number;
console.log(`${trainings} trainings of 25 sets, ${textMb.toFixed(1)} MB of text: the start takes ${started.toFixed(0)} ms of
processor time at best, ${first.toFixed(0)} ms the first time; JSON.parse of the same ${parsed.toFixed(0)} ms (ceiling ${ceilings.ofParsing} times).`);
const isSlow = started > parsed * ceilings.ofParsing;
// Without --expose-gc nothing can be said of what stays.
const isLarge = globalThis.gc !== undefined && heap > textMb * ceilings.ofText;
if (globalThis.gc !== undefined) console.log(`${heap.toFixed(1)} MB stay (ceiling ${ceilings.ofText} times the text).`);
process.exit(isSlow || isLarge ? 1 : 0);
