import { blockFrames, cutBlocks, leastBlockFrames, packBatch, packBlock, packBlockOf, unpackBatch } from "./blocks.ts";
import { type Columns, emptyColumns, joinColumns, placeOf } from "./columns.ts";
import { type Arrival, headOf } from "./event-log.ts";
import type { Facets } from "./facets.ts";
import type { prepare, StoredUnit } from "./statements.ts";
import type { TextIndex } from "./text-index.ts";

/** The latest entries stay as they came: they are read most, and more of the same follows. */
const openEntries = 1_024;

/** Blocks that are passed over in one step. */
const mostPassed = 64;

/** An arrival with what the log has made of it. */
export interface Shelved {
  arrival: Arrival;
  /** Numbers of the sessions that it is listed under. */
  sessions: number[];
}

/**
 * How entries lie: few at a time as a batch, just as they came; many at once, and in time the few, as compressed blocks with their places by
 * session and by facet. Everything here happens in the transaction that is under way.
 */
export class Shelves {
  readonly #sql: ReturnType<typeof prepare>;
  readonly #facets: Facets;
  readonly #text: TextIndex;
  /** Entries up to here lie in blocks. */
  #sealed: number;

  constructor(sql: ReturnType<typeof prepare>, facets: Facets, text: TextIndex, sealed: number) {
    this.#sql = sql;
    this.#facets = facets;
    this.#text = text;
    this.#sealed = sealed;
  }

  get sealed(): number {
    return this.#sealed;
  }

  /** Puts new entries away, the first of which has this number. */
  add(first: number, receivedAt: number, entries: readonly Shelved[]): void {
    if (entries.length === 0) return;
    // Many at once are compressed at once: less to write, and nothing to do again later. Few are quicker as they are.
    if (entries.length >= leastBlockFrames) {
      for (const [from, to] of cutBlocks(entries.length)) {
        const part = entries.slice(from, to);
        const frames = packBlockOf(part.map(({ arrival }) => arrival));
        this.#addBlock(first + from, part.length, this.#columns(receivedAt, part), frames);
      }
      return;
    }
    const texts = entries.map(({ arrival }) => arrival.text);
    const columns = { ...this.#columns(receivedAt, entries), lengths: texts.map(({ length }) => length) };
    this.#sql.addBatch.run(first, first + entries.length - 1, JSON.stringify(columns), packBatch(texts));
  }

  /** Lays the oldest batches into a block, once there are enough; true when there may be more to do. `head` is the last entry. */
  seal(head: number): boolean {
    const block = this.#sql.blockAfter.get(this.#sealed);
    if (block?.first === this.#sealed + 1) return this.#markSealed(this.#lastAdjacent(block.last));
    const found: StoredUnit<string>[] = [];
    let frames = 0;
    for (const batch of this.#sql.batchesAfter.iterate(this.#sealed, blockFrames)) {
      const size = batch.last - batch.first + 1;
      if (frames + size > blockFrames || (block !== undefined && batch.last > block.first)) break;
      found.push(batch);
      frames += size;
    }
    const last = found.at(-1)?.last;
    const isWhole = frames > blockFrames - leastBlockFrames || last === (block?.first ?? 0) - 1;
    if (last === undefined || !isWhole || last > head - openEntries) return false;
    const parts = found.map(({ columns }) => JSON.parse(columns) as Columns);
    const texts = found.flatMap(({ frames }, i) => unpackBatch(frames, parts[i]?.lengths ?? []));
    this.#addBlock((found[0] as StoredUnit<string>).first, texts.length, joinColumns(parts), packBlock(texts));
    this.#sql.dropBatches.run(last);
    return this.#markSealed(last);
  }

  /** Forgets everything up to an entry where a batch or a block ends. */
  drop(upTo: number): void {
    for (const { last, columns } of this.#sql.blocksUpTo.all(upTo)) {
      const { facet, lists } = JSON.parse(columns) as Columns;
      this.#text.drop(last);
      for (const each of new Set(facet)) this.#sql.dropFacetPlace.run(each, last);
      for (const each of new Set(lists.flat())) this.#sql.dropSessionPlace.run(each, last);
    }
    this.#sql.dropBatches.run(upTo);
    this.#sql.dropBlocks.run(upTo);
    if (upTo > this.#sealed) this.#markSealed(upTo);
  }

  /** Forgets everything, where their places by session and by facet are gone already; `head` is the last entry. */
  dropAll(head: number): void {
    this.#sql.dropEveryBatch.run();
    this.#sql.dropEveryBlock.run();
    this.#markSealed(head);
  }

  /** The transaction that was under way has failed: what is remembered of it goes. */
  rollback(): void {
    this.#sealed = this.#sql.log.get()?.sealed ?? 0;
  }

  /** The last of the blocks that follow each other without a batch between. */
  #lastAdjacent(first: number): number {
    let last = first;
    for (let i = 0; i < mostPassed; i++) {
      const next = this.#sql.blockAfter.get(last);
      if (next?.first !== last + 1) break;
      last = next.last;
    }
    return last;
  }

  #markSealed(entry: number): true {
    this.#sql.seal.run(entry);
    this.#sealed = entry;
    return true;
  }

  #columns(receivedAt: number, entries: readonly Shelved[]): Columns {
    const [{ arrival: earliest }] = entries as readonly [Shelved];
    const columns = emptyColumns(receivedAt, headOf(earliest).observedAt);
    for (const { arrival, sessions } of entries) {
      const { facts } = arrival;
      const frame = headOf(arrival);
      columns.received.push((arrival.receivedAt ?? receivedAt) - receivedAt);
      columns.observed.push(frame.observedAt - columns.from[1]);
      columns.facet.push(this.#facets.number(frame, facts));
      columns.revision.push(facts.revision ?? null);
      columns.seq.push(facts.seq ?? null);
      columns.listed.push(placeOf(columns.lists, sessions));
    }
    return columns;
  }

  #addBlock(first: number, entries: number, columns: Columns, frames: Buffer): void {
    const last = first + entries - 1;
    this.#sql.addBlock.run(first, last, JSON.stringify(columns), frames);
    for (const session of new Set(columns.lists.flat())) this.#sql.placeSession.run(session, last);
    for (const facet of new Set(columns.facet)) this.#sql.placeFacet.run(facet, last);
  }
}
