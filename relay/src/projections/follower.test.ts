import { setImmediate } from "node:timers/promises";
import { afterEach, expect, test, vi } from "vitest";
import { arrivalsOf, buildBatch } from "../../test/build.ts";
import type { ReadOptions } from "../log/event-log.ts";
import { MemoryLog } from "../log/memory-log.ts";
import { Follower } from "./follower.ts";

afterEach(() => vi.useRealTimers());

/** A log of so many entries, and a follower of it whose pages are counted; its pauses last until the test ends them. */
async function follow(entries: number) {
  const log = new MemoryLog("memorylog000");
  await log.append(buildBatch(...arrivalsOf(Array.from({ length: entries }, (_, i) => i + 1))));
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const read = vi.fn((options: ReadOptions) => log.read(options));
  const follower = new Follower({
    read,
    changed: () => {},
    failed: (error) => {
      throw error;
    },
  });
  const settled = async () => {
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    return [read.mock.calls.length, follower.at];
  };
  return { log, follower, settled };
}

test("[PRJ-4] while much waits to be written a fold gives way: a page, then a pause, and goes on at once when it is over", async () => {
  const { log, follower, settled } = await follow(2_000);
  follower.landed(log.head, true);
  expect(await settled()).toEqual([1, 512]);
  await vi.advanceTimersByTimeAsync(300);
  expect(await settled()).toEqual([2, 1_024]);
  follower.landed(log.head, false);
  expect((await settled())[1]).toBe(2_000);
  await follower.close();
});

test("[PRJ-4] it gives way to nobody who asks, nor once it is far behind", async () => {
  const asked = await follow(2_000);
  asked.follower.landed(asked.log.head, true);
  expect((await asked.settled())[1]).toBe(512);
  expect((await asked.follower.ask("sessions", { limit: 9 }, 2_000)).sessions).toMatchObject([{ entries: 2_000 }]);
  await asked.follower.close();

  const far = await follow(67_000);
  far.follower.landed(far.log.head, true);
  while (far.follower.at < 1_500) await setImmediate();
  expect((await far.settled())[1]).toBeLessThan(2_048);
  await far.follower.close();
});
