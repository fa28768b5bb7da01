import type { Frame } from "@lighty/protocol";
import type { Database } from "better-sqlite3";
import { blockFrames, packBlock, unpackBlock } from "./blocks.ts";
import { type Columns, emptyColumns, placeOf } from "./columns.ts";
import { Facets } from "./facets.ts";

interface OldEntry {
  entry: number;
  received_at: number;
  observed_at: number;
  kind: string;
  name: string | null;
  revision: number | null;
  seq: number | null;
  sessions: string;
  frame: string | null;
}

/** Lays the entries of versions 1 and 2, a row each, into blocks with columns. Part of that migration: never changed. */
export function shelveOldEntries(db: Database): void {
  const facets = new Facets(db);
  const rows = db.prepare<[number, number], OldEntry>(
    `SELECT e.entry, received_at, observed_at, kind, name, revision, seq, sessions, r.frame
      FROM entry_2 e LEFT JOIN raw r ON r.entry = e.entry WHERE e.entry > ? ORDER BY e.entry LIMIT ?`,
  );
  const block = db.prepare<[number], { first: number; frames: Buffer }>(
    "SELECT first, frames FROM block_2 WHERE first <= ? ORDER BY first DESC LIMIT 1",
  );
  const add = db.prepare("INSERT INTO block (first, last, columns, frames) VALUES (?, ?, ?, ?)");
  const placeSession = db.prepare("INSERT INTO session_block VALUES (?, ?)");
  const placeFacet = db.prepare("INSERT INTO facet_block VALUES (?, ?)");
  let opened: { first: number; texts: string[] } = { first: 0, texts: [] };
  const textOf = ({ entry, frame }: OldEntry): string => {
    if (frame !== null) return frame;
    const row = entry - opened.first < opened.texts.length ? undefined : block.get(entry);
    if (row !== undefined) opened = { first: row.first, texts: unpackBlock(row.frames) };
    const text = opened.texts[entry - opened.first];
    if (text === undefined) throw new Error(`no block holds entry ${entry}: the log is damaged`);
    return text;
  };

  let at = 0;
  for (;;) {
    const found = rows.all(at, blockFrames);
    // Numbers between two entries of a block are without a gap; after one a new block begins.
    const gap = found.findIndex(({ entry }, i) => entry !== (found[0] as OldEntry).entry + i);
    const part = gap < 0 ? found : found.slice(0, gap);
    const [first] = part;
    if (first === undefined) break;
    at = first.entry + part.length - 1;
    const texts = part.map(textOf);
    const columns: Columns = emptyColumns(first.received_at, first.observed_at);
    for (const [i, row] of part.entries()) {
      const frame = JSON.parse(texts[i] as string) as Frame;
      const { kind, name } = row;
      columns.received.push(row.received_at - first.received_at);
      columns.observed.push(row.observed_at - first.observed_at);
      columns.facet.push(facets.number(frame, { kind, sessions: [], ...(name === null ? {} : { name }) }));
      columns.revision.push(row.revision);
      columns.seq.push(row.seq);
      columns.listed.push(placeOf(columns.lists, JSON.parse(row.sessions)));
    }
    add.run(first.entry, at, JSON.stringify(columns), packBlock(texts));
    for (const session of new Set(columns.lists.flat())) placeSession.run(session, at);
    for (const facet of new Set(columns.facet)) placeFacet.run(facet, at);
  }
  db.prepare("UPDATE log SET sealed = ?").run(at);
}
