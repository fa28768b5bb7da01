import type { Bookmark } from "@lighty/protocol";

/** Bookmarks of the relay and of each of its imports, apart from every log. `world` is an importId, or null for the relay's own sessions. */
export interface Bookmarks {
  /** By entry. */
  list(world: string | null, sessionId: string): Bookmark[];
  /** Sessions that have any. */
  sessions(world: string | null): string[];
  /** Of all sessions, those set last first, at most so many. */
  latest(world: string | null, most: number): (Bookmark & { sessionId: string })[];
  /** Sets one, or gives the one at that entry other words. False where the session has as many as it may. Throws what the disk says. */
  keep(world: string | null, sessionId: string, bookmark: Bookmark): boolean;
  /** False where there was none. */
  remove(world: string | null, sessionId: string, entry: number): boolean;
  /** Those of a session go, or of a whole world. */
  forget(world: string | null, sessionId?: string): void;
  /** Those at an entry or before it go. */
  forgetUpTo(world: string | null, entry: number): void;
  close(): void;
}
