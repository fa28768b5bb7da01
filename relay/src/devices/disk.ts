import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Batch, Value } from "@lighty/protocol";

/** A batch as it lies on disk, and true time when it was written. */
interface Line {
  at: number;
  cells: [key: string, value: Value][];
}

/**
 * A device's store as a file of batches, one a line: a line that is whole is a batch that landed, a torn last one never did. At open the file
 * is written anew with what still counts, beside the old one, and takes its place in one rename. [DUR-2]
 *
 * A simulated device lives in the relay's process, so a disk that is full must not end it: the device goes on in memory, and the file is written anew as soon
 * as there is room. Until then it is as old as its last batch.
 */
export class Disk {
  readonly #file: string;
  readonly #cells = new Map<string, Value>();
  /** True time of the last write; 0 for none. */
  readonly lastAt: number;
  /** It lacks batches, and may end in half of one. */
  #isBehind = false;

  constructor(file: string) {
    this.#file = file;
    let lastAt = 0;
    for (const { at, cells } of readLines<Line>(file)) {
      lastAt = Math.max(lastAt, at);
      this.#put(cells);
    }
    this.lastAt = lastAt;
    if (this.#cells.size > 0) this.#replace(lastAt);
    else mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  }

  /** What a device finds at its start. */
  get cells(): ReadonlyMap<string, Value> {
    return this.#cells;
  }

  /** Durable against the death of the process once it returns, while there is room. */
  write(batch: Batch, at: number): void {
    const line: Line = { at, cells: [...batch] };
    this.#put(line.cells);
    try {
      if (this.#isBehind) this.#replace(at);
      else appendFileSync(this.#file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
      this.#isBehind = false;
    } catch (error) {
      // Said once, however often it is tried.
      if (!this.#isBehind)
        process.emitWarning(
          `a simulated device goes on in memory until its store can be written again: ${(error as Error).message}`,
        );
      this.#isBehind = true;
    }
  }

  #replace(at: number): void {
    replaceFile(this.#file, `${JSON.stringify({ at, cells: [...this.#cells] })}\n`);
  }

  #put(cells: Line["cells"]): void {
    for (const [key, value] of cells) {
      if (value === null) this.#cells.delete(key);
      else this.#cells.set(key, value);
    }
  }
}

/** The lines of a file that are whole. */
export function* readLines<T>(file: string): Generator<T> {
  if (!existsSync(file)) return;
  const lines = readFileSync(file, "utf8").split("\n");
  // What follows the last line break was torn.
  for (const line of lines.slice(0, -1)) {
    try {
      yield JSON.parse(line) as T;
    } catch {
      // Torn by a kill in an earlier life, and written on after it.
    }
  }
}

/** Whole or not at all. */
export function replaceFile(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
