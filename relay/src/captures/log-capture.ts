import { setImmediate } from "node:timers/promises";
import type { Redaction } from "@lighty/protocol";
import type { CaptureAbout } from "@lighty/protocol/captures";
import { Redactor } from "@lighty/protocol/redaction";
import { type EventLog, pageLetters } from "../log/event-log.ts";
import { captureText, type FrameText } from "./capture-file.ts";
import { filterOf, type Selection, saying } from "./selection.ts";

/** Entries a page: few enough that a reader who leaves has cost little. */
const pageEntries = 256;

/** What is known of a log beside its entries. */
export type Recorded = Pick<CaptureAbout, "devices" | "clockSamples" | "counts" | "bookmarks">;

/** The selected frames of a log as it stood when this was called, page by page, as fast as they are taken. */
export async function* framesOf(
  log: Pick<EventLog, "head" | "read">,
  selection: Selection,
): AsyncGenerator<FrameText[]> {
  const { sessionId } = selection;
  const filter = filterOf(selection);
  const { head } = log;
  for (let after = 0; after < head; ) {
    const of = { ...(sessionId === undefined ? {} : { sessionId }), ...(filter === undefined ? {} : { filter }) };
    const { entries, reached, hasMore } = await log.read({
      after,
      limit: pageEntries,
      mostLetters: pageLetters,
      ...of,
    });
    // What has landed since is not part of it.
    const own = reached > head ? entries.filter(({ entry }) => entry <= head) : entries;
    if (own.length > 0) yield own;
    else await setImmediate();
    if (!hasMore) return;
    after = reached;
  }
}

/** The text of a capture of a log: a header, the selected frames as they are or redacted, a trailer. [CAP-1] [CAP-5] */
export function captureLog(
  log: Pick<EventLog, "id" | "head" | "read">,
  selection: Selection,
  recorded: Recorded,
  redaction: Redaction,
): AsyncGenerator<string> {
  const { counts, ...known } = recorded;
  // A selection holds fewer, nobody knows how many.
  const isAll = filterOf(selection) === undefined;
  const about = { ...known, redaction, relayId: log.id, ...(isAll && counts !== undefined ? { counts } : {}) };
  const isPart = !isAll || selection.sessionId !== undefined;
  const frames = framesOf(log, selection);
  return captureText(about, redacted(isPart ? saying(frames) : frames, redaction));
}

/** Frames with what is to be left out of them left out. */
export async function* redacted(
  batches: AsyncIterable<readonly FrameText[]>,
  redaction: Redaction,
): AsyncGenerator<readonly FrameText[]> {
  if (redaction === "none") {
    yield* batches;
    return;
  }
  const redactor = new Redactor(redaction);
  for await (const batch of batches)
    yield batch.map(({ receivedAt, text }) => ({ receivedAt, text: redactor.frame(text) }));
}
