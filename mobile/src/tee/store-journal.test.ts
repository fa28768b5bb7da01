import { limits } from "@lighty/protocol";
import { MemoryStore } from "@lighty/protocol/sim";
import { expect, test } from "vitest";
import { StoreJournal } from "./store-journal.ts";

/** A journal whose writes are done when they are asked for. */
async function openJournal(store: MemoryStore, beganAt: number): Promise<StoreJournal> {
  return new StoreJournal(store, await store.load(), beganAt, (_delayMs, run) => run());
}

const kept = (journal: StoreJournal) => journal.backlog.map(({ bootId, traceSeq }) => `${bootId} ${traceSeq}`);

test("[TEE-3] the journal is as bounded as the tee, by bytes as well: the oldest of any boot goes first", async () => {
  const store = new MemoryStore();
  const text = "ä".repeat(limits.teeBytes / 8);
  const before = await openJournal(store, 1);
  for (const traceSeq of [1, 2, 3]) before.recorded({ bootId: "one", traceSeq, text });
  const after = await openJournal(store, 2);
  expect(kept(after)).toEqual(["one 1", "one 2", "one 3"]);
  for (const traceSeq of [1, 2]) after.recorded({ bootId: "two", traceSeq, text });
  expect(kept(await openJournal(store, 3))).toEqual(["one 2", "one 3", "two 1", "two 2"]);
  after.acked("one", 3);
  after.recorded({ bootId: "two", traceSeq: 3, text });
  expect(kept(await openJournal(store, 3))).toEqual(["two 1", "two 2", "two 3"]);
});
