import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";

/** Frames of a block: more compress a little better, and make a single one cost more to read. */
export const blockFrames = 256;

/** So many at once are compressed as they are written; fewer lie as they came until there is time. */
export const leastBlockFrames = 64;

/** Stands in no JSON text but escaped, so no frame holds it. */
const separator = "\x1e";
/** The sum tells a damaged block from a whole one: without it a byte that was turned over is another byte of somebody's frame. */
const level = { params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 } };

export function packBlock(texts: readonly string[]): Buffer {
  return zstdCompressSync(texts.join(separator), level);
}

/** Throws where the bytes are damaged. */
export function unpackBlock(frames: Uint8Array): string[] {
  return zstdDecompressSync(frames).toString().split(separator);
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
