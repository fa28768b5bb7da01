import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { bookmarkLimits } from "@lighty/protocol";
import { CaptureReader } from "@lighty/protocol/captures";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { captureContent } from "../src/http/captures.ts";
import { BookmarkFile, bookmarkFile } from "../src/log/bookmark-file.ts";
import { buildFrame } from "./build.ts";
import { type OpenRelay, openRelay, temporaryFolder, token } from "./open-relay.ts";
import { controlToken } from "./pair.ts";
import { arrivalOf, workout } from "./workout.ts";

const frames = workout("captures-4");
let relay: OpenRelay;
let folder: ReturnType<typeof temporaryFolder>;

const open = async () => openRelay({ controlToken, log: folder.path });
beforeEach(async () => {
  folder = temporaryFolder();
  relay = await open();
  await relay.log.append({ receivedAt: 1_700_000_000_000, arrivals: frames.map(arrivalOf), quarantined: [] });
});
afterEach(async () => {
  await relay.close();
  folder.remove();
});

async function ask(path: string, body?: unknown, bearer = controlToken, type = "application/json") {
  const answer = await fetch(`http://${relay.host}${path}`, {
    ...(body === undefined
      ? {}
      : { method: "POST", body: type === "application/json" ? JSON.stringify(body) : (body as Buffer<ArrayBuffer>) }),
    headers: { authorization: `Bearer ${bearer}`, ...(body === undefined ? {} : { "content-type": type }) },
  });
  const text = await answer.text();
  const isJson = answer.headers.get("content-type")?.startsWith("application/json") === true;
  return { status: answer.status, text, json: isJson ? JSON.parse(text) : null };
}

/** The session of the workout, and the entries that are listed under it. */
async function trained(): Promise<{ path: string; sessionId: string; entries: number[] }> {
  const [{ sessionId }] = (await ask("/api/v1/sessions")).json.sessions;
  const path = `/api/v1/sessions/${sessionId}`;
  const page = (await ask(`${path}/entries?limit=1000&from=1`)).json.entries as { entry: number }[];
  return { path, sessionId, entries: page.map(({ entry }) => entry) };
}

test("[CAP-9] what is marked is listed by entry, is given other words, outlives the relay, and is taken away", async () => {
  const { path, sessionId, entries } = await trained();
  const [first = 0, , third = 0] = entries;
  for (const entry of [third, first]) {
    const answer = await ask(`${path}/bookmarks`, { entry, text: "<b>here</b>\nand there" });
    expect([answer.status, answer.json.entry, answer.json.text]).toEqual([200, entry, "<b>here</b>\nand there"]);
  }
  await ask(`${path}/bookmarks`, { entry: third, text: "" });
  await relay.close();
  relay = await open();
  const listed = (await ask(`${path}/bookmarks`, undefined, token)).json;
  expect(listed).toMatchObject({ sessionId, bookmarks: [{ entry: first }, { entry: third, text: "" }] });
  expect((await ask(`${path}/bookmarks/${first}/remove`, {})).status).toBe(204);
  expect((await ask(`${path}/bookmarks/${first}/remove`, {})).status).toBe(404);
  expect((await ask(`${path}/bookmarks`)).json.bookmarks).toHaveLength(1);
  expect(statSync(join(folder.path, bookmarkFile)).mode & 0o777).toBe(0o600);
});

test("who only reads marks nothing, and what is no mark is refused by name", async () => {
  const { path, entries } = await trained();
  const entry = entries[0] ?? 0;
  for (const target of [`${path}/bookmarks`, `${path}/bookmarks/${entry}/remove`]) {
    const refused = await ask(target, { entry, text: "" }, token);
    expect([refused.status, refused.json.error.code]).toEqual([403, "forbidden_scope"]);
  }
  const faults: [body: unknown, status: number, code: string][] = [
    [{ entry: 999_999, text: "" }, 400, "bad_query"],
    [{ entry: 0, text: "" }, 400, "bad_shape"],
    [{ entry: "1; DROP TABLE bookmark", text: "" }, 400, "bad_shape"],
    [{ entry, text: 7 }, 400, "bad_shape"],
    [{ entry, text: "x".repeat(bookmarkLimits.text + 1) }, 400, "bad_shape"],
    [{ entry, text: "\u001b[31mred" }, 400, "bad_shape"],
    [{ entry, text: "\u0000" }, 400, "bad_shape"],
    [{ text: "nowhere" }, 400, "bad_shape"],
    [[], 400, "bad_shape"],
  ];
  for (const [body, status, code] of faults) {
    const refused = await ask(`${path}/bookmarks`, body);
    expect([refused.status, refused.json.error.code], JSON.stringify(body)).toEqual([status, code]);
  }
  expect((await ask("/api/v1/sessions/nobody/bookmarks", { entry, text: "" })).status).toBe(404);
  expect((await ask("/api/v1/sessions/nobody/bookmarks")).status).toBe(404);
  expect((await ask(`${path}/bookmarks/x/remove`, {})).status).toBe(400);
  const plain = await ask(`${path}/bookmarks`, Buffer.from("{}"), controlToken, "text/plain");
  expect(plain.status).toBe(400);
  expect((await ask(`${path}/bookmarks`)).json.bookmarks).toEqual([]);
});

test("a session has as many as it may, and one that is there can still be given other words", async () => {
  const { path, sessionId, entries } = await trained();
  const file = new BookmarkFile(folder.path);
  for (let n = 0; n < bookmarkLimits.ofSession; n++)
    expect(
      file.keep(null, sessionId, { entry: n === 0 ? (entries[0] ?? 0) : 1_000_000 + n, text: "", madeAt: n }),
    ).toBe(true);
  file.close();
  const refused = await ask(`${path}/bookmarks`, { entry: entries.at(-1), text: "" });
  expect([refused.status, refused.json.error.code]).toEqual([400, "limit_reached"]);
  expect((await ask(`${path}/bookmarks`, { entry: entries[0], text: "other words" })).status).toBe(200);
});

test("[CAP-9] they leave with a capture, come back with an import at their frames, and go when it goes", async () => {
  const { path, entries } = await trained();
  const marked = entries.slice(4, 6);
  for (const entry of marked) await ask(`${path}/bookmarks`, { entry, text: `at ${entry}` });
  const text = (await ask(`${path}/capture?as=ndjson&redact=none`)).text;
  const reader = new CaptureReader();
  reader.push(text);
  expect(reader.header?.bookmarks).toMatchObject(marked.map((entry) => ({ text: `at ${entry}` })));
  const nameless = (await ask(`${path}/capture?as=ndjson&redact=names`)).text;
  expect(nameless.split("\n")[0]).not.toContain(`at ${marked[0]}`);
  expect(nameless.split("\n")[0]).toContain('"bookmarks":[');
  expect((await ask("/api/v1/capture?as=ndjson")).text.split("\n")[0]).toContain(`at ${marked[1]}`);

  // Behind other lines, and one of the frames is gone: entries have other numbers there.
  const lines = text.trimEnd().split("\n");
  lines.splice(3, 1);
  const taken = await ask(
    "/api/v1/import?name=gym&cut=accept",
    gzipSync(lines.slice(0, -1).join("\n")),
    controlToken,
    captureContent,
  );
  const { importId } = taken.json;
  const there = `/api/v1/imports/${importId}/sessions/${path.split("/").at(-1)}`;
  await ready(`${there}/bookmarks`);
  const { bookmarks } = (await ask(`${there}/bookmarks`)).json;
  expect(bookmarks.map(({ text: words }: { text: string }) => words)).toEqual(marked.map((entry) => `at ${entry}`));
  const { frame } = (await ask(`${there}/entries?limit=1&from=${bookmarks[0].entry}`)).json.entries[0];
  const own = (await ask(`${path}/entries?limit=1&from=${marked[0]}`)).json.entries[0].frame;
  expect([frame.bootId, frame.traceSeq]).toEqual([own.bootId, own.traceSeq]);

  expect((await ask(`${there}/bookmarks`, { entry: bookmarks[0].entry, text: "anew" })).json.text).toBe("anew");
  expect((await ask(`${there}/bookmarks`, { entry: 1, text: "" }, token)).status).toBe(403);
  expect((await ask(`${path}/bookmarks`)).json.bookmarks[0].text).toBe(`at ${marked[0]}`);
  await ask(`/api/v1/imports/${importId}/remove`, {});
  const file = new BookmarkFile(folder.path);
  expect(file.latest(importId, 10)).toEqual([]);
  expect(file.latest(null, 10)).toHaveLength(2);
  file.close();
});

/** An import's sessions are read once it is there. */
async function ready(path: string): Promise<void> {
  for (let asked = 0; asked < 200; asked++) {
    if ((await ask(path)).status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${path} was not there after 10 s`);
}

test("what is deleted takes its bookmarks along: a session its own, a purge all of the relay's", async () => {
  const { path, sessionId, entries } = await trained();
  await ask(`${path}/bookmarks`, { entry: entries[0], text: "mine" });
  expect((await ask(`${path}/delete`, {})).status).toBe(200);
  const file = new BookmarkFile(folder.path);
  expect(file.list(null, sessionId)).toEqual([]);
  file.keep(null, "another", { entry: 1, text: "", madeAt: 1 });
  file.keep("i-1", "another", { entry: 1, text: "", madeAt: 1 });
  await ask("/api/v1/purge", {});
  expect([file.latest(null, 10).length, file.latest("i-1", 10).length]).toEqual([0, 1]);
  file.close();
});

test("[CAP-9] what is gone from the log has no bookmark: pruned, deleted with another session, or deleted while nobody could say so", async () => {
  const { path, sessionId, entries } = await trained();
  const [first = 0, second = 0] = entries;
  await ask(`${path}/bookmarks`, { entry: first, text: "" });
  await ask(`${path}/bookmarks`, { entry: second, text: "" });
  await relay.close();
  // As a relay leaves it that was killed after a session was deleted and before its bookmarks were.
  const file = new BookmarkFile(folder.path);
  file.keep(null, "deleted", { entry: second, text: "", madeAt: 1 });
  file.keep("i-1", "deleted", { entry: second, text: "", madeAt: 1 });
  relay = await open();
  while (file.sessions(null).includes("deleted")) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(file.list(null, sessionId).map(({ entry }) => entry)).toEqual([first, second]);
  expect(file.list("i-1", "deleted")).toHaveLength(1);

  // The entry of another session's frame that named the deleted one as well.
  const both = buildFrame({ body: '{"kind":"note","note":"notice","notice":"x","sessionId":"shared","sentence":""}' });
  const arrival = { frame: both, text: JSON.stringify(both), facts: { sessions: [sessionId, "shared"], kind: "note" } };
  await relay.log.append({ receivedAt: 1_700_000_000_001, arrivals: [arrival], quarantined: [] });
  const shared = relay.log.head;
  expect((await ask(`${path}/bookmarks`, { entry: shared, text: "" })).status).toBe(200);
  expect((await ask("/api/v1/sessions/shared/delete", {})).json).toEqual({ entries: 1, shared: 1 });
  while (file.list(null, sessionId).length > 2) await new Promise((resolve) => setTimeout(resolve, 10));
  await relay.close();

  relay = await openRelay({ controlToken, log: folder.path, retention: { ageMs: 1, bytes: 1_000_000 } });
  while (file.sessions(null).length > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(file.list("i-1", "deleted")).toHaveLength(1);
  file.close();
});

test("a file of a newer relay is refused by name, and left as it was", () => {
  const other = temporaryFolder();
  new BookmarkFile(other.path).close();
  const db = new Database(join(other.path, bookmarkFile));
  db.pragma("user_version = 99");
  db.close();
  expect(() => new BookmarkFile(other.path)).toThrow(
    "bookmarks.sqlite was written by a newer relay (version 99; this one knows 1)",
  );
  writeFileSync(join(other.path, "kept"), "");
  other.remove();
});
