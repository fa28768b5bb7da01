import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { giveBack } from "../give-back.ts";
import type { Arrival, Place } from "./event-log.ts";

/** Frames of a block: more compress a little better, and make a single one cost more to read. */
export const blockFrames = 256;

/** So many at once are compressed as they are written; fewer lie as they came until there is time. */
export const leastBlockFrames = 64;

/** Stands in no JSON text but escaped, so no frame holds it. */
const separator = "\x1e";
const separatorByte = separator.charCodeAt(0);

/** The sum tells a damaged block from a whole one: without it a byte that was turned over is another byte of somebody's frame. */
const level = { params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 } };
/** Most blocks come out in one piece: sixteen KiB at a time, as is usual, cost more than the decompression. */
const roomy = { chunkSize: 262_144 };

/** A block of usual frames is put together here; one of large frames has room made for it. */
const scratch = Buffer.allocUnsafeSlow(512 * 1_024);

export function packBlock(texts: readonly string[]): Buffer {
  return zstdCompressSync(texts.join(separator), level);
}

/** Compresses the bytes of arrivals from where they lie. Their texts are made only where one has no place. */
export function packBlockOf(arrivals: readonly Arrival[]): Buffer {
  let size = 0;
  for (const { place } of arrivals) {
    if (place === undefined) return packBlock(arrivals.map(({ text }) => text));
    size += place.to - place.from + 1;
  }
  const bytes = size > scratch.byteLength ? Buffer.allocUnsafe(size) : scratch;
  let at = 0;
  for (const { place } of arrivals) {
    const { bytes: source, from, to } = place as Place;
    at += source.copy(bytes, at, from, to);
    bytes[at++] = separatorByte;
  }
  const block = zstdCompressSync(bytes.subarray(0, size - 1), level);
  // What is purged is to be nowhere.
  if (bytes === scratch) bytes.fill(0, 0, size);
  return block;
}

/** Throws where the bytes are damaged. */
export function unpackBlock(frames: Uint8Array): string[] {
  const bytes = zstdDecompressSync(frames, roomy);
  const texts = bytes.toString().split(separator);
  release(bytes);
  return texts;
}

/** What is no larger than Node's own pool may lie in it, beside others. */
function release({ buffer }: Buffer): void {
  if (buffer.byteLength > Buffer.poolSize) giveBack(buffer);
}

/** Frames as a JSON array, each as the text that it came in. */
export function packBatch(texts: readonly string[]): string {
  return `[${texts.join(",")}]`;
}

/** The texts of such an array, by their lengths. */
export function unpackBatch(frames: string, lengths: readonly number[]): string[] {
  let at = 1;
  return lengths.map((length) => {
    const text = frames.slice(at, at + length);
    at += length + 1;
    return text;
  });
}

/** Where each block of so many frames begins and ends: none larger than a block, none smaller than need be. */
export function* cutBlocks(frames: number): Iterable<[from: number, to: number]> {
  const blocks = Math.ceil(frames / blockFrames);
  for (let i = 0; i < blocks; i++) yield [Math.floor((i * frames) / blocks), Math.floor(((i + 1) * frames) / blocks)];
}
