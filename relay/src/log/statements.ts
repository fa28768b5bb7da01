import type { Database } from "better-sqlite3";
import type { Range } from "./held.ts";

export interface LogRow {
  id: string;
  quarantined: number;
  /** Entries up to here are gone. */
  pruned: number;
  /** Entries up to here lie in blocks. */
  sealed: number;
  /** The index of words knows every block up to here. */
  indexed: number;
  /** How often something was taken out of the middle. */
  removals: number;
}

/** A batch or a block as it lies in the file. */
export interface StoredUnit<F> {
  first: number;
  last: number;
  columns: string;
  frames: F;
}

/** Every statement of the one who writes, prepared once. */
export function prepare(db: Database) {
  return {
    log: db.prepare<[], LogRow>("SELECT id, quarantined, pruned, sealed, indexed, removals FROM log"),
    begin: db.prepare<[string]>("INSERT INTO log (id, quarantined, pruned, sealed) VALUES (?, 0, 0, 0)"),
    countQuarantined: db.prepare<[number]>("UPDATE log SET quarantined = ?"),

    head: db
      .prepare<[], number | null>("SELECT max(last) FROM (SELECT last FROM batch UNION ALL SELECT last FROM block)")
      .pluck(),
    addBatch: db.prepare<[number, number, string, string]>(
      "INSERT INTO batch (first, last, columns, frames) VALUES (?, ?, ?, ?)",
    ),
    batchesAfter: db.prepare<[number, number], StoredUnit<string>>(
      "SELECT first, last, columns, frames FROM batch WHERE last > ? ORDER BY last LIMIT ?",
    ),
    dropBatches: db.prepare<[number]>("DELETE FROM batch WHERE last <= ?"),
    dropEveryBatch: db.prepare("DELETE FROM batch"),
    dropEveryBlock: db.prepare("DELETE FROM block"),
    addBlock: db.prepare<[number, number, string, Buffer]>(
      "INSERT INTO block (first, last, columns, frames) VALUES (?, ?, ?, ?)",
    ),
    blockAfter: db.prepare<[number], { first: number; last: number }>(
      "SELECT first, last FROM block WHERE last > ? ORDER BY last LIMIT 1",
    ),
    seal: db.prepare<[number]>("UPDATE log SET sealed = ?"),
    placeSession: db.prepare<[number, number]>("INSERT INTO session_block VALUES (?, ?)"),
    placeFacet: db.prepare<[number, number]>("INSERT INTO facet_block VALUES (?, ?)"),

    oldest: db.prepare<[], { last: number; received_at: number }>(
      `SELECT last, columns ->> '$.from[0]' AS received_at FROM
        (SELECT last, columns FROM (SELECT last, columns FROM batch ORDER BY last LIMIT 1)
        UNION ALL SELECT last, columns FROM (SELECT last, columns FROM block ORDER BY last LIMIT 1))
        ORDER BY last LIMIT 1`,
    ),
    blocksUpTo: db.prepare<[number], { last: number; columns: string }>(
      "SELECT last, columns FROM block WHERE last <= ?",
    ),
    dropBlocks: db.prepare<[number]>("DELETE FROM block WHERE last <= ?"),
    dropSessionPlace: db.prepare<[number, number]>("DELETE FROM session_block WHERE session = ? AND last = ?"),
    dropFacetPlace: db.prepare<[number, number]>("DELETE FROM facet_block WHERE facet = ? AND last = ?"),
    /** The last batch or block whose entries all came before the cutoff. */
    unitUpTo: db
      .prepare<{ upTo: number; cutoff: number }, number | null>(
        `SELECT max(last) FROM
          (SELECT last, columns FROM batch WHERE last <= :upTo UNION ALL SELECT last, columns FROM block WHERE last <= :upTo)
          WHERE (columns ->> '$.from[0]') + (columns ->> '$.received[#-1]') < :cutoff`,
      )
      .pluck(),
    prune: db.prepare<[number]>("UPDATE log SET pruned = ?"),
    countRemovals: db.prepare<[number]>("UPDATE log SET removals = ?"),

    namedLast: db.prepare<[string], string>("SELECT sessions FROM named_last WHERE observer = ?").pluck(),
    /** Those that hold a text, such as an id in its quotes. */
    namedLastHolding: db.prepare<[string], { observer: string; sessions: string }>(
      "SELECT observer, sessions FROM named_last WHERE instr(sessions, ?) > 0",
    ),
    nameLast: db.prepare<[string, string]>("INSERT OR REPLACE INTO named_last (observer, sessions) VALUES (?, ?)"),

    held: db.prepare<[string, string], Range>(
      "SELECT first, last FROM held WHERE observer = ? AND boot = ? ORDER BY first",
    ),
    hold: db.prepare<[string, string, number, number]>("INSERT OR REPLACE INTO held VALUES (?, ?, ?, ?)"),
    unhold: db.prepare<[string, string, number]>("DELETE FROM held WHERE observer = ? AND boot = ? AND first = ?"),

    quarantine: db.prepare<[number, string, string, string, number, string]>(
      "INSERT INTO quarantine (received_at, sender, code, sentence, characters, frame) VALUES (?, ?, ?, ?, ?, ?)",
    ),
    forgetQuarantined: db.prepare<[number]>(
      "DELETE FROM quarantine WHERE number <= (SELECT max(number) FROM quarantine) - ?",
    ),
  };
}
