import { CaptureWriter } from "@lighty/protocol/captures";
import { afterEach, expect, test, vi } from "vitest";
import { rehearsedEntries } from "../testing/rehearsal.ts";
import { CaptureReading, type Progress } from "./capture-reading.ts";

const writer = new CaptureWriter();
const lines = [
  writer.header({ devices: [], clockSamples: [], redaction: "none" }),
  ...rehearsedEntries().map(({ receivedAt, frame }) => writer.frame(receivedAt, JSON.stringify(frame))),
  writer.trailer(),
];
const bytes = new TextEncoder().encode(lines.join(""));

/** A file whose pieces are all there at once, as those of a fast disk are. */
function file(pieces: number): Blob {
  const size = Math.ceil(bytes.length / pieces);
  const stream = () =>
    new ReadableStream({
      start(controller) {
        for (let at = 0; at < bytes.length; at += size)
          controller.enqueue(new Uint8Array(bytes.subarray(at, at + size)));
        controller.close();
      },
    });
  return {
    size: bytes.length,
    slice: (from: number, to: number) => new Blob([bytes.subarray(from, to)]),
    stream,
  } as Blob;
}

afterEach(() => vi.restoreAllMocks());

test("a file that is being read tells how far it has come, and answers questions all the while", async () => {
  let now = 0;
  // Each piece takes a second.
  vi.spyOn(performance, "now").mockImplementation(() => (now += 1_000));
  const reading = new CaptureReading();
  const told: Progress[] = [];
  let isOver = false;
  const opened = reading
    .open(file(8), (progress) => told.push(progress))
    .then(() => {
      isOver = true;
    });
  // As a question of the page comes to a worker: when its thread has a moment.
  const answer = await new Promise<{ sessions: number; isOver: boolean }>((resolve) => {
    const ask = () => {
      const sessions = reading.summaries().length;
      if (sessions > 0 || isOver) resolve({ sessions, isOver });
      else setTimeout(ask);
    };
    setTimeout(ask);
  });
  expect(answer).toEqual({ sessions: 1, isOver: false });
  await opened;
  const shares = told.map(({ read, size }) => read / size);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares.length).toBeGreaterThan(4);
  expect(told.at(-1)).toMatchObject({ read: bytes.length, report: { refusal: null, missing: [] } });
});
