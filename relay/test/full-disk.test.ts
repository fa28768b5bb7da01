import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { Batch } from "../src/log/event-log.ts";
import { reserveBytes, reserveFile } from "../src/log/reserve.ts";
import { SqliteLog } from "../src/log/sqlite-log.ts";
import { Writer } from "../src/writer/writer.ts";
import { buildArrival, buildBatch } from "./build.ts";
import { type OpenRelay, openRelay } from "./open-relay.ts";
import { controlToken } from "./pair.ts";
import { keepAll } from "./retention.ts";
import { type SmallDisk, smallDisk } from "./small-disk.ts";

/** Room for the reserve, the relay's other files, and a log of a few hundred frames. */
const diskBytes = 12 * 1_048_576;
const probe = smallDisk(65_536);
probe?.remove();
if (probe === null) console.log("left out: a real full disk, for want of the right to mount one");

let relay: OpenRelay | undefined;
let disk: SmallDisk | null = null;
afterEach(async () => {
  await relay?.close();
  relay = undefined;
  disk?.remove();
  disk = null;
});

const secret = "a-heart-rate-that-nobody-should-find";
/** Does not compress, so that the disk is full soon. */
const bulky = (traceSeq: number) =>
  buildArrival({ traceSeq, body: `${secret} ${randomBytes(24_000).toString("base64")}` });

const ask = async (method: "GET" | "POST", path: string) => {
  const headers = { authorization: `Bearer ${controlToken}`, "content-type": "application/json" };
  const body = method === "POST" ? { body: "{}" } : {};
  return fetch(`http://${(relay as OpenRelay).host}${path}`, { method, headers, ...body });
};

async function fillUp(first: Batch = buildBatch()): Promise<number> {
  disk = smallDisk(diskBytes) as SmallDisk;
  const log = await Writer.open(disk.path, { retention: keepAll });
  await log.append(first);
  relay = await openRelay({ controlToken, log: Promise.resolve(log) });
  // The reserve is taken when the log is at rest.
  while (!existsSync(join(disk.path, reserveFile))) await new Promise((resolve) => setTimeout(resolve, 10));
  for (let traceSeq = 1; ; traceSeq++) {
    const isFull = await log.append(buildBatch(bulky(traceSeq))).then(
      () => false,
      () => true,
    );
    if (isFull) return traceSeq - 1;
  }
}

/** Until not a byte is left, whoever wrote last. */
function fillTheRest(path: string): void {
  try {
    for (;;) writeFileSync(join(path, "stranger"), randomBytes(4_096), { flag: "a" });
  } catch {
    expect(statfsSync(path).bavail).toBe(0);
  }
}

test.runIf(probe !== null)(
  "[ERR-2] a log on a disk that is really full says so, is read on, can be emptied, and takes frames again",
  async () => {
    const acked = await fillUp();
    const { path } = disk as SmallDisk;
    expect(await (await ask("GET", "/healthz")).json()).toMatchObject({ status: "storage_failed", entries: acked });
    const page = await (await ask("GET", `/api/v1/entries?to=${acked}&limit=1`)).json();
    expect(page).toMatchObject({ entries: [{ entry: acked }] });

    fillTheRest(path);
    expect((await ask("POST", "/api/v1/purge")).status).toBe(204);
    expect(await (await ask("GET", "/healthz")).json()).toEqual({ status: "ok", entries: acked, quarantined: 0 });
    for (const name of ["log.sqlite", "log.sqlite-wal"])
      expect(readFileSync(join(path, name)).includes(secret), name).toBe(false);

    rmSync(join(path, "stranger"));
    await (relay as OpenRelay).log.append(buildBatch(bulky(acked + 1)));
    expect((relay as OpenRelay).log.head).toBe(acked + 1);
    await (relay as OpenRelay).close();
    relay = undefined;
    const again = await Writer.open(path, { retention: keepAll });
    expect([again.head, again.pruned]).toEqual([acked + 1, acked]);
    await again.close();
  },
);

test.runIf(probe !== null)("what is kept back for that is there again once there is room", async () => {
  await fillUp();
  const { path } = disk as SmallDisk;
  expect((await ask("POST", "/api/v1/purge")).status).toBe(204);
  const reserve = join(path, reserveFile);
  // Whoever writes brings about that the log is looked after.
  await (relay as OpenRelay).log.append(buildBatch(bulky(100_000)));
  while (!existsSync(reserve) || readFileSync(reserve).byteLength < reserveBytes)
    await new Promise((resolve) => setTimeout(resolve, 10));
});

test.runIf(probe !== null)(
  "[PRJ-9] on a disk that is full a session is deleted in the room that is kept back, or it is said that this is too little, and what is left to do",
  async () => {
    const small = Array.from({ length: 40 }, (_, i) => buildArrival({ bootId: "boot-2", traceSeq: i + 1 }, ["small"]));
    const filled = await fillUp(buildBatch(...small));
    const log = (relay as OpenRelay).log;
    const { path } = disk as SmallDisk;
    fillTheRest(path);
    const large = await ask("POST", "/api/v1/sessions/s1/delete");
    expect([large.status, await large.json()]).toEqual([
      503,
      { error: { code: "storage_failed", sentence: expect.stringContaining("nothing was deleted: the disk is full") } },
    ]);
    expect((await log.read({ after: 0, limit: 1_000, sessionId: "s1" })).entries).toHaveLength(filled);

    const deleted = await ask("POST", "/api/v1/sessions/small/delete");
    expect([deleted.status, await deleted.json()]).toEqual([200, { entries: 40, shared: 0 }]);
    expect((await log.read({ after: 0, limit: 1_000, sessionId: "small" })).entries).toEqual([]);
    expect((await log.read({ after: 0, limit: 1_000, sessionId: "s1" })).entries).toHaveLength(filled);
  },
);

test.runIf(probe !== null)(
  "on a disk that is full what is too old goes all the same, and new frames land in its place",
  async () => {
    disk = smallDisk(diskBytes) as SmallDisk;
    const day = 24 * 3_600_000;
    const log = new SqliteLog(disk.path, () => "fulldisklog0", { retention: { ...keepAll, ageMs: day } });
    const { receivedAt } = buildBatch();
    while (log.tidy(receivedAt));
    let last = 0;
    const put = (traceSeq: number) => log.write(buildBatch(bulky(traceSeq)));
    try {
      for (;;) put(++last);
    } catch {
      fillTheRest(disk.path);
    }
    expect(() => put(last)).toThrow("full");
    expect(log.tidy(receivedAt + 2 * day)).toBe(true);
    const { pruned } = log;
    expect(pruned).toBeGreaterThan(0);
    put(last);
    const { entries } = await log.read({ after: 0, limit: 1_000 });
    expect([entries[0]?.entry, entries.at(-1)?.frame.traceSeq]).toEqual([pruned + 1, last]);
    await log.close();
  },
);
