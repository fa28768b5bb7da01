import { readFileSync } from "node:fs";
import type { CaptureHeader, Entry } from "@lighty/protocol";
import { Expectation } from "@lighty/protocol/replay";
import { bytesOf, CaptureStream } from "../captures/capture-file.ts";
import { RelayError } from "../errors.ts";

/** A capture held in memory, as a replay needs it: it goes back and forth in it. */
export interface LoadedCapture {
  path: string;
  header: CaptureHeader;
  /** Numbered from 1 in the order of the file. */
  entries: readonly Entry[];
  /** What of the file is missing, a sentence each. */
  missing: readonly string[];
}

/** Reads a whole capture; `-` is standard input. Throws `capture_invalid`, `capture_newer`, `too_large`, and what the disk says. */
export async function loadCapture(path: string): Promise<LoadedCapture> {
  const stream = await CaptureStream.open(bytesOf(path));
  const entries: Entry[] = [];
  for await (const frames of stream.frames()) {
    for (const { receivedAt, frame } of frames) entries.push({ entry: entries.length + 1, receivedAt, frame });
  }
  return { path, header: stream.header, entries, missing: stream.report().missing };
}

const captureName = /\.ndjson(\.gz|\.zst)?$/;

export function isCaptureName(name: string): boolean {
  return captureName.test(name);
}

/** Where the expectation of a capture lies: beside it, as `NAME.expected.json`. */
export function expectationPath(path: string): string {
  return `${path.replace(captureName, "")}.expected.json`;
}

/** The expectation beside a capture; undefined where there is none. Throws `capture_invalid` for one that is none. */
export function loadExpectation(path: string): Expectation | undefined {
  const file = expectationPath(path);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return Expectation.parse(JSON.parse(text));
  } catch (cause) {
    throw new RelayError({ code: "capture_invalid", sentence: `${file} is not an expectation of format 1` }, cause);
  }
}
