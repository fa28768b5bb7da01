import type { Database } from "better-sqlite3";
import { shelveOldEntries } from "./old-entries.ts";

/*
 * Each step brings the file from the version of its index to the next; `user_version` says how far a file has come. A step, once
 * released, is never changed.
 *
 *   batch       entries as they were committed, few at a time: their columns, and their frames as a JSON array of the very texts
 *   block       entries of many batches: their columns, and their frames compressed together, the texts apart by U+001E
 *   facet       what many entries have in common, by a number that stands in the columns
 *   session_block, facet_block   the blocks in which a session or a facet occurs
 *   word        the words of the payloads, by block, as far as `log.indexed` says
 *   entry       a view of both, a row an entry, for whoever looks with a tool of SQLite
 *   held        which traceSeqs of each boot are held, as ranges: this, not an index, makes ingest idempotent
 *   quarantine  frames that did not pass, with the reason
 */
const steps: readonly (string | ((db: Database) => void))[] = [
  `
  CREATE TABLE log (id TEXT NOT NULL, quarantined INTEGER NOT NULL) STRICT;

  CREATE TABLE session (number INTEGER PRIMARY KEY, session TEXT NOT NULL UNIQUE) STRICT;

  CREATE TABLE entry (
    entry        INTEGER PRIMARY KEY,
    received_at  INTEGER NOT NULL,
    observed_at  INTEGER NOT NULL,
    observer     TEXT NOT NULL,
    boot         TEXT NOT NULL,
    trace_seq    INTEGER NOT NULL,
    direction    TEXT NOT NULL,
    transport    TEXT,
    verdict      TEXT,
    kind         TEXT NOT NULL,
    name         TEXT,
    revision     INTEGER,
    seq          INTEGER,
    sessions     TEXT NOT NULL,
    frame        TEXT NOT NULL,
    body         TEXT GENERATED ALWAYS AS (frame ->> '$.body') VIRTUAL
  ) STRICT;

  CREATE TABLE mention (
    session  INTEGER NOT NULL,
    entry    INTEGER NOT NULL,
    PRIMARY KEY (session, entry)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE held (
    observer  TEXT NOT NULL,
    boot      TEXT NOT NULL,
    first     INTEGER NOT NULL,
    last      INTEGER NOT NULL,
    PRIMARY KEY (observer, boot, first)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE named_last (observer TEXT PRIMARY KEY, sessions TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE quarantine (
    number       INTEGER PRIMARY KEY,
    received_at  INTEGER NOT NULL,
    sender       TEXT NOT NULL,
    code         TEXT NOT NULL,
    sentence     TEXT NOT NULL,
    characters   INTEGER NOT NULL,
    frame        TEXT NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE block (first INTEGER PRIMARY KEY, last INTEGER NOT NULL, frames BLOB NOT NULL) STRICT;

  CREATE TABLE entry_2 (
    entry        INTEGER PRIMARY KEY,
    received_at  INTEGER NOT NULL,
    observed_at  INTEGER NOT NULL,
    observer     TEXT NOT NULL,
    boot         TEXT NOT NULL,
    trace_seq    INTEGER NOT NULL,
    direction    TEXT NOT NULL,
    transport    TEXT,
    verdict      TEXT,
    kind         TEXT NOT NULL,
    name         TEXT,
    revision     INTEGER,
    seq          INTEGER,
    sessions     TEXT NOT NULL
  ) STRICT;
  INSERT INTO entry_2 SELECT entry, received_at, observed_at, observer, boot, trace_seq, direction, transport, verdict, kind,
    name, revision, seq, sessions FROM entry;

  CREATE TABLE raw (
    entry  INTEGER PRIMARY KEY,
    frame  TEXT NOT NULL,
    body   TEXT GENERATED ALWAYS AS (frame ->> '$.body') VIRTUAL
  ) STRICT;
  INSERT INTO raw SELECT entry, frame FROM entry;

  DROP TABLE entry;
  ALTER TABLE entry_2 RENAME TO entry;

  ALTER TABLE log ADD COLUMN pruned INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE log ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0;
  `,
  (db) => {
    db.exec(`
      ALTER TABLE block RENAME TO block_2;
      ALTER TABLE entry RENAME TO entry_2;
      CREATE TABLE batch (last INTEGER PRIMARY KEY, first INTEGER NOT NULL, columns TEXT NOT NULL, frames TEXT NOT NULL) STRICT;
      CREATE TABLE block (last INTEGER PRIMARY KEY, first INTEGER NOT NULL, columns TEXT NOT NULL, frames BLOB NOT NULL) STRICT;
      CREATE TABLE facet (
        number     INTEGER PRIMARY KEY,
        observer   TEXT NOT NULL,
        role       TEXT NOT NULL,
        direction  TEXT NOT NULL,
        transport  TEXT,
        verdict    TEXT,
        kind       TEXT NOT NULL,
        name       TEXT
      ) STRICT;
      CREATE TABLE session_block (session INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (session, last)) STRICT, WITHOUT ROWID;
      CREATE TABLE facet_block (facet INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (facet, last)) STRICT, WITHOUT ROWID;
      CREATE VIEW entry AS
        SELECT u.first + f.key AS entry,
          (u.columns ->> '$.from[0]') + json_extract(u.columns, '$.received[' || f.key || ']') AS received_at,
          (u.columns ->> '$.from[1]') + json_extract(u.columns, '$.observed[' || f.key || ']') AS observed_at,
          facet.observer, facet.role, facet.direction, facet.transport, facet.verdict, facet.kind, facet.name,
          json_extract(u.columns, '$.revision[' || f.key || ']') AS revision,
          json_extract(u.columns, '$.seq[' || f.key || ']') AS seq,
          json_extract(u.frames, '$[' || f.key || '].body') AS body
        FROM (SELECT first, columns, frames FROM batch UNION ALL SELECT first, columns, NULL FROM block) u,
          json_each(u.columns, '$.facet') f
        LEFT JOIN facet ON facet.number = f.value;
    `);
    shelveOldEntries(db);
    db.exec("DROP TABLE entry_2; DROP TABLE raw; DROP TABLE block_2; DROP TABLE mention;");
  },
  `
  CREATE VIRTUAL TABLE word USING fts5 (body, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
  ALTER TABLE log ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0;
  `,
  "ALTER TABLE log ADD COLUMN removals INTEGER NOT NULL DEFAULT 0;",
  // Two parts of the index of words are enough to be put together when there is time; as a rule it is four.
  "INSERT INTO word (word, rank) VALUES ('usermerge', 2);",
];

export class NewerLogError extends Error {
  constructor(version: number) {
    super(`the log was written by a newer relay (version ${version}; this one knows up to ${steps.length})`);
    this.name = "NewerLogError";
  }
}

/** Brings the file up to date; refuses one that is ahead, and one that is no log. */
export function migrate(db: Database): void {
  const version = db.pragma("user_version", { simple: true }) as number;
  if (version > steps.length) throw new NewerLogError(version);
  const tables = db.prepare<[], number>("SELECT count(*) FROM sqlite_schema").pluck().get() as number;
  if (version < 0 || (version === 0 && tables > 0))
    throw new Error(`the file is a database of something else: its version is ${version}, and it has tables`);
  for (const [index, step] of steps.entries()) {
    if (index < version) continue;
    try {
      db.transaction(() => {
        if (typeof step === "string") db.exec(step);
        else step(db);
        db.pragma(`user_version = ${index + 1}`);
      })();
    } catch (cause) {
      throw new Error(`it could not be brought from version ${index} to ${index + 1}: ${(cause as Error).message}`, {
        cause,
      });
    }
  }
}
