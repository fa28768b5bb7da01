import { expect, test } from "vitest";
import { buildFrame } from "../../test/build.ts";
import type { Batch } from "../log/event-log.ts";
import { MemoryLog } from "../log/memory-log.ts";
import { Ingest } from "./ingest.ts";

/** A log whose commits last until the test lets them end. */
class SlowLog extends MemoryLog {
  readonly batches: Batch[] = [];
  #end: ((error?: Error) => void) | null = null;

  override async append(batch: Batch): Promise<void> {
    this.batches.push(batch);
    await new Promise<void>((resolve, reject) => {
      this.#end = (error) => (error === undefined ? resolve() : reject(error));
    });
    await super.append(batch);
  }

  async endCommit(error?: Error): Promise<void> {
    const end = this.#end;
    this.#end = null;
    end?.(error);
    await turn();
  }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const ports = { now: () => 1_000, later: setImmediate };
const texts = (...traceSeqs: number[]) => traceSeqs.map((traceSeq) => JSON.stringify(buildFrame({ traceSeq })));
const acked = (traceSeq: number) => ({ acked: [{ deviceId: "phone0001", bootId: "boot-1", traceSeq }] });

test("[TEE-4] nothing is acknowledged before it is durable", async () => {
  const log = new SlowLog("slowlog00000");
  const ingest = new Ingest(log, ports);
  let taken: unknown;
  const taking = ingest.take(texts(1, 2), "phone0001").then((result) => {
    taken = result;
  });
  await turn();
  await turn();
  expect(log.batches).toHaveLength(1);
  expect(taken).toBeUndefined();
  await log.endCommit();
  await taking;
  expect(taken).toMatchObject(acked(2));
});

test("the next batch is all that came while the last one was being committed", async () => {
  const log = new SlowLog("slowlog00000");
  const ingest = new Ingest(log, ports);
  const first = ingest.take(texts(1), "phone0001");
  await turn();
  const others = [ingest.take(texts(2), "phone0001"), ingest.take(texts(3, 4), "phone0001")];
  await turn();
  expect(log.batches.map(({ arrivals }) => arrivals.length)).toEqual([1]);
  await log.endCommit();
  expect(await first).toMatchObject(acked(1));
  expect(log.batches.map(({ arrivals }) => arrivals.length)).toEqual([1, 3]);
  await log.endCommit();
  expect(await Promise.all(others)).toMatchObject([acked(4), acked(4)]);
});

test("[ERR-1] a log that cannot be written fails every message of the batch, and takes the next ones", async () => {
  const log = new SlowLog("slowlog00000");
  const ingest = new Ingest(log, ports);
  const failing = [ingest.take(texts(1), "phone0001"), ingest.take(texts(2), "phone0001")];
  await turn();
  const outcomes = Promise.allSettled(failing);
  await log.endCommit(new Error("disk full"));
  expect((await outcomes).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  const again = ingest.take(texts(1, 2), "phone0001");
  await turn();
  await log.endCommit();
  expect(await again).toMatchObject(acked(2));
  expect(log.head).toBe(2);
});

test("settled waits for what was taken before, not for ever", async () => {
  const log = new SlowLog("slowlog00000");
  const ingest = new Ingest(log, ports);
  await ingest.settled();
  const taken = ingest.take(texts(1), "phone0001");
  let isSettled = false;
  const settled = ingest.settled().then(() => {
    isSettled = true;
  });
  await turn();
  expect(isSettled).toBe(false);
  await log.endCommit();
  await taken;
  await settled;
});

test("a message with a text that is not JSON is refused whole", async () => {
  const log = new MemoryLog("memorylog000");
  const ingest = new Ingest(log, ports);
  expect(await ingest.take([...texts(1), "{nope}"], "phone0001")).toMatchObject({
    taken: false,
    rejection: { code: "bad_json" },
  });
  expect(log.head).toBe(0);
});

test("a message that speaks for several boots and devices is acknowledged for each", async () => {
  const log = new MemoryLog("memorylog000");
  const watch = { deviceId: "watch0001", role: "watch" } as const;
  const frames = [
    buildFrame({ traceSeq: 4 }),
    buildFrame({ bootId: "boot-2" }),
    buildFrame({ observer: watch, traceSeq: 9 }),
  ];
  const taken = await new Ingest(log, ports).take(
    frames.map((frame) => JSON.stringify(frame)),
    "phone0001",
  );
  expect(taken).toMatchObject({
    acked: [
      { deviceId: "phone0001", bootId: "boot-1", traceSeq: 4 },
      { deviceId: "phone0001", bootId: "boot-2", traceSeq: 1 },
      { deviceId: "watch0001", bootId: "boot-1", traceSeq: 9 },
    ],
  });
});
