import { type Bookmark, bookmarkLimits, type CapturedBookmark, type Frame } from "@lighty/protocol";
import type { Bookmarks } from "../bookmarks.ts";
import type { EventLog, Listener } from "../log/event-log.ts";

/** The bookmarks of a session, or the latest of all, as a capture carries them; one whose entry is gone stays behind. [CAP-9] */
export async function capturedBookmarks(
  bookmarks: Bookmarks,
  world: string | null,
  log: Pick<EventLog, "read">,
  sessionId?: string,
): Promise<CapturedBookmark[]> {
  const kept =
    sessionId === undefined
      ? bookmarks.latest(world, bookmarkLimits.inCapture)
      : bookmarks.list(world, sessionId).map((bookmark) => ({ ...bookmark, sessionId }));
  const captured: CapturedBookmark[] = [];
  for (const { entry, sessionId: of, text, madeAt } of kept) {
    const { entries } = await log.read({ after: entry - 1, limit: 1, sessionId: of });
    const [found] = entries;
    if (found?.entry !== entry) continue;
    const { observer, bootId, traceSeq } = found.frame;
    captured.push({ sessionId: of, deviceId: observer.deviceId, bootId, traceSeq, text, madeAt });
  }
  return captured;
}

/** Finds the entries that the bookmarks of a capture are at, as they are written. */
export class BookmarkFinder {
  readonly #wanted = new Map<string, CapturedBookmark[]>();
  readonly found: (Bookmark & { sessionId: string })[] = [];

  constructor(captured: readonly CapturedBookmark[] = []) {
    for (const bookmark of captured) {
      const key = keyOf(bookmark.deviceId, bookmark.bootId, bookmark.traceSeq);
      this.#wanted.set(key, [...(this.#wanted.get(key) ?? []), bookmark]);
    }
  }

  readonly hear: Listener = (entries) => {
    if (this.#wanted.size === 0) return;
    for (const { entry, frame, sessions } of entries) this.look(entry, frame, sessions);
  };

  look(entry: number, { observer, bootId, traceSeq }: Frame, sessions: readonly string[]): void {
    for (const { sessionId, text, madeAt } of this.#wanted.get(keyOf(observer.deviceId, bootId, traceSeq)) ?? [])
      if (sessions.includes(sessionId)) this.found.push({ sessionId, entry, text, madeAt });
  }
}

const keyOf = (deviceId: string, bootId: string, traceSeq: number) => `${deviceId} ${bootId} ${traceSeq}`;
