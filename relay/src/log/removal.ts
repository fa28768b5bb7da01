import type { Frame } from "@lighty/protocol";
import type { Database } from "better-sqlite3";
import { packBatch, packBlock, unpackBatch, unpackBlock } from "./blocks.ts";
import { type Columns, placeOf } from "./columns.ts";
import type { Removal } from "./event-log.ts";
import type { StoredUnit } from "./statements.ts";
import type { TextIndex } from "./text-index.ts";

/** A unit with the session's frames taken out. */
interface Stripped extends Removal {
  columns: Columns;
  texts: string[];
}

/**
 * Takes a session out of the blocks and batches that hold it, which other sessions lie in as well: each is written anew, in the transaction that is under
 * way. An entry keeps its number and its device's place, so nothing moves and no hole is made.
 */
export class SessionRemoval {
  readonly #sql;
  readonly #text: TextIndex;

  constructor(db: Database, text: TextIndex) {
    this.#text = text;
    this.#sql = {
      places: db.prepare<[number], number>("SELECT last FROM session_block WHERE session = ? ORDER BY last").pluck(),
      block: db.prepare<[number], StoredUnit<Buffer>>("SELECT first, last, columns, frames FROM block WHERE last = ?"),
      setBlock: db.prepare<[string, Buffer, number]>("UPDATE block SET columns = ?, frames = ? WHERE last = ?"),
      batches: db.prepare<[], StoredUnit<string>>("SELECT first, last, columns, frames FROM batch"),
      setBatch: db.prepare<[string, string, number]>("UPDATE batch SET columns = ?, frames = ? WHERE last = ?"),
      dropSessions: db.prepare<[number]>("DELETE FROM session_block WHERE last = ?"),
      dropFacets: db.prepare<[number]>("DELETE FROM facet_block WHERE last = ?"),
      placeSession: db.prepare<[number, number]>("INSERT INTO session_block VALUES (?, ?)"),
      placeFacet: db.prepare<[number, number]>("INSERT INTO facet_block VALUES (?, ?)"),
      dropQuarantined: db.prepare<[string, string]>(
        "DELETE FROM quarantine WHERE instr(frame, ?) > 0 OR instr(frame, ?) > 0",
      ),
      dropUnnamed: db.prepare("DELETE FROM session WHERE session = ''"),
      unname: db.prepare<[number]>("UPDATE session SET session = '' WHERE number = ?"),
      dropSession: db.prepare<[number]>("DELETE FROM session WHERE number = ?"),
    };
  }

  /** `highest` is the highest number that any session has: it is kept from being given out again. */
  run(sessionId: string, number: number, highest: number): Removal {
    const all: Removal = { entries: 0, shared: 0 };
    const count = ({ entries, shared }: Stripped) => {
      all.entries += entries;
      all.shared += shared;
    };
    for (const last of this.#sql.places.all(number)) {
      const { columns, frames } = this.#sql.block.get(last) as StoredUnit<Buffer>;
      const stripped = strip(JSON.parse(columns), unpackBlock(frames), sessionId, number);
      count(stripped);
      this.#sql.setBlock.run(JSON.stringify(stripped.columns), packBlock(stripped.texts), last);
      this.#place(last, stripped.columns);
      this.#text.replace(last, stripped.texts);
    }
    for (const { last, columns: json, frames } of this.#sql.batches.all()) {
      const columns = JSON.parse(json) as Columns;
      if (!columns.lists.some((list) => list.includes(number))) continue;
      const stripped = strip(columns, unpackBatch(frames, columns.lengths ?? []), sessionId, number);
      count(stripped);
      const lengths = stripped.texts.map(({ length }) => length);
      this.#sql.setBatch.run(JSON.stringify({ ...stripped.columns, lengths }), packBatch(stripped.texts), last);
    }
    this.#sql.dropQuarantined.run(...namings(sessionId));
    if (number === highest) {
      this.#sql.dropUnnamed.run();
      this.#sql.unname.run(number);
    } else this.#sql.dropSession.run(number);
    return all;
  }

  #place(last: number, { lists, listed, facet, removed = [] }: Columns): void {
    const gone = new Set(removed);
    const left = listed.map((_, i) => i).filter((i) => !gone.has(i));
    this.#sql.dropSessions.run(last);
    this.#sql.dropFacets.run(last);
    for (const session of new Set(left.flatMap((i) => lists[listed[i] as number] ?? [])))
      this.#sql.placeSession.run(session, last);
    for (const each of new Set(left.map((i) => facet[i] as number))) this.#sql.placeFacet.run(each, last);
  }
}

/** Every frame that names the session goes; one that is only listed under it, among others, stays with the others. */
function strip(columns: Columns, texts: readonly string[], sessionId: string, number: number): Stripped {
  const lists = columns.lists.map((list) => list.filter((each) => each !== number));
  const listed = [...columns.listed];
  const removed = new Set(columns.removed);
  const stripped: Stripped = {
    ...{ entries: 0, shared: 0, texts: [...texts] },
    columns: { ...columns, lists, listed, facet: [...columns.facet] },
  };
  for (const [i, text] of texts.entries()) {
    const place = columns.listed[i] as number;
    const others = lists[place] as number[];
    if (!(columns.lists[place] as number[]).includes(number)) continue;
    if (others.length > 0 && !namings(sessionId).some((naming) => text.includes(naming))) continue;
    stripped.entries += 1;
    if (others.length > 0) stripped.shared += 1;
    removed.add(i);
    listed[i] = placeOf(lists, []);
    stripped.columns.facet[i] = 0;
    stripped.texts[i] = stub(text);
  }
  const keep = <T>(values: T[]): (T | null)[] => values.map((value, i) => (removed.has(i) ? null : value));
  const { revision, seq } = columns;
  Object.assign(stripped.columns, { revision: keep(revision), seq: keep(seq) });
  if (removed.size > 0) stripped.columns.removed = [...removed].sort((a, b) => a - b);
  return stripped;
}

/** How a text names a session: in the frame itself, and in the JSON that its body is. */
function namings(sessionId: string): [string, string] {
  return [`"${sessionId}"`, `"${sessionId}\\"`];
}

/** What is left of a frame: whose it was, and where in its trace. */
function stub(text: string): string {
  const { observer, bootId, traceSeq, observedAt } = JSON.parse(text) as Frame;
  const { deviceId, role } = observer;
  const left: Frame = {
    ...{ observer: { deviceId, role }, bootId, traceSeq, observedAt, monotonicMs: 0 },
    ...{ direction: "local", sizeBytes: 0, body: "" },
  };
  return JSON.stringify(left);
}
