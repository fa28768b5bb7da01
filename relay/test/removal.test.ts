import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { zstdDecompressSync } from "node:zlib";
import Database from "better-sqlite3";
import { afterEach, expect, test } from "vitest";
import { SqliteLog } from "../src/log/sqlite-log.ts";
import { arrivalsOf, buildBatch, buildFrame } from "./build.ts";
import { framesMessage, liveLine, welcomedTee } from "./line.ts";
import { type OpenRelay, openRelay, temporaryFolder, token } from "./open-relay.ts";
import { controlToken } from "./pair.ts";
import { keepAll } from "./retention.ts";

const folder = temporaryFolder();
let relay: OpenRelay | undefined;
afterEach(async () => {
  await relay?.close();
  relay = undefined;
  folder.remove();
});

const ask = (method: "GET" | "POST", url: string, secret = controlToken, type = "application/json") =>
  fetch(`http://${(relay as OpenRelay).host}${url}`, {
    method,
    headers: { authorization: `Bearer ${secret}`, "content-type": type },
    ...(method === "POST" ? { body: "{}" } : {}),
  });
const read = async (url: string) => (await ask("GET", url)).json() as Promise<Record<string, never[]>>;
const gone = "xylographworkout";
const secret = "pulsethatnobodyshouldfind";
const note = (sessionId: string, sentence: string) =>
  JSON.stringify({ kind: "note", note: "notice", notice: "x", sessionId, sentence });
const frame = (traceSeq: number, sessionId: string) =>
  buildFrame({ traceSeq, body: note(sessionId, sessionId === gone ? secret : "kept words") });

/** How many entries hold a word, page by page. */
async function holding(word: string): Promise<number> {
  let found = 0;
  for (let after: string | null = ""; after !== null; ) {
    const of = after === "" ? "" : `&after=${after}`;
    const page = (await (await ask("GET", `/api/v1/entries?limit=1000&text=${word}${of}`)).json()) as {
      entries: unknown[];
      next: string | null;
    };
    found += page.entries.length;
    after = page.next;
  }
  return found;
}

/** Every text that lies in the folder, compressed ones opened. */
function textsIn(path: string): string {
  let all = "";
  for (const file of readdirSync(path, { recursive: true, withFileTypes: true })) {
    if (file.isFile()) all += readFileSync(join(file.parentPath, file.name)).toString("latin1");
  }
  for (const [name, column, table] of [
    ["log.sqlite", "frames", "block"],
    ["projections.sqlite", "saved", "fold"],
    ["projections.sqlite", "saved", "state"],
  ] as const) {
    const db = new Database(join(path, name), { readonly: true });
    for (const bytes of db.prepare<[], Buffer>(`SELECT ${column} FROM ${table}`).pluck().all())
      all += zstdDecompressSync(bytes).toString();
    db.close();
  }
  return all;
}

test("it takes control, a POST of JSON and a session that is there; everyone who looks hears that it is gone", async () => {
  relay = await openRelay({ controlToken, log: folder.path });
  const tee = await welcomedTee(relay.host);
  const lines = [liveLine(relay.host, "?entries=none"), liveLine(relay.host, `?session=${gone}`)];
  for (const line of lines) {
    await line.opened();
    await line.next("live");
  }
  tee.say(framesMessage(frame(1, "kept"), frame(2, gone), frame(3, "kept"), frame(4, gone)));
  await tee.next("ack");
  const before = await read("/api/v1/sessions/kept");

  const url = `/api/v1/sessions/${gone}/delete`;
  expect((await ask("POST", url, token)).status).toBe(403);
  expect((await ask("POST", url, controlToken, "text/plain")).status).toBe(400);
  expect((await ask("GET", url)).status).toBe(404);
  for (const wrong of ["nobody", "..%2f..%2fetc", "%00", "x".repeat(500), "' OR 1=1 --"].map(encodeURI))
    expect([400, 404], wrong).toContain((await ask("POST", `/api/v1/sessions/${wrong}/delete`)).status);
  expect((await read("/api/v1/sessions")).sessions).toHaveLength(2);

  expect(await (await ask("POST", url)).json()).toEqual({ entries: 2, shared: 0 });
  for (const line of lines) {
    for (let told: string[] = []; told.length === 0; ) told = [...(await line.next("summary")).gone];
  }
  expect((await ask("GET", `/api/v1/sessions/${gone}`)).status).toBe(404);
  expect((await ask("POST", url)).status).toBe(404);
  expect(await read("/api/v1/sessions/kept")).toEqual(before);
  expect((await read("/api/v1/entries")).entries?.map(({ entry }) => entry)).toEqual([1, 3]);
  expect((await read(`/api/v1/entries?text=${secret}`)).entries).toEqual([]);

  // A device that sends all again, as after a lost acknowledgement, brings nothing back; the trace has no hole.
  tee.say(framesMessage(frame(2, gone), frame(4, gone), frame(5, "kept")));
  expect((await tee.next("ack")).acked[0]?.traceSeq).toBe(5);
  expect((await read("/api/v1/sessions")).sessions).toMatchObject([{ sessionId: "kept", entries: 3, findings: [] }]);
  await Promise.all([tee.close(), ...lines.map((line) => line.close())]);
});

test("nothing of it is left in any file, in batches, blocks, words or what is kept of projections, also after a restart", async () => {
  const log = new SqliteLog(folder.path, () => "removallog00", { retention: keepAll });
  const many = Array.from({ length: 3_000 }, (_, i) => frame(i + 1, i % 3 === 0 ? gone : "kept"));
  for (let i = 0; i < many.length; i += 50) {
    const arrivals = many.slice(i, i + 50).map((each) => ({
      ...{ frame: each, text: JSON.stringify(each) },
      facts: { sessions: [i % 3 === 0 ? gone : "kept"], kind: "note", name: "notice" },
    }));
    for (const [j, each] of arrivals.entries())
      each.facts = { ...each.facts, sessions: [(i + j) % 3 === 0 ? gone : "kept"] };
    log.write({ receivedAt: 1, arrivals, quarantined: [] });
  }
  const rejection = { code: "bad_shape" as const, sentence: "no" };
  const quarantined = [gone, "kept"].map((of) => ({
    sender: "x",
    text: JSON.stringify(frame(9, of)),
    rejection,
    key: null,
  }));
  log.write({ receivedAt: 1, arrivals: [], quarantined });
  while (log.tidy(0));
  await log.close();

  relay = await openRelay({ controlToken, log: folder.path });
  expect(await holding(secret)).toBe(1_000);
  await relay.close();
  expect(textsIn(folder.path)).toContain(secret);

  relay = await openRelay({ controlToken, log: folder.path });
  await read("/api/v1/sessions");
  expect(await (await ask("POST", `/api/v1/sessions/${gone}/delete`)).json()).toEqual({ entries: 1_000, shared: 0 });
  expect([await holding(secret), await holding("kept")]).toEqual([0, 2_000]);
  const atWork = textsIn(folder.path);
  for (const word of [secret, gone]) expect(atWork.includes(word), word).toBe(false);
  expect(atWork).toContain("kept words");
  const { sessions } = await read("/api/v1/sessions");
  expect(sessions).toMatchObject([{ sessionId: "kept", entries: 2_000, findings: [] }]);
  await relay.close();

  relay = await openRelay({ controlToken, log: folder.path });
  expect((await read("/api/v1/sessions")).sessions).toEqual(sessions);
  expect(textsIn(folder.path).includes(gone)).toBe(false);
  const db = new Database(join(folder.path, "log.sqlite"), { readonly: true });
  expect(db.pragma("quick_check", { simple: true })).toBe("ok");
  db.close();
});

test("what could not be written is not deleted by half", async () => {
  const open = (mostBytes?: number) =>
    new SqliteLog(folder.path, () => "removallog00", {
      retention: keepAll,
      ...(mostBytes === undefined ? {} : { mostBytes }),
    });
  let log = open();
  for (let i = 0; i < 20; i++)
    await log.append(buildBatch(...arrivalsOf([2 * i + 1], ["s1"]), ...arrivalsOf([2 * i + 2], ["s2"])));
  await log.close();
  // As if the disk had failed in the middle: the last statement of the transaction cannot run.
  const db = new Database(join(folder.path, "log.sqlite"));
  db.exec(
    "CREATE TRIGGER full BEFORE UPDATE OF session ON session BEGIN SELECT RAISE(ABORT, 'disk full'); END; CREATE TRIGGER full_too BEFORE DELETE ON session BEGIN SELECT RAISE(ABORT, 'disk full'); END;",
  );
  db.close();
  log = open();
  await expect(log.remove("s1")).rejects.toThrow("disk full");
  const page = await log.read({ after: 0, limit: 100, sessionId: "s1" });
  expect([page.entries.length, log.removals]).toEqual([20, 0]);
  await log.close();
});
