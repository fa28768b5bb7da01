import type { Database } from "better-sqlite3";
import { unreadable } from "../errors.ts";
import { unpackBatch, unpackBlock } from "./blocks.ts";
import type { Columns } from "./columns.ts";
import type { Places } from "./places.ts";

/** Entries that lie together, `first` to `last`: a batch as it was committed, or a sealed block. */
export interface Unit {
  readonly first: number;
  readonly last: number;
  readonly columns: Columns;
  /** Entries of which only the place is left, counted from the first. */
  readonly removed: ReadonlySet<number>;
  /** Unpacked when the first is asked for. Throws `storage_failed` where it is damaged. */
  text(entry: number): string;
}

interface UnitRow {
  first: number;
  last: number;
  columns: string;
  /** Text of a batch, bytes of a block. */
  frames: string | Uint8Array;
}

/** Batches fetched at a time. */
const chunk = 64;

/** Blocks read last are kept at hand: a page reads its neighbours next. */
const keptBlocks = 16;

/** Reads batches and blocks in the order of their entries, over any connection. */
export class Units {
  readonly #sql;
  readonly #kept = new Map<number, Unit>();

  constructor(db: Database) {
    const row = "SELECT first, last, columns, frames FROM";
    this.#sql = {
      block: db.prepare<[number], UnitRow>(`${row} block WHERE last = ?`),
      blockAt: db.prepare<[number], number>("SELECT last FROM block WHERE last >= ? ORDER BY last LIMIT 1").pluck(),
      batchesFrom: db.prepare<[number], UnitRow>(`${row} batch WHERE last >= ? ORDER BY last LIMIT ${chunk}`),
      batchesDown: db.prepare<[number, number], UnitRow>(
        `${row} batch WHERE last <= coalesce((SELECT min(last) FROM batch WHERE last >= ?), ?) ORDER BY last DESC LIMIT ${chunk}`,
      ),
    };
  }

  /** What was read lately has been written anew since. */
  forget(): void {
    this.#kept.clear();
  }

  /** Units that hold entries from `from` on, upward or downward; of the blocks only those at `sealed`. */
  *walk(from: number, isBackward: boolean, sealed: Places): Iterable<Unit> {
    const [batches, blocks] = [this.#batches(from, isBackward), this.#blocks(from, isBackward, sealed)];
    let [batch, block] = [batches.next(), blocks.next()];
    while (!batch.done || !block.done) {
      const isBatch = block.done || (!batch.done && batch.value.last < block.value.last !== isBackward);
      yield (isBatch ? batch : block).value as Unit;
      if (isBatch) batch = batches.next();
      else block = blocks.next();
    }
  }

  *#batches(from: number, isBackward: boolean): Iterator<Unit, undefined> {
    for (let at = from; ; ) {
      const rows = isBackward ? this.#sql.batchesDown.all(at, at) : this.#sql.batchesFrom.all(at);
      for (const row of rows) {
        at = isBackward ? row.first - 1 : row.last + 1;
        if (!isBackward || row.first <= from) yield new Opened(row);
      }
      if (rows.length < chunk) return undefined;
    }
  }

  *#blocks(from: number, isBackward: boolean, sealed: Places): Iterator<Unit, undefined> {
    let bound = from;
    if (isBackward) {
      const last = this.#sql.blockAt.get(from);
      if (last !== undefined && this.#block(last).first <= from) bound = last;
    }
    for (;;) {
      const last = sealed.seek(bound);
      if (last === null) return undefined;
      const unit = this.#block(last);
      yield unit;
      bound = isBackward ? unit.first - 1 : last + 1;
    }
  }

  #block(last: number): Unit {
    let unit = this.#kept.get(last);
    if (unit === undefined) {
      const row = this.#sql.block.get(last);
      if (row === undefined) throw unreadable(new Error(`no block ends at entry ${last}`));
      unit = new Opened(row);
      if (this.#kept.size >= keptBlocks) this.#kept.delete(this.#kept.keys().next().value as number);
      this.#kept.set(last, unit);
    }
    return unit;
  }
}

const none: ReadonlySet<number> = new Set();

class Opened implements Unit {
  readonly first: number;
  readonly last: number;
  readonly columns: Columns;
  readonly removed: ReadonlySet<number>;
  readonly #frames: string | Uint8Array;
  #texts: readonly string[] | undefined;

  constructor({ first, last, columns, frames }: UnitRow) {
    this.first = first;
    this.last = last;
    this.columns = JSON.parse(columns);
    this.removed = this.columns.removed === undefined ? none : new Set(this.columns.removed);
    this.#frames = frames;
  }

  text(entry: number): string {
    this.#texts ??= this.#unpack();
    const text = this.#texts[entry - this.first];
    if (text === undefined) throw unreadable(new Error(`entry ${entry} is not where it should lie`));
    return text;
  }

  #unpack(): readonly string[] {
    if (typeof this.#frames === "string") return unpackBatch(this.#frames, this.columns.lengths ?? []);
    try {
      return unpackBlock(this.#frames);
    } catch (error) {
      throw unreadable(error);
    }
  }
}
