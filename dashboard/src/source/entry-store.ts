import type { Entry } from "@lighty/protocol";

/** Where a source without a relay keeps its entries: numbered from 1, in the order they are given. */
export interface EntryStore {
  /** How many are kept; also the number of the last. */
  readonly count: number;
  append(entries: readonly Entry[]): void;
  /** The entries of these numbers, which rise. */
  get(numbers: readonly number[]): Promise<Entry[]>;
}

/** In memory, for what is small or made on the spot. */
export class MemoryEntries implements EntryStore {
  readonly #entries: Entry[] = [];

  get count(): number {
    return this.#entries.length;
  }

  append(entries: readonly Entry[]): void {
    for (const entry of entries) this.#entries.push(entry);
  }

  async get(numbers: readonly number[]): Promise<Entry[]> {
    return numbers.flatMap((number) => this.#entries[number - 1] ?? []);
  }
}

/** Entries to a piece, and pieces held open; a reader goes from neighbour to neighbour. */
const pieceEntries = 512;
const openPieces = 12;

/**
 * As text in blobs, which a browser may keep on disk: of a capture of any length only the pieces that are looked at stand in memory.
 *
 *   entries  1 ........ 512 | 513 ...... 1024 | 1025 ..
 *   kept     blob           | blob            | in memory until it is full
 */
export class BlobEntries implements EntryStore {
  readonly #pieces: Blob[] = [];
  readonly #open = new Map<number, Promise<Entry[]>>();
  #last: Entry[] = [];

  get count(): number {
    return this.#pieces.length * pieceEntries + this.#last.length;
  }

  append(entries: readonly Entry[]): void {
    for (const entry of entries) {
      this.#last.push(entry);
      if (this.#last.length < pieceEntries) continue;
      this.#pieces.push(new Blob([JSON.stringify(this.#last)]));
      this.#last = [];
    }
  }

  async get(numbers: readonly number[]): Promise<Entry[]> {
    const found: Entry[] = [];
    for (const number of numbers) {
      const index = Math.floor((number - 1) / pieceEntries);
      const piece = index === this.#pieces.length ? this.#last : await this.#piece(index);
      const entry = piece[(number - 1) % pieceEntries];
      if (entry !== undefined) found.push(entry);
    }
    return found;
  }

  #piece(index: number): Promise<Entry[]> {
    const open = this.#open.get(index) ?? parse(this.#pieces[index]);
    this.#open.delete(index);
    this.#open.set(index, open);
    if (this.#open.size > openPieces) this.#open.delete(this.#open.keys().next().value as number);
    return open;
  }
}

/** Written by this class, so read without another check. */
async function parse(piece: Blob | undefined): Promise<Entry[]> {
  return piece === undefined ? [] : (JSON.parse(await piece.text()) as Entry[]);
}
