import { createReadStream, createWriteStream, renameSync, rmSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { CaptureHeader } from "@lighty/protocol";
import {
  type CaptureAbout,
  type CapturedFrame,
  CaptureReader,
  type CaptureReport,
  CaptureWriter,
} from "@lighty/protocol/captures";
import { RelayError } from "../errors.ts";
import { type Compression, compressionOf, compressor, Opened, type OpenLimits } from "./compression.ts";

/*
 * Captures as streams, in memory that does not grow with the file.
 *
 *   const capture = await CaptureStream.open(bytesOf("gym.ndjson.gz"));   // throws capture_invalid, capture_newer
 *   for await (const frames of capture.frames()) ...                      // a few at a time, in the order of the file
 *   capture.report().missing                                              // empty when the file is whole
 *
 *   await writeCapture("gym.ndjson.gz", about, batches)                   // there whole, or not at all
 */

/** What goes into a line: the recorder's time, and the frame as text. */
export type FrameText = Pick<CapturedFrame, "receivedAt" | "text">;

/** The bytes of a file, or of standard input for `-`. */
export function bytesOf(path: string): AsyncIterable<Uint8Array> {
  return path === "-" ? process.stdin : createReadStream(path);
}

/** A capture that is being read. Rules: CAP-1, CAP-3, CAP-4. */
export class CaptureStream {
  readonly header: CaptureHeader;
  readonly #reader: CaptureReader;
  readonly #opened: Opened;
  readonly #pieces: AsyncGenerator<string>;
  readonly #first: CapturedFrame[];

  /** Reads as far as the header. Throws `capture_invalid` or `capture_newer`, and `too_large` beyond the limits. */
  static async open(bytes: AsyncIterable<Uint8Array>, limits?: OpenLimits): Promise<CaptureStream> {
    const opened = new Opened(bytes, limits);
    const reader = new CaptureReader();
    const pieces = decode(opened.bytes());
    const first: CapturedFrame[] = [];
    while (reader.header === null && reader.refusal === null) {
      const next = await pieces.next();
      first.push(...(next.done === true ? reader.end(opened.cut) : reader.push(next.value)));
    }
    if (reader.header !== null) return new CaptureStream(reader.header, reader, opened, pieces, first);
    await pieces.return(undefined);
    throw new RelayError(reader.refusal as NonNullable<typeof reader.refusal>);
  }

  private constructor(
    header: CaptureHeader,
    reader: CaptureReader,
    opened: Opened,
    pieces: AsyncGenerator<string>,
    first: CapturedFrame[],
  ) {
    this.header = header;
    this.#reader = reader;
    this.#opened = opened;
    this.#pieces = pieces;
    this.#first = first;
  }

  get compression(): Compression {
    return this.#opened.compression;
  }

  /** Every frame that can be read, as many at a time as a piece of the file held. To be called once. */
  async *frames(): AsyncGenerator<CapturedFrame[]> {
    if (this.#first.length > 0) yield this.#first.splice(0);
    for await (const piece of this.#pieces) {
      const frames = this.#reader.push(piece);
      if (frames.length > 0) yield frames;
    }
    const last = this.#reader.end(this.#opened.cut);
    if (last.length > 0) yield last;
  }

  /** What the file turned out to be: complete once `frames` has ended. */
  report(): CaptureReport {
    return this.#reader.report();
  }
}

async function* decode(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** The lines of a capture, those of a batch together. */
export async function* captureText(
  about: CaptureAbout,
  batches: AsyncIterable<readonly FrameText[]>,
): AsyncGenerator<string> {
  const writer = new CaptureWriter();
  yield writer.header(about);
  for await (const batch of batches) {
    let lines = "";
    for (const { receivedAt, text } of batch) lines += writer.frame(receivedAt, text);
    if (lines !== "") yield lines;
  }
  yield writer.trailer();
}

/** Writes text to a file, compressed as its name says, or plain to standard output for `-`. A file is there whole, or not at all. */
export async function writeText(path: string, text: AsyncIterable<string | Uint8Array>): Promise<void> {
  const source = Readable.from(text, { objectMode: true });
  const compression = compressor(compressionOf(path));
  const through = compression === undefined ? [] : [compression];
  if (path === "-") {
    await pipeline([source, ...through, process.stdout], { end: false });
    return;
  }
  const part = `${path}.part`;
  try {
    // What a device saw is its owner's alone.
    await pipeline([source, ...through, createWriteStream(part, { mode: 0o600 })]);
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/** Writes a capture; see `writeText`. */
export function writeCapture(
  path: string,
  about: CaptureAbout,
  batches: AsyncIterable<readonly FrameText[]>,
): Promise<void> {
  return writeText(path, captureText(about, batches));
}
