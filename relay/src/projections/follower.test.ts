import { setImmediate } from "node:timers/promises";
import { afterEach, expect, test, vi } from "vitest";
import { arrivalsOf, buildBatch } from "../../test/build.ts";
import type { ReadOptions } from "../log/event-log.ts";
import { MemoryLog } from "../log/memory-log.ts";
import { Follower } from "./follower.ts";
import type { Changes } from "./views.ts";

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

test("[PRJ-4] a session of which all is folded is answered for, however much is behind it; one that goes on is not yet", async () => {
  const log = new MemoryLog("memorylog000");
  const numbers = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i);
  await log.append(buildBatch(...arrivalsOf(numbers(1, 600), ["early"]), ...arrivalsOf(numbers(601, 3_000), ["late"])));
  let goOn = () => {};
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const follower = new Follower({
    read: async (options) => {
      // As a fold that begins again after a restart: on its way, and far from the end.
      if ((options.after ?? 0) >= 1_024) await held;
      return log.read(options);
    },
    changed: () => {},
    failed: (error) => {
      throw error;
    },
  });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  follower.landed(log.head);
  while (follower.at < 1_024) await setImmediate();
  expect(await follower.ask("session", { sessionId: "early" }, log.head)).toMatchObject({ entries: 600 });
  expect(await follower.ask("outline", { sessionId: "early" }, log.head)).toMatchObject({ entries: 600 });
  const refused = [
    follower.ask("session", { sessionId: "late" }, log.head),
    follower.ask("session", { sessionId: "nobody" }, log.head),
    follower.ask("sessions", { limit: 9 }, log.head),
  ].map((asked) => expect(asked).rejects.toMatchObject({ code: "not_ready" }));
  // They look for the session's last entry before they wait.
  for (let turn = 0; turn < 5; turn++) await setImmediate();
  await vi.advanceTimersByTimeAsync(2_000);
  await Promise.all(refused);
  goOn();
  expect(await follower.ask("session", { sessionId: "late" }, log.head)).toMatchObject({ entries: 2_400 });
  await follower.close();
});

test("[PRJ-9] when a session is deleted the others are answered for all the while, and in the end as if it had never been", async () => {
  const log = new MemoryLog("memorylog000");
  const frames = (first: number, count: number, of: (n: number) => string[]) =>
    Array.from({ length: count }, (_, i) => first + i).flatMap((n) => arrivalsOf([n], of(n)));
  await log.append(buildBatch(...frames(1, 3_000, (n) => (n % 3 === 0 ? ["gone"] : ["kept"]))));
  const told: Changes[] = [];
  let held: Promise<void> | undefined;
  const follower = new Follower({
    read: async (options) => {
      await held;
      return log.read(options);
    },
    changed: (changes) => told.push(changes),
    failed: (error) => {
      throw error;
    },
  });
  log.whenRemoved((sessionId) => follower.removed(sessionId));
  const answered = async () => [
    await follower.ask("session", { sessionId: "kept" }, log.head),
    await follower.ask("session", { sessionId: "gone" }, log.head),
    (await follower.ask("sessions", { limit: 9 }, log.head)).sessions.length,
    (await follower.ask("outline", { sessionId: "kept" }, log.head))?.stretches.length,
    await follower.ask("outline", { sessionId: "gone" }, log.head),
  ];
  follower.landed(log.head);
  await follower.start(undefined, log.head);
  const [kept] = await answered();
  expect(kept).toMatchObject({ entries: 2_000 });

  let goOn = () => {};
  held = new Promise((resolve) => {
    goOn = resolve;
  });
  expect(await log.remove("gone")).toMatchObject({ entries: 1_000 });
  expect(await answered()).toEqual([kept, undefined, 1, 4, undefined]);
  await follower.start(undefined, log.head);
  expect(told.flatMap(({ gone }) => gone)).toEqual(["gone"]);
  // Something lands meanwhile, of the deleted one as well.
  await log.append(buildBatch(...frames(3_001, 600, (n) => (n % 2 === 0 ? ["gone"] : ["kept"]))));
  goOn();
  follower.landed(log.head);
  expect(await answered()).toMatchObject([{ entries: 2_300 }, { entries: 300 }, 2, 5, { entries: 300 }]);

  const anew = new Follower({ read: (options) => log.read(options), changed: () => {}, failed: () => {} });
  anew.landed(log.head);
  const fresh = async (of: Follower) => [
    await of.ask("devices", {}, log.head),
    (await of.ask("vitals", { deviceId: "phone0001" }, log.head)) ?? "none",
    await of.ask("sessions", { limit: 9 }, log.head),
  ];
  const wanted = await fresh(anew);
  // Until it has come as far the device still counts what was deleted.
  while (JSON.stringify(await fresh(follower)) !== JSON.stringify(wanted)) await setImmediate();
  await Promise.all([follower.close(), anew.close()]);
});
