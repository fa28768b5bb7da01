import { fork } from "node:child_process";
import { once } from "node:events";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { StateFold, savedVersion } from "@lighty/protocol/projections";
import Database from "better-sqlite3";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { FoldFile, foldFile } from "../src/log/fold-file.ts";
import { Follower } from "../src/projections/follower.ts";
import { arrivalsOf, buildBatch } from "./build.ts";
import { openRelay, temporaryFolder, token } from "./open-relay.ts";
import { CountedReader, trainedLogId, trainLog } from "./trained-log.ts";

const total = 8_000;
let folder: ReturnType<typeof temporaryFolder>;
let head: number;
let reader: CountedReader;
let warnings: string[];
/** What a fold of the whole log answers. */
let whole: unknown;

const path = () => join(folder.path, foldFile);
const open = (logId = trainedLogId) => new FoldFile(folder.path, logId, 0, (sentence) => warnings.push(sentence));

/** Follows the log from what is kept up to an entry, answers everything, and writes down what stands. */
async function follow(upTo: number, logId?: string): Promise<unknown> {
  const kept = open(logId);
  const failed = (error: unknown) => {
    throw error;
  };
  const ports = { read: reader.read, changed: () => {}, failed, warn: (sentence: string) => warnings.push(sentence) };
  const follower = new Follower(ports, kept, upTo);
  follower.landed(upTo);
  const { sessions } = await ask(follower, upTo);
  const answers = [sessions];
  for (const { sessionId } of sessions) {
    answers.push((await follower.ask("delivery", { sessionId, limit: 1_000 }, upTo)) as never);
    answers.push((await follower.ask("divergence", { sessionId }, upTo)) as never);
    answers.push((await follower.ask("outline", { sessionId }, upTo)) as never);
  }
  answers.push((await follower.ask("devices", {}, upTo)) as never, (await follower.ask("found", {}, upTo)) as never);
  await follower.close();
  kept.close();
  return answers;
}

/** A machine that does much else is slow, so it is asked until the fold is there. */
async function ask(follower: Follower, upTo: number) {
  for (;;) {
    try {
      return await follower.ask("sessions", { limit: 100 }, upTo);
    } catch (error) {
      if ((error as { code?: string }).code !== "not_ready") throw error;
    }
  }
}

beforeAll(async () => {
  folder = temporaryFolder();
  head = await trainLog(folder.path, total);
  reader = new CountedReader(folder.path);
  warnings = [];
  whole = await follow(head);
  reader.close();
  return () => folder.remove();
});
beforeEach(() => {
  reader = new CountedReader(folder.path);
  warnings = [];
  open().clear();
});
afterEach(() => reader.close());

test("[PRJ-7] a start goes on from where the last one ended: nothing is read twice, and everything is answered alike", async () => {
  const first = 5_003;
  await follow(first);
  expect(reader.entries).toBe(first);
  expect(statSync(path()).mode & 0o777).toBe(0o600);
  expect(await follow(head)).toEqual(whole);
  expect(reader.entries).toBe(head);
  expect(warnings).toEqual([]);
});

test("[PRJ-7] of another log, of a longer one, or of another shape: thrown away and said once", async () => {
  await follow(head);
  expect(await follow(head, "anotherlog00")).toEqual(whole);
  expect(warnings).toEqual([expect.stringContaining("another log")]);

  await follow(3_000, "anotherlog00");
  expect(reader.entries).toBe(2 * head + 3_000);
  expect(warnings).toEqual([expect.stringContaining("another log"), expect.stringContaining("more than this one")]);

  const kept = open();
  kept.save(head, (say) => say(JSON.stringify({ version: savedVersion + 1, packed: {} })));
  kept.close();
  warnings = [];
  expect(await follow(head)).toEqual(whole);
  expect(warnings).toEqual([expect.stringContaining("another shape")]);
});

test("[PRJ-7] torn, foreign or damaged it is thrown away, never an error", async () => {
  await follow(head);
  const bent = (bend: (db: Database.Database) => void) => {
    const db = new Database(path());
    bend(db);
    db.close();
  };
  const damages: (() => void)[] = [
    () => writeFileSync(path(), "not a database at all, but long enough to be taken for one".repeat(100)),
    () => bent((db) => db.exec("UPDATE fold SET saved = zeroblob(100)")),
    () => bent((db) => db.exec("UPDATE fold SET saved = substr(saved, 1, length(saved) / 2)")),
    () => bent((db) => db.exec("DROP TABLE state")),
    () => bent((db) => db.exec("PRAGMA user_version = 9")),
    () => {
      const kept = open();
      kept.save(head, (say) => say(JSON.stringify({ version: savedVersion, packed: { parts: ["m", 1, ["r", 99]] } })));
      kept.close();
    },
  ];
  for (const [i, damage] of damages.entries()) {
    damage();
    expect(await follow(head), `damage ${i}`).toEqual(whole);
  }
});

test("[PRJ-3] the state of a device at any cursor: one checkpoint and less than a stride, and as if folded from the beginning", async () => {
  await follow(6_000);
  await follow(head);
  const kept = open();
  const follower = new Follower({ read: reader.read, changed: () => {}, failed: () => {} }, kept, head);
  const all = reader.read({ after: 0, limit: head }, head).entries;
  const { sessions } = await follower.ask("sessions", { limit: 1 }, head);
  const sessionId = sessions[0]?.sessionId ?? "";
  const seed = Number(process.env.SEED ?? 7);
  let random = seed;
  for (let i = 0; i < 24; i++) {
    random = (random * 48_271) % 2_147_483_647;
    const at = 1 + (random % head);
    reader.entries = 0;
    const answer = await follower.ask("states", { sessionId, at }, head);
    expect(reader.entries, `seed ${seed}, at ${at}`).toBeLessThan(2 * 1_024);
    for (const { deviceId, registers, digest, revision, have } of answer?.devices ?? []) {
      const fold = new StateFold(sessionId, deviceId);
      for (const each of all) if (each.entry <= at && each.sessions.includes(sessionId)) fold.apply(each);
      const { state } = fold;
      expect({ registers, digest, revision, have }, `seed ${seed}, at ${at}`).toEqual({
        registers: state?.registers,
        digest: state?.digest,
        revision: state?.revision,
        have: state?.have,
      });
    }
  }
  await follower.close();
  kept.close();
});

test("[PRJ-7] killed at any moment, in a loop: what is kept is whole, and what is folded from it is what it would have been", async () => {
  let reached = 0;
  for (let round = 0; reached < head && round < 6; round++) {
    const child = fork(fileURLToPath(new URL("fold-child.ts", import.meta.url)), [folder.path, String(head)]);
    const ended = once(child, "exit");
    const [begun] = (await once(child, "message")) as [number];
    // What it has told that it wrote is there; the write that was under way is, or is not.
    expect(begun).toBeGreaterThanOrEqual(reached);
    reached = begun;
    let pages = 0;
    child.on("message", (at: number) => {
      reached = at;
      pages += 1;
      if (pages > 3 + ((round * 7) % 11)) child.kill("SIGKILL");
    });
    await ended;
  }
  expect(reached).toBeGreaterThan(0);
  expect(await follow(head)).toEqual(whole);
  expect(warnings).toEqual([]);
});

test("[PRJ-7] a relay goes on from what it kept, and a purge leaves nothing of it", async () => {
  const own = temporaryFolder();
  const rows = () => {
    const db = new Database(join(own.path, foldFile), { readonly: true });
    const count = (table: string) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
    const counts = [count("fold"), count("state")];
    db.close();
    return counts;
  };
  const get = async (host: string, of: string) =>
    (await fetch(`http://${host}${of}`, { headers: { authorization: `Bearer ${token}` } })).json();
  let relay = await openRelay({ log: own.path });
  await relay.log.append(buildBatch(...arrivalsOf([1, 2, 3])));
  const before = await get(relay.host, "/api/v1/sessions");
  await relay.close();
  expect(rows()).toEqual([1, 0]);

  relay = await openRelay({ log: own.path });
  expect(await get(relay.host, "/api/v1/sessions")).toEqual(before);
  await relay.close();
  const kept = new FoldFile(own.path, relay.log.id, 0, () => {});
  kept.put("s1 phone0001", { entry: 2, revision: 0, digest: "0".repeat(16), registers: {}, have: {} });
  kept.close();
  relay = await openRelay({ log: own.path });
  await relay.log.purge();
  expect(await get(relay.host, "/api/v1/sessions")).toMatchObject({ sessions: [] });
  expect(rows()).toEqual([0, 0]);
  await relay.close();
  own.remove();
});
