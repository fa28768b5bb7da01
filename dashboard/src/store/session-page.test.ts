import type { Entry } from "@lighty/protocol";
import { expect, test } from "vitest";
import { EntryShelf } from "../source/entry-shelf.ts";
import { rehearsedEntries, sessionId } from "../testing/rehearsal.ts";
import { ScriptedSource } from "../testing/scripted-source.ts";
import type { Schedule, Screen } from "./intake.ts";
import { type Page, SessionPage } from "./session-page.ts";

/** Paints when told to; each look at its clock is a millisecond later. */
class HandPaintedScreen implements Screen {
  #now = 0;
  #waiting: (() => void)[] = [];
  readonly schedule: Schedule = (run) => {
    this.#waiting.push(run);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== run);
    };
  };
  now(): number {
    return this.#now++;
  }
  get isIdle(): boolean {
    return this.#waiting.length === 0;
  }
  paint(): void {
    for (const run of this.#waiting.splice(0)) run();
  }
}

const entries = rehearsedEntries();

test("many messages before a paint are one change for the views", () => {
  const screen = new HandPaintedScreen();
  const page = new SessionPage(sessionId, new ScriptedSource(), screen);
  let told = 0;
  page.subscribe(() => told++);
  for (const entry of entries.slice(0, 50)) page.add([entry]);
  // They are in the store, and no view was troubled.
  expect([page.snapshot().traffic.length, told]).toEqual([50, 0]);
  screen.paint();
  expect(told).toBe(1);
  expect(page.snapshot().traffic.length).toBe(50);
});

test("a backlog is taken in a bounded piece per paint, and what waits is told", () => {
  const screen = new HandPaintedScreen();
  const page = new SessionPage(sessionId, new ScriptedSource(), screen);
  const [first] = entries;
  const backlog = Array.from({ length: 6_000 }, (_, index) => ({
    ...(first as (typeof entries)[0]),
    entry: index + 1,
  }));
  page.add(backlog);
  screen.paint();
  // More at once while it is far behind, or a machine that paints seldom would never catch up.
  expect([page.snapshot().traffic.length, page.snapshot().waiting]).toEqual([3_200, 2_800]);
  screen.paint();
  page.add(backlog.slice(0, 800).map((entry) => ({ ...entry, entry: entry.entry + 6_000 })));
  screen.paint();
  expect(page.snapshot().traffic.length).toBe(6_400);
  screen.paint();
  expect([page.snapshot().traffic.length, page.snapshot().waiting]).toEqual([6_800, 0]);
  expect(screen.isIdle).toBe(true);
});

test("what came before a reset is not mixed with what comes after", () => {
  const screen = new HandPaintedScreen();
  const page = new SessionPage(sessionId, new ScriptedSource(), screen);
  page.add(entries.slice(0, 10));
  page.reset();
  page.add(entries.slice(0, 3));
  screen.paint();
  expect(page.snapshot().traffic.length).toBe(3);
});

test("a stopped page takes nothing more in", () => {
  const screen = new HandPaintedScreen();
  const page = new SessionPage(sessionId, new ScriptedSource(), screen);
  page.add(entries.slice(0, 60));
  page.stop();
  screen.paint();
  expect(page.snapshot().traffic.length).toBe(0);
});

const rehearsal = new EntryShelf();
rehearsal.add(entries);
const own = (await rehearsal.read(sessionId, { after: 0, limit: 10_000 })).entries;

/** The rehearsed session again and again, as one that went on for days. */
function longSession(count: number): Entry[] {
  return Array.from({ length: count }, (_, index) => {
    const entry = own[index % own.length] as Entry;
    const observedAt = entry.frame.observedAt + Math.floor(index / own.length) * 1_000_000;
    return { ...entry, entry: index + 1, frame: { ...entry.frame, observedAt, traceSeq: index + 1 } };
  });
}

/** A page of so many entries, each so many numbers after the last. */
async function opened(count: number, apart = 1) {
  const source = new ScriptedSource();
  const session = longSession(count);
  if (apart === 1) source.shelf.add(session);
  else for (const entry of session) source.shelf.add(between(entry, apart));
  const screen = new HandPaintedScreen();
  const page = new SessionPage(sessionId, source, screen);
  const place = await page.start(new AbortController().signal);
  while (!screen.isIdle) screen.paint();
  return { page, source, screen, place };
}

/** An entry, and after it those of a device that is not of the session. */
function between(entry: Entry, apart: number): Entry[] {
  const first = 1 + (entry.entry - 1) * apart;
  const observer = { ...entry.frame.observer, deviceId: "phone9" };
  const { bootId, traceSeq, observedAt, monotonicMs } = entry.frame;
  const other: Entry["frame"] = {
    observer,
    bootId,
    traceSeq,
    observedAt,
    monotonicMs,
    direction: "local",
    sizeBytes: 2,
    body: "{}",
  };
  return Array.from({ length: apart }, (_, index) => ({
    ...entry,
    entry: first + index,
    frame: index === 0 ? entry.frame : other,
  }));
}

/** The page as soon as what was waited for is told of it. */
async function toldOf(page: SessionPage, is: (page: Page) => boolean): Promise<Page> {
  return await new Promise((resolve) => {
    const leave = page.subscribe(() => {
      if (!is(page.snapshot())) return;
      leave();
      resolve(page.snapshot());
    });
  });
}

const firstShown = (page: SessionPage) => page.snapshot().traffic.readings[0]?.entry.entry;

test("a long session opens at its end, with what its devices held before", async () => {
  const { page } = await opened(20_000);
  const { traffic, first, count, isWhole, isAtHead } = page.snapshot();
  expect({ length: traffic.length, first, count, isWhole, isAtHead }).toEqual({
    length: 544,
    first: 19_456,
    count: 20_000,
    isWhole: false,
    isAtHead: true,
  });
  expect(traffic.base.map(({ role }) => role).sort()).toEqual(["phone", "watch"]);
  expect(traffic.names.routine).toBe("Push day");
});

test("an old place of a long session is read when it is looked for, widened where the reader rests, and let go", async () => {
  const { page } = await opened(20_000);
  const found = await new Promise((resolve) => page.seek(5_000, resolve));
  expect(found).toBe(5_001);
  page.stand(5_001);
  const near = page.snapshot();
  expect([near.isAtHead, near.first + near.traffic.indexOf(5_001)]).toEqual([false, 5_000]);
  expect(near.traffic.length).toBeLessThan(300);
  const wide = await toldOf(page, ({ traffic }) => traffic.length > 1_000);
  expect(wide.first + wide.traffic.indexOf(5_001)).toBe(5_000);
  expect(wide.traffic.length).toBeLessThan(2_000);
  page.stand(null);
  expect(page.snapshot().isAtHead).toBe(true);
});

test("however fast a hand goes through a long session, one place is read at a time, and of those that were passed none", async () => {
  const { page, source } = await opened(20_000);
  const asked: number[] = [];
  const answers: (() => void)[] = [];
  let [inFlight, most] = [0, 0];
  source.before = async (what) => {
    if (what !== "statesAt") return;
    asked.push((page.snapshot().sought ?? -1) + 1);
    most = Math.max(most, ++inFlight);
    await new Promise<void>((resolve) => answers.push(resolve));
    inFlight--;
  };
  const found: number[] = [];
  for (let place = 1_000; place <= 9_000; place += 100) page.seek(place, (entry) => found.push(entry));
  expect(page.snapshot().sought).toBe(9_000);
  const first = toldOf(page, () => found.length === 1);
  answers.shift()?.();
  await first;
  expect(page.snapshot().sought).toBe(9_000);
  const last = toldOf(page, () => found.length === 2);
  answers.shift()?.();
  await last;
  expect(found).toEqual([1_001, 9_001]);
  expect([asked.length, most, page.snapshot().sought]).toEqual([2, 1, null]);
  page.stop();
});

test("a place of a session that shares its log with others is found by reading its stretch", async () => {
  const { page } = await opened(20_000, 3);
  const found = await new Promise<number>((resolve) => page.seek(5_000, resolve));
  const { traffic, first } = page.snapshot();
  expect([found, first + traffic.indexOf(found)]).toEqual([1 + 5_000 * 3, 5_000]);
  page.stand(1 + 7_777 * 3);
  const there = await toldOf(page, (page) => page.traffic.indexOf(1 + 7_777 * 3) >= 0);
  expect(there.first + there.traffic.indexOf(1 + 7_777 * 3)).toBe(7_777);
  page.stop();
});

test("what could not be read while nobody answered is read when somebody does", async () => {
  const { page, source } = await opened(20_000);
  source.before = async () => {
    throw new Error("the relay does not answer");
  };
  const gaveUp = toldOf(page, ({ traffic }) => traffic.indexOf(5_001) < 0);
  page.stand(5_001);
  await gaveUp;
  source.before = async () => undefined;
  const there = toldOf(page, ({ traffic }) => traffic.indexOf(5_001) >= 0);
  page.lookAgain();
  expect((await there).isAtHead).toBe(false);
  page.stop();
});

test("what was held before the tail is asked for again where nobody answered when the tail began", async () => {
  const { page, source, screen } = await opened(1_000);
  page.add(longSession(1_000));
  source.before = async () => {
    throw new Error("the relay does not answer");
  };
  page.add(longSession(18_000).slice(1_000));
  while (!screen.isIdle) screen.paint();
  const { first, traffic } = page.snapshot();
  expect(first).toBeGreaterThan(0);
  // The refusal has come once a timer runs.
  await new Promise((resolve) => setTimeout(resolve));
  expect(traffic.base).toEqual([]);
  source.shelf.add(longSession(18_000).slice(1_000));
  source.before = async () => undefined;
  const there = toldOf(page, ({ traffic }) => traffic.base.length > 0);
  page.lookAgain();
  expect((await there).traffic.base.map(({ role }) => role).sort()).toEqual(["phone", "watch"]);
  page.stop();
});

test("what is held of a session that goes on stays bounded, and what the reader looks at stays", async () => {
  const { page, screen } = await opened(1_000);
  page.add(longSession(1_000));
  const all = longSession(60_000);
  let mostHeld = 0;
  for (let at = 1_000; at < all.length; at += 1_000) {
    page.add(all.slice(at, at + 1_000));
    while (!screen.isIdle) screen.paint();
    mostHeld = Math.max(mostHeld, page.snapshot().traffic.length);
    if (at === 10_000) page.stand(9_000);
  }
  expect(mostHeld).toBeLessThanOrEqual(2 * 8_192 + 50);
  expect(page.snapshot().count).toBe(60_000);
  expect(page.snapshot().traffic.indexOf(9_000)).toBeGreaterThanOrEqual(0);
  page.stand(null);
  const { traffic, first, isAtHead } = page.snapshot();
  expect([isAtHead, first + traffic.length, firstShown(page)]).toEqual([true, 60_000, first + 1]);
});
