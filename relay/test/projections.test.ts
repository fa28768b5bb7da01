import { once } from "node:events";
import type { Worker } from "node:worker_threads";
import type { SessionSummary, StreamMessage } from "@lighty/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { arrivalsOf, buildBatch, buildFrame } from "./build.ts";
import { framesMessage, type Line, liveLine, welcomedTee } from "./line.ts";
import { type OpenRelay, openRelay, temporaryFolder, token } from "./open-relay.ts";

let relay: OpenRelay;
let folder: ReturnType<typeof temporaryFolder>;
/** The thread that was begun last: the projections'. */
let thread: Worker;
const notice = (worker: Worker) => {
  thread = worker;
};

beforeEach(async () => {
  process.on("worker", notice);
  folder = temporaryFolder();
  relay = await openRelay({ log: folder.path });
});
afterEach(async () => {
  process.off("worker", notice);
  await relay.close();
  folder.remove();
});

async function get(path: string) {
  const response = await fetch(`http://${relay.host}${path}`, { headers: { authorization: `Bearer ${token}` } });
  // biome-ignore lint/suspicious/noExplicitAny: each test says what it expects
  return { status: response.status, body: (await response.json()) as any };
}

async function summaryOf(line: Line<StreamMessage>, sessionId: string, lastEntry: number): Promise<SessionSummary> {
  for (;;) {
    const { sessions } = await line.next("sessions");
    const found = sessions.find((each) => each.sessionId === sessionId && each.lastEntry === lastEntry);
    if (found !== undefined) return found;
  }
}

test("[PRJ-4] the projections' thread dies: reads answer 503, ingest goes on, another thread takes over", async () => {
  await relay.log.append(buildBatch(...arrivalsOf([1, 2])));
  const dashboard = await liveLine(relay.host, "?entries=none").opened();
  await summaryOf(dashboard, "s1", 2);

  // Whatever takes over is ended, too, until the test has seen what happens meanwhile.
  const end = (worker: Worker) => void worker.terminate();
  process.on("worker", end);
  await thread.terminate();
  for (const path of ["sessions", "sessions/s1", "sessions/s1/state", "sessions/s1/delivery", "devices"]) {
    expect(await get(`/api/v1/${path}`), path).toEqual({
      status: 503,
      body: { error: { code: "not_ready", sentence: expect.stringContaining("ask again") } },
    });
  }
  expect((await get("/api/v1/sessions/s1/entries")).body.entries).toHaveLength(2);
  const tee = await welcomedTee(relay.host);
  tee.say(framesMessage(buildFrame({ traceSeq: 3, digests: { s1: "0123456789abcdef" } })));
  expect((await tee.next("ack")).acked).toMatchObject([{ traceSeq: 3 }]);

  process.off("worker", end);
  await once(process, "worker");
  expect(await get("/api/v1/sessions/s1")).toMatchObject({ status: 200, body: { entries: 3, lastEntry: 3 } });
  expect(await summaryOf(dashboard, "s1", 3)).toMatchObject({ entries: 3 });
  await tee.close();
  await dashboard.close();
});

test("[PRJ-4] an answer is of the log as it stood when it was asked", async () => {
  for (let n = 1; n <= 40; n++) {
    await relay.log.append(buildBatch(...arrivalsOf([n])));
    expect((await get("/api/v1/sessions/s1")).body.entries).toBe(n);
  }
});
