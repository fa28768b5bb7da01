import type { Database } from "better-sqlite3";

/*
 * Each step brings the file from the version of its index to the next; `user_version` says how far a file has come. A step, once
 * released, is never changed.
 *
 *   entry       what a reader may filter by, in plain columns
 *   raw         the frame of an entry, as it came, until it lies in a block
 *   block       frames of the entries `first` to `last`, compressed together, their texts apart by U+001E
 *   mention     which entries are listed under a session
 *   held        which traceSeqs of each boot are held, as ranges: this, not an index, makes ingest idempotent
 *   quarantine  frames that did not pass, with the reason
 */
const steps: readonly string[] = [
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
];

export class NewerLogError extends Error {
  constructor(version: number) {
    super(`the log was written by a newer relay (version ${version}; this one knows up to ${steps.length})`);
    this.name = "NewerLogError";
  }
}

/** Brings the file up to date; refuses one that is ahead. */
export function migrate(db: Database): void {
  const version = db.pragma("user_version", { simple: true }) as number;
  if (version > steps.length) throw new NewerLogError(version);
  for (const [index, step] of steps.entries()) {
    if (index < version) continue;
    db.transaction(() => {
      db.exec(step);
      db.pragma(`user_version = ${index + 1}`);
    })();
  }
}
