import { expect, test } from "vitest";
import { rehearsedEntries, sessionId } from "../testing/rehearsal.ts";
import { type Schedule, type Screen, SessionPage } from "./apply-stream.ts";

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
  const page = new SessionPage(sessionId, screen);
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
  const page = new SessionPage(sessionId, screen);
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
  const page = new SessionPage(sessionId, screen);
  page.add(entries.slice(0, 10));
  page.reset();
  page.add(entries.slice(0, 3));
  screen.paint();
  expect(page.snapshot().traffic.length).toBe(3);
});

test("a stopped page takes nothing more in", () => {
  const screen = new HandPaintedScreen();
  const page = new SessionPage(sessionId, screen);
  page.add(entries.slice(0, 10));
  page.stop();
  screen.paint();
  expect(page.snapshot().traffic.length).toBe(0);
});
