import type { Database } from "better-sqlite3";
import type { SessionRow } from "./session-numbers.ts";

export interface EntryRow {
  entry: number;
  received_at: number;
  sessions: string;
  /** Null when it lies in a block. */
  frame: string | null;
}

export interface LogRow {
  id: string;
  quarantined: number;
  /** Entries up to here are gone. */
  pruned: number;
  /** Entries up to here lie in blocks, or are too few between two for one. */
  sealed: number;
}

interface HeldRow {
  observer: string;
  boot: string;
  first: number;
  last: number;
}

/** What reads pages, over any connection. */
export function preparePages(db: Database) {
  const row = "SELECT e.entry, e.received_at, e.sessions, r.frame";
  const ofAll = `${row} FROM entry e LEFT JOIN raw r ON r.entry = e.entry`;
  const ofSession = `${row} FROM mention m JOIN entry e ON e.entry = m.entry LEFT JOIN raw r ON r.entry = e.entry`;
  return {
    pageAfter: db.prepare<[number, number, number], EntryRow>(
      `${ofAll} WHERE e.entry > ? AND e.entry <= ? ORDER BY e.entry LIMIT ?`,
    ),
    pageBefore: db.prepare<[number, number], EntryRow>(`${ofAll} WHERE e.entry < ? ORDER BY e.entry DESC LIMIT ?`),
    sessionAfter: db.prepare<[number, number, number, number], EntryRow>(
      `${ofSession} WHERE m.session = ? AND m.entry > ? AND m.entry <= ? ORDER BY m.entry LIMIT ?`,
    ),
    sessionBefore: db.prepare<[number, number, number], EntryRow>(
      `${ofSession} WHERE m.session = ? AND m.entry < ? ORDER BY m.entry DESC LIMIT ?`,
    ),
  };
}

/** Sessions that were given a number above one. */
export function prepareSessions(db: Database) {
  return db.prepare<[number], SessionRow>("SELECT number, session FROM session WHERE number > ?");
}

/** Every statement of the one who writes, prepared once. */
export function prepare(db: Database) {
  return {
    log: db.prepare<[], LogRow>("SELECT id, quarantined, pruned, sealed FROM log"),
    begin: db.prepare<[string]>("INSERT INTO log (id, quarantined, pruned, sealed) VALUES (?, 0, 0, 0)"),
    countQuarantined: db.prepare<[number]>("UPDATE log SET quarantined = ?"),

    head: db.prepare<[], { head: number | null }>("SELECT max(entry) AS head FROM entry"),
    addEntry: db.prepare<(string | number | null)[]>(
      "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    ),

    addRaw: db.prepare<[number, string]>("INSERT INTO raw (entry, frame) VALUES (?, ?)"),
    addBlock: db.prepare<[number, number, Buffer]>("INSERT INTO block (first, last, frames) VALUES (?, ?, ?)"),
    blockAfter: db.prepare<[number], { first: number; last: number }>(
      "SELECT first, last FROM block WHERE last >= ? ORDER BY first LIMIT 1",
    ),
    texts: db
      .prepare<[number, number], string>("SELECT frame FROM raw WHERE entry BETWEEN ? AND ? ORDER BY entry")
      .pluck(),
    dropRaw: db.prepare<[number, number]>("DELETE FROM raw WHERE entry BETWEEN ? AND ?"),
    seal: db.prepare<[number]>("UPDATE log SET sealed = ?"),

    oldest: db.prepare<[], { entry: number; received_at: number }>(
      "SELECT entry, received_at FROM entry ORDER BY entry LIMIT 1",
    ),
    sessionsUpTo: db
      .prepare<[number], number>("SELECT DISTINCT value FROM entry, json_each(entry.sessions) WHERE entry <= ?")
      .pluck(),
    pruneMentions: db.prepare<[number, number]>("DELETE FROM mention WHERE session = ? AND entry <= ?"),
    pruneEntries: db.prepare<[number]>("DELETE FROM entry WHERE entry <= ?"),
    pruneRaw: db.prepare<[number]>("DELETE FROM raw WHERE entry <= ?"),
    pruneBlocks: db.prepare<[number]>("DELETE FROM block WHERE last <= ?"),
    prune: db.prepare<[number]>("UPDATE log SET pruned = ?"),

    addSession: db.prepare<[number, string]>("INSERT INTO session (number, session) VALUES (?, ?)"),
    mention: db.prepare<[number, number]>("INSERT OR IGNORE INTO mention (session, entry) VALUES (?, ?)"),
    namedLast: db.prepare<[], { observer: string; sessions: string }>("SELECT observer, sessions FROM named_last"),
    nameLast: db.prepare<[string, string]>("INSERT OR REPLACE INTO named_last (observer, sessions) VALUES (?, ?)"),

    held: db.prepare<[], HeldRow>("SELECT observer, boot, first, last FROM held ORDER BY observer, boot, first"),
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
