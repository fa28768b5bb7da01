import { fork } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test, vi } from "vitest";
import { SqliteLog } from "../src/log/sqlite-log.ts";
import { arrivalsOf, buildBatch, buildFrame } from "./build.ts";
import { framesMessage, welcomedTee } from "./line.ts";
import { openRelay, temporaryFolder } from "./open-relay.ts";
import { keepAll } from "./retention.ts";

vi.setConfig({ testTimeout: 600_000 });

/** `LIGHTY_KILLS=1000` kills more often. */
const kills = Number(process.env.LIGHTY_KILLS || 100);

const folders: ReturnType<typeof temporaryFolder>[] = [];
const newFolder = () => {
  const folder = temporaryFolder();
  folders.push(folder);
  return folder.path;
};
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

const openLog = (folder: string) => new SqliteLog(folder, () => "killedlog000", { retention: keepAll });
const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i);

/** Writes in a process of its own until killed in the midst of it; returns the highest traceSeq that was told to be durable. */
async function writeUntilKilled(folder: string, round: number): Promise<number> {
  const child = fork(fileURLToPath(new URL("./durability-child.ts", import.meta.url)), [folder, String(round)]);
  let durable = 0;
  child.on("message", (traceSeq) => {
    durable = traceSeq as number;
  });
  await once(child, "message");
  // Another moment each time, without chance.
  await new Promise((resolve) => setTimeout(resolve, (round * 7) % 23));
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
  return durable;
}

test(`[TEE-4] kill -9, ${kills} times, in the midst of a commit or of laying blocks: what was durable is there once, in order, and the file is sound`, async () => {
  const folder = newFolder();
  let verified = 0;
  for (let round = 0; round < kills; round++) {
    const durable = await writeUntilKilled(folder, round);
    const log = openLog(folder);
    expect(log.head).toBeGreaterThanOrEqual(durable);
    if (round % 10 === 9 || round === kills - 1) expect(log.check()).toBe("ok");
    while (verified < log.head) {
      const { entries, reached } = await log.read({ after: verified, limit: 5_000 });
      expect(entries.map(({ frame }) => frame.traceSeq)).toEqual(range(verified + 1, reached));
      verified = reached;
    }
    expect(log.held("phone0001", ["boot-1"])).toMatchObject([{ traceSeq: log.head }]);
    await log.close();
  }
  const log = openLog(folder);
  for (let at = 0; at < log.head; ) {
    const { entries, reached } = await log.read({ after: at, limit: 5_000 });
    expect(entries.map(({ entry, frame }) => [entry, frame.traceSeq])).toEqual(
      range(at + 1, reached).map((n) => [n, n]),
    );
    at = reached;
  }
  await log.close();
});

test("[TEE-4] a write-ahead log torn at any frame, or within one: whole batches up to there, and the rest can come again", async () => {
  const source = newFolder();
  const log = openLog(source);
  const sizes = [1, 3, 70, 2, 130, 5];
  const ends = new Set([0]);
  let last = 0;
  for (const size of sizes) {
    await log.append(buildBatch(...arrivalsOf(range(last + 1, last + size))));
    last += size;
    ends.add(last);
  }
  const [main, wal] = ["log.sqlite", "log.sqlite-wal"].map((name) => join(source, name)) as [string, string];
  const frameBytes = 24 + 16_384;
  const walBytes = statSync(wal).size;
  const found = new Set<number>();
  for (let at = 32; at <= walBytes; at += frameBytes) {
    for (const torn of [at, at + 1_000]) {
      const folder = newFolder();
      copyFileSync(main, join(folder, "log.sqlite"));
      copyFileSync(wal, join(folder, "log.sqlite-wal"));
      truncateSync(join(folder, "log.sqlite-wal"), Math.min(torn, walBytes));
      const survivor = openLog(folder);
      expect(ends).toContain(survivor.head);
      expect(survivor.check()).toBe("ok");
      found.add(survivor.head);
      await survivor.append(buildBatch(...arrivalsOf(range(1, last))));
      const { entries } = await survivor.read({ after: 0, limit: 1_000 });
      expect(entries.map(({ frame }) => frame.traceSeq)).toEqual(range(1, last));
      await survivor.close();
    }
  }
  await log.close();
  expect(found).toEqual(ends);
});

test("a write-ahead log with a flipped bit counts up to the batch before it", async () => {
  const source = newFolder();
  const log = openLog(source);
  for (let n = 1; n <= 40; n += 10) await log.append(buildBatch(...arrivalsOf(range(n, n + 9))));
  const folder = newFolder();
  for (const name of ["log.sqlite", "log.sqlite-wal"]) copyFileSync(join(source, name), join(folder, name));
  await log.close();
  const wal = readFileSync(join(folder, "log.sqlite-wal"));
  wal[wal.length - 100] = (wal[wal.length - 100] as number) ^ 1;
  writeFileSync(join(folder, "log.sqlite-wal"), wal);
  const survivor = openLog(folder);
  expect(survivor.head).toBe(30);
  expect(survivor.check()).toBe("ok");
  await survivor.close();
});

test("1,000 sockets: every device is welcomed, heard and acknowledged, and none is refused", async () => {
  const relay = await openRelay({ log: newFolder() });
  const deviceIds = Array.from({ length: 1_000 }, (_, i) => `phone${String(i).padStart(4, "0")}`);
  const lines = [];
  for (let i = 0; i < deviceIds.length; i += 50) {
    const batch = deviceIds.slice(i, i + 50).map((deviceId) => welcomedTee(relay.host, { deviceId } as never));
    lines.push(...(await Promise.all(batch)));
  }
  for (const [i, line] of lines.entries()) {
    const observer = { deviceId: deviceIds[i] as string, role: "phone" } as const;
    line.say(framesMessage(...[1, 2, 3].map((traceSeq) => buildFrame({ observer, traceSeq }))));
  }
  for (const [i, line] of lines.entries()) {
    expect(await line.next("ack")).toMatchObject({ acked: [{ deviceId: deviceIds[i], traceSeq: 3 }] });
  }
  expect(relay.log.head).toBe(3_000);
  expect(lines.every(({ closed }) => closed === null)).toBe(true);
  await relay.close();
});
