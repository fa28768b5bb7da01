import { afterEach, expect, test, vi } from "vitest";
import { type FromWorker, type ToWorker, threadedSocket } from "./threaded-socket.ts";

/** A worker that a test speaks for. */
class SpokenWorker {
  static latest: SpokenWorker;
  readonly told: ToWorker[] = [];
  isOver = false;
  onmessage: ((event: { data: FromWorker }) => void) | null = null;
  onerror: (() => void) | null = null;

  constructor() {
    SpokenWorker.latest = this;
  }

  postMessage(message: ToWorker): void {
    this.told.push(message);
  }

  terminate(): void {
    this.isOver = true;
  }
}

function opened() {
  vi.stubGlobal("Worker", SpokenWorker);
  const heard: unknown[] = [];
  const socket = threadedSocket(new URL("ws://localhost/live?after=7"));
  socket.onmessage = ({ data }) => heard.push(data);
  socket.onclose = ({ code }) => heard.push(code);
  return { worker: SpokenWorker.latest, heard, socket };
}
afterEach(() => vi.unstubAllGlobals());

test("the worker is told where to open, and of each message that it was read, so that what is unread stays known there", () => {
  const { worker, heard } = opened();
  worker.onmessage?.({ data: { data: "four" } });
  worker.onmessage?.({ data: { data: "fives" } });
  expect(heard).toEqual(["four", "fives"]);
  expect(worker.told).toEqual([{ url: "ws://localhost/live?after=7" }, { read: 4 }, { read: 5 }]);
});

test("a closed line ends the worker, and so does a worker that could not be fetched while the relay is away", () => {
  const line = opened();
  line.worker.onmessage?.({ data: { code: 4003, reason: "too_large" } });
  expect([line.heard, line.worker.isOver]).toEqual([[4003], true]);
  const away = opened();
  away.worker.onerror?.();
  expect([away.heard, away.worker.isOver]).toEqual([[1006], true]);
});
