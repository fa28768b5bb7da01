import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { Database } from "better-sqlite3";

/** Frames of a block: more compress a little better, and make a single one cost more to read. */
export const blockFrames = 256;

/** Fewer are not worth a block. */
export const leastBlockFrames = 64;

/** Stands in no JSON text but escaped, so no frame holds it. */
const separator = "\x1e";
const level = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
const keptBlocks = 16;

export function packBlock(texts: readonly string[]): Buffer {
  return zstdCompressSync(texts.join(separator), level);
}

/** Where each block of so many frames begins and ends: none larger than a block, none smaller than need be. */
export function* cutBlocks(frames: number): Iterable<[from: number, to: number]> {
  const blocks = Math.ceil(frames / blockFrames);
  for (let i = 0; i < blocks; i++) yield [Math.floor((i * frames) / blocks), Math.floor(((i + 1) * frames) / blocks)];
}

/** Texts of frames that lie in blocks. The blocks read last are kept at hand: a page reads its neighbours next. */
export class Blocks {
  readonly #find;
  readonly #kept = new Map<number, readonly string[]>();

  constructor(db: Database) {
    this.#find = db.prepare<[number], { first: number; frames: Buffer }>(
      "SELECT first, frames FROM block WHERE first <= ? ORDER BY first DESC LIMIT 1",
    );
  }

  text(entry: number): string {
    for (const [first, texts] of this.#kept) {
      const text = texts[entry - first];
      if (text !== undefined) return text;
    }
    const row = this.#find.get(entry);
    const texts = row === undefined ? [] : zstdDecompressSync(row.frames).toString().split(separator);
    const text = row === undefined ? undefined : texts[entry - row.first];
    if (row === undefined || text === undefined) throw new Error(`no block holds entry ${entry}: the log is damaged`);
    if (this.#kept.size >= keptBlocks) this.#kept.delete(this.#kept.keys().next().value as number);
    this.#kept.set(row.first, texts);
    return text;
  }
}
