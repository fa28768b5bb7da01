import type { Database } from "better-sqlite3";
import type { SessionRow } from "./session-numbers.ts";

export interface EntryRow {
  entry: number;
  received_at: number;
  sessions: string;
  frame: string;
}

interface HeldRow {
  observer: string;
  boot: string;
  first: number;
  last: number;
}

/** What reads pages, over any connection. */
export function preparePages(db: Database) {
  const entry = "entry, received_at, sessions, frame";
  const ofSession =
    "SELECT e.entry, e.received_at, e.sessions, e.frame FROM mention m JOIN entry e ON e.entry = m.entry";
  return {
    pageAfter: db.prepare<[number, number, number], EntryRow>(
      `SELECT ${entry} FROM entry WHERE entry > ? AND entry <= ? ORDER BY entry LIMIT ?`,
    ),
    pageBefore: db.prepare<[number, number], EntryRow>(
      `SELECT ${entry} FROM entry WHERE entry < ? ORDER BY entry DESC LIMIT ?`,
    ),
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
    log: db.prepare<[], { id: string; quarantined: number }>("SELECT id, quarantined FROM log"),
    begin: db.prepare<[string]>("INSERT INTO log (id, quarantined) VALUES (?, 0)"),
    countQuarantined: db.prepare<[number]>("UPDATE log SET quarantined = ?"),

    head: db.prepare<[], { head: number | null }>("SELECT max(entry) AS head FROM entry"),
    addEntry: db.prepare<(string | number | null)[]>(
      "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    ),

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
