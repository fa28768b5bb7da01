import type { Entry } from "@lighty/protocol";
import { expect, test } from "vitest";
import { EntryShelf } from "../source/entry-shelf.ts";
import { rehearsedEntries, sessionId } from "../testing/rehearsal.ts";
import { ScriptedSource } from "../testing/scripted-source.ts";
import type { Schedule, Screen } from "./intake.ts";
import { SessionPage } from "./session-page.ts";

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
  expect(page.snapshot().traffic.length).toBe(0);
  screen.paint();
  expect(told).toBe(1);
  expect(page.snapshot().traffic.length).toBe(50);
});

test("a backlog is taken in a bounded piece per paint, and what waits is told", () => {
  const screen = new HandPaintedScreen();
  const page = new SessionPage(sessionId, new ScriptedSource(), screen);
  const [first] = entries;
  const backlog = Array.from({ length: 1_200 }, (_, index) => ({
    ...(first as (typeof entries)[0]),
    entry: index + 1,
  }));
  page.add(backlog);
  screen.paint();
  expect([page.snapshot().traffic.length, page.snapshot().waiting]).toEqual([400, 800]);
  screen.paint();
  screen.paint();
  expect([page.snapshot().traffic.length, page.snapshot().waiting]).toEqual([1_200, 0]);
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
  page.add(entries.slice(0, 10));
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

async function opened(count: number): Promise<{ page: SessionPage; screen: HandPaintedScreen; place: string | null }> {
  const source = new ScriptedSource();
  source.shelf.add(longSession(count));
  const screen = new HandPaintedScreen();
  const page = new SessionPage(sessionId, source, screen);
  const place = await page.start(new AbortController().signal);
  while (!screen.isIdle) screen.paint();
  return { page, screen, place };
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

test("an old place of a long session is read when it is looked for, and let go", async () => {
  const { page } = await opened(20_000);
  const arrived = new Promise<void>((resolve) => {
    const leave = page.subscribe(() => {
      if (page.snapshot().isAtHead) return;
      leave();
      resolve();
    });
  });
  expect(await page.seek(5_000)).toBe(5_001);
  page.stand(5_001);
  await arrived;
  const { traffic, first } = page.snapshot();
  const index = traffic.indexOf(5_001);
  expect(first + index).toBe(5_000);
  expect(traffic.length).toBeLessThan(4_000);
  page.stand(null);
  expect(page.snapshot().isAtHead).toBe(true);
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
