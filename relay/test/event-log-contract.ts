import { factsOf } from "@lighty/protocol";
import { formatFilter, matcherOf } from "@lighty/protocol/filter";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { cursorAt, type EventLog, entryAt, type LogEntry } from "../src/log/event-log.ts";
import { arrivalsOf, buildArrival, buildBatch, buildFrame } from "./build.ts";
import { anyFilter, mixedFrame } from "./filters.ts";

/** A log under test; `reopen` gives back what survives the death of the process, where anything does. */
export interface LogHarness {
  open(): EventLog | Promise<EventLog>;
  reopen?(log: EventLog): Promise<EventLog>;
  cleanUp(): Promise<void>;
  /** Opening takes long: random histories are opened again only at the end of them all. */
  isSlow?: boolean;
}

/** What every EventLog keeps. Whoever writes another one runs this on it. */
export function describeEventLog(name: string, makeHarness: () => LogHarness): void {
  describe(name, () => {
    let harness: LogHarness | undefined;
    const openLog = async () => {
      harness = makeHarness();
      return await harness.open();
    };
    afterEach(async () => {
      await harness?.cleanUp();
      harness = undefined;
    });

    const all = async (log: EventLog) => (await log.read({ after: 0, limit: 10_000 })).entries;
    const traceSeqs = (entries: readonly LogEntry[]) => entries.map(({ frame }) => frame.traceSeq);

    test("an empty log has nothing, and says so", async () => {
      const log = await openLog();
      expect(log.head).toBe(0);
      expect(await log.read({ limit: 10 })).toEqual({ entries: [], hasMore: false, reached: 0 });
      expect(await log.acked("phone0001", ["b"])).toEqual([{ deviceId: "phone0001", bootId: "b", traceSeq: 0 }]);
    });

    test("[TEE-2] entries are numbered from 1 in the order they came, and hold the very text", async () => {
      const log = await openLog();
      const odd = buildArrival({ traceSeq: 2 });
      odd.text = odd.text.replace('"traceSeq":2', '"traceSeq" : 2.0,"unknown":"é 🏋 \\u0041"');
      await log.append(buildBatch(buildArrival({ traceSeq: 1 }), odd));
      await log.append(buildBatch(buildArrival({ traceSeq: 3 })));
      const entries = await all(log);
      expect(entries.map(({ entry }) => entry)).toEqual([1, 2, 3]);
      expect(entries[1]?.text).toBe(odd.text);
      expect(entries[1]?.receivedAt).toBe(1_767_632_400_500);
      expect(log.head).toBe(3);
    });

    test("a frame that was recorded before keeps the time it was recorded at", async () => {
      const log = await openLog();
      await log.append(buildBatch({ ...buildArrival({ traceSeq: 1 }), receivedAt: 77 }, buildArrival({ traceSeq: 2 })));
      expect((await all(log)).map(({ receivedAt }) => receivedAt)).toEqual([77, 1_767_632_400_500]);
    });

    test("[TEE-4] a key that is held is passed over: within a batch, across batches, and in any order", async () => {
      const log = await openLog();
      await log.append(buildBatch(...arrivalsOf([1, 1, 2])));
      await log.append(buildBatch(...arrivalsOf([2, 5, 4, 3, 5])));
      expect(traceSeqs(await all(log))).toEqual([1, 2, 5, 4, 3]);
      expect(await log.acked("phone0001", ["boot-1"])).toEqual([
        { deviceId: "phone0001", bootId: "boot-1", traceSeq: 5 },
      ]);
    });

    test("[TEE-1] observer and boot are part of the key", async () => {
      const log = await openLog();
      const watch = { deviceId: "watch0001", role: "watch" } as const;
      await log.append(
        buildBatch(buildArrival(), buildArrival({ observer: watch }), buildArrival({ bootId: "boot-2" })),
      );
      expect(await all(log)).toHaveLength(3);
    });

    test("pages join without gap or repeat, forward and backward, of the log and of a session", async () => {
      const log = await openLog();
      for (let n = 1; n <= 40; n++)
        await log.append(buildBatch(...arrivalsOf([n], n % 3 === 0 ? ["s1", "s2"] : ["s1"])));
      for (const sessionId of [undefined, "s1", "s2", "never"]) {
        const expected = traceSeqs(await all(log)).filter((n) =>
          sessionId === "s2" ? n % 3 === 0 : sessionId !== "never",
        );
        const of = sessionId === undefined ? {} : { sessionId };
        const forward: number[] = [];
        for (let after = 0, more = true; more; ) {
          const page = await log.read({ after, limit: 7, ...of });
          forward.push(...traceSeqs(page.entries));
          after = page.reached;
          more = page.hasMore;
        }
        expect(forward).toEqual(expected);
        const backward: number[] = [];
        for (let before = log.head + 1, more = true; more; ) {
          const page = await log.read({ before, limit: 7, ...of });
          backward.push(...traceSeqs(page.entries));
          before = page.reached;
          more = page.hasMore;
        }
        expect(backward.reverse()).toEqual(expected);
      }
    });

    test("a page of large frames ends early where it may have so many letters, and the next goes on behind it", async () => {
      const log = await openLog();
      const body = "x".repeat(900);
      await log.append(buildBatch(...[1, 2, 3, 4, 5].map((traceSeq) => buildArrival({ traceSeq, body }))));
      const read = async (options: { after: number } | { before: number }, mostLetters: number) => {
        const { entries, reached, hasMore } = await log.read({ ...options, limit: 9, mostLetters });
        return [traceSeqs(entries), reached, hasMore];
      };
      expect(await read({ after: 0 }, 2_000)).toEqual([[1, 2], 2, true]);
      expect(await read({ after: 2 }, 2_000)).toEqual([[3, 4], 4, true]);
      expect(await read({ after: 4 }, 2_000)).toEqual([[5], 5, false]);
      expect(await read({ before: 6 }, 1)).toEqual([[5], 5, true]);
      expect(await read({ after: 0 }, 9_000)).toEqual([[1, 2, 3, 4, 5], 5, false]);
    });

    test("a page that has everything reaches the head, though its session's last entry is older", async () => {
      const log = await openLog();
      await log.append(buildBatch(...arrivalsOf([1], ["s1"]), ...arrivalsOf([2, 3], ["s2"])));
      expect(await log.read({ after: 0, limit: 10, sessionId: "s1" })).toMatchObject({ hasMore: false, reached: 3 });
    });

    test("a frame that names no session is listed under those its observer named last", async () => {
      const log = await openLog();
      const watch = { deviceId: "watch0001", role: "watch" } as const;
      await log.append(buildBatch(buildArrival({ traceSeq: 1 }, []), buildArrival({ traceSeq: 2 }, ["s1", "s2"])));
      await log.append(buildBatch(buildArrival({ traceSeq: 3 }, []), buildArrival({ observer: watch }, [])));
      expect((await all(log)).map(({ sessions }) => sessions)).toEqual([[], ["s1", "s2"], ["s1", "s2"], []]);
      expect(traceSeqs((await log.read({ limit: 9, sessionId: "s2" })).entries)).toEqual([2, 3]);
    });

    test("[STR-2] listeners hear every entry once, in order, when it can already be read; until they end it", async () => {
      const log = await openLog();
      const heard: number[] = [];
      const end = log.tail((entries) => {
        heard.push(...entries.map(({ entry }) => entry));
        expect(log.head).toBe(heard.at(-1));
      });
      await log.append(buildBatch(...arrivalsOf([1, 2])));
      await log.append(buildBatch(...arrivalsOf([2, 3])));
      await log.append(buildBatch(...arrivalsOf([3])));
      end();
      await log.append(buildBatch(...arrivalsOf([4])));
      expect(heard).toEqual([1, 2, 3]);
    });

    test("who asks only how far it has grown is told each time that it has, and not after", async () => {
      const log = await openLog();
      const heads: number[] = [];
      const end = log.whenGrown(() => heads.push(log.head));
      await log.append(buildBatch(...arrivalsOf([1, 2])));
      await log.append(buildBatch(...arrivalsOf([2])));
      await log.append(buildBatch(...arrivalsOf([3])));
      end();
      await log.append(buildBatch(...arrivalsOf([4])));
      expect(heads).toEqual([2, 3]);
    });

    test("what is quarantined is counted once, and counts as held when its key could be read", async () => {
      const log = await openLog();
      const rejection = { code: "bad_shape", sentence: "wrong" } as const;
      const key = { deviceId: "phone0001", bootId: "boot-1", traceSeq: 1 };
      const quarantined = [
        { sender: "phone0001", text: "{}", rejection, key },
        { sender: "phone0001", text: "{}", rejection, key: null },
      ];
      await log.append({ receivedAt: 1, arrivals: arrivalsOf([2]), quarantined });
      await log.append({ receivedAt: 1, arrivals: [], quarantined: quarantined.slice(0, 1) });
      expect(log.quarantined).toBe(2);
      expect(traceSeqs(await all(log))).toEqual([2]);
      await log.append(buildBatch(...arrivalsOf([1])));
      expect(traceSeqs(await all(log))).toEqual([2]);
    });

    test("purge forgets every entry; what was held stays held, and numbers go on", async () => {
      const log = await openLog();
      await log.append(buildBatch(...arrivalsOf([1, 2], ["s1"])));
      await log.purge();
      expect(await log.read({ after: 0, limit: 9 })).toMatchObject({ entries: [], hasMore: false, reached: 2 });
      await log.append(buildBatch(...arrivalsOf([2, 3], ["s2"])));
      expect((await all(log)).map(({ entry, sessions }) => [entry, sessions])).toEqual([[3, ["s2"]]]);
      expect(log.trouble).toBeNull();
    });

    test("a session that is removed goes with every frame that names it; numbers stay, and what was held stays held", async () => {
      const log = await openLog();
      const heard: (string | null)[] = [];
      log.whenRemoved((sessionId) => heard.push(sessionId));
      const naming = (traceSeq: number, sessionId: string) =>
        buildArrival({ traceSeq, body: `{"kind":"note","note":"x","sessionId":"${sessionId}"}` }, ["s1", "s2"]);
      await log.append(
        buildBatch(...arrivalsOf([1], ["s1"]), ...arrivalsOf([2], ["s2"]), naming(3, "s1"), naming(4, "s2")),
      );
      expect(await log.remove("nobody")).toBeNull();
      expect(await log.remove("s1")).toEqual({ entries: 2, shared: 1 });
      expect([heard, log.removals]).toEqual([["s1"], 1]);
      const left = await all(log);
      expect(left.map(({ entry, sessions }) => [entry, sessions])).toEqual([
        [2, ["s2"]],
        [4, ["s2"]],
      ]);
      expect((await log.read({ before: 9, limit: 9 })).entries.map(({ entry }) => entry)).toEqual([4, 2]);
      expect((await log.read({ after: 0, limit: 9, sessionId: "s1" })).entries).toEqual([]);
      const places = (await log.read({ after: 0, limit: 9, withRemoved: true })).entries;
      expect(places.map(({ entry, isRemoved = false }) => [entry, isRemoved])).toEqual([
        [1, true],
        [2, false],
        [3, true],
        [4, false],
      ]);
      // Sent again it does not come back; a frame that names nobody is listed under what is left; and a new one of that name is another session.
      await log.append(buildBatch(...arrivalsOf([1, 3], ["s1"]), buildArrival({ traceSeq: 5 }, [])));
      await log.append(buildBatch(...arrivalsOf([6], ["s1"])));
      expect((await all(log)).map(({ entry, sessions }) => [entry, sessions])).toEqual([
        [2, ["s2"]],
        [4, ["s2"]],
        [5, ["s2"]],
        [6, ["s1"]],
      ]);
      expect((await log.read({ after: 0, limit: 9, sessionId: "s1" })).entries.map(({ entry }) => entry)).toEqual([6]);
    });

    test("[FLT-3] any filter: pages in both directions hold just what the matcher lets through", async () => {
      const log = await openLog();
      const traffic = fc.sample(mixedFrame, { numRuns: 120, seed: 7 });
      const arrivals = traffic.map((more, index) => {
        const frame = buildFrame({ ...more, traceSeq: index + 1, observedAt: 1_000 + index });
        return { frame, text: JSON.stringify(frame), facts: factsOf(frame) };
      });
      for (let i = 0; i < arrivals.length; i += 40) await log.append(buildBatch(...arrivals.slice(i, i + 40)));
      const entries = await all(log);
      await fc.assert(
        fc.asyncProperty(
          anyFilter,
          fc.constantFrom(undefined, "s1", "s2"),
          fc.integer({ min: 1, max: 30 }),
          async (filter, sessionId, limit) => {
            const passes = matcherOf(filter);
            const expected = entries.filter(
              (entry) => (sessionId === undefined || entry.sessions.includes(sessionId)) && passes(entry),
            );
            const found = { after: [] as number[], before: [] as number[] };
            const of = sessionId === undefined ? {} : { sessionId };
            for (const direction of ["after", "before"] as const) {
              let at = direction === "after" ? 0 : log.head + 1;
              for (let hasMore = true; hasMore; ) {
                const page = await log.read({ [direction]: at, limit, filter, ...of });
                expect(page.entries.length).toBeLessThanOrEqual(limit);
                found[direction].push(...page.entries.map(({ entry }) => entry));
                ({ hasMore, reached: at } = page);
              }
            }
            const numbers = expected.map(({ entry }) => entry);
            expect(found, formatFilter(filter)).toEqual({ after: numbers, before: numbers.toReversed() });
          },
        ),
        { numRuns: 60 },
      );
    });

    test("[STR-1] a cursor stands where it was given out, and nowhere in another log", async () => {
      const log = await openLog();
      await log.append(buildBatch(...arrivalsOf([1, 2, 3])));
      for (const entry of [0, 1, 3]) expect(entryAt(log, cursorAt(log, entry))).toBe(entry);
      expect(entryAt(log, cursorAt(log, 4))).toBeNull();
      expect(entryAt(log, cursorAt({ id: "anotherlog00" }, 1))).toBeNull();
      for (const wrong of ["", "-", "1", `${log.id}-`, `${log.id}-01`, `${log.id}-zz`, `${log.id}--1`]) {
        expect(entryAt(log, wrong)).toBeNull();
      }
    });

    test("[TEE-4] any frames in any batches: each key once, in the order of first coming", async () => {
      const key = fc.record({ boot: fc.integer({ min: 1, max: 2 }), traceSeq: fc.integer({ min: 1, max: 12 }) });
      // One log has them all, each history under a device of its own: what another device brought is in nobody's way.
      let log = await openLog();
      const expected = new Map<string, string[]>();
      const named = (deviceId: string, bootId: string, traceSeq: number) => `${deviceId} ${bootId} ${traceSeq}`;
      const isAsExpected = async () => {
        const found = (await all(log)).map(({ frame: { observer, bootId, traceSeq } }) =>
          named(observer.deviceId, bootId, traceSeq),
        );
        expect(found).toEqual([...expected.values()].flat());
      };
      let histories = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(key, { maxLength: 8 }), { maxLength: 8 }), async (batches) => {
          histories += 1;
          const deviceId = `phone${String(histories).padStart(4, "0")}`;
          const firsts: string[] = [];
          expected.set(deviceId, firsts);
          for (const batch of batches) {
            const observer = { deviceId, role: "phone" } as const;
            const arrivals = batch.map(({ boot, traceSeq }) =>
              buildArrival({ observer, bootId: `boot-${boot}`, traceSeq }),
            );
            await log.append(buildBatch(...arrivals));
            for (const { boot, traceSeq } of batch) {
              const name = named(deviceId, `boot-${boot}`, traceSeq);
              if (!firsts.includes(name)) firsts.push(name);
            }
            if (harness?.reopen !== undefined && !harness.isSlow) log = await harness.reopen(log);
          }
          await isAsExpected();
        }),
        { numRuns: 12 },
      );
      if (harness?.reopen !== undefined) log = await harness.reopen(log);
      await isAsExpected();
    });

    test("what was appended is there after the process has died, and is still held", async () => {
      const log = await openLog();
      if (harness?.reopen === undefined) return;
      await log.append(buildBatch(...arrivalsOf([1, 2, 5]), buildArrival({ traceSeq: 6 }, [])));
      await log.append({
        receivedAt: 1,
        arrivals: [],
        quarantined: [{ sender: "x", text: "?", rejection: { code: "bad_json", sentence: "no" }, key: null }],
      });
      const before = await all(log);
      const again = await harness.reopen(log);
      expect(again.id).toBe(log.id);
      expect(again.head).toBe(4);
      expect(again.quarantined).toBe(1);
      expect((await all(again)).map(({ text, sessions, entry }) => [text, sessions, entry])).toEqual(
        before.map(({ text, sessions, entry }) => [text, sessions, entry]),
      );
      await again.append(buildBatch(...arrivalsOf([2, 3, 5, 7]), buildArrival({ traceSeq: 8 }, [])));
      expect(traceSeqs(await all(again))).toEqual([1, 2, 5, 6, 3, 7, 8]);
      expect((await all(again)).at(-1)?.sessions).toEqual(["s1"]);
    });
  });
}
