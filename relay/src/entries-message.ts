/*
 * The stream's message of entries, in its parts: whoever lays entries out for every dashboard at once writes the whole of it, so that nobody copies
 * them again to put something around them. [STR-2]
 */

export const messageHead = '{"type":"entries","entries":[';

/** `cursor` is where a reader stands after them. */
export function messageTail(cursor: string): string {
  return `],"cursor":"${cursor}"}`;
}

/** What stands before a frame's own text; behind it is one closing brace. */
export function entryHead(entry: number, receivedAt: number): string {
  return `{"entry":${entry},"receivedAt":${receivedAt},"frame":`;
}
