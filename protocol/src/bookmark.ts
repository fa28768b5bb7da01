import { z } from "zod";
import { Milliseconds } from "./event.ts";
import { DeviceId, Id } from "./ids.ts";

/** The birthplace of what bounds bookmarks; SPEC states them in CAP-9. */
export const bookmarkLimits = {
  /** Characters of the words beside one. */
  text: 1_000,
  /** Of one session. */
  ofSession: 200,
  /** In the header of a capture, which is one line. */
  inCapture: 400,
} as const;

/** Words of whoever set it: text with line feeds, and no other control character. */
const Words = z
  .string()
  .max(bookmarkLimits.text)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  .regex(/^[^\u0000-\u0009\u000b-\u001f\u007f]*$/, "words have no control character but line feeds");

/** An entry that somebody wants to come back to, with what they say of it. `madeAt` is milliseconds since 1970. */
export const Bookmark = z.object({ entry: z.int().min(1), text: Words, madeAt: Milliseconds });
export type Bookmark = z.infer<typeof Bookmark>;

/** A bookmark in a capture, where entries have no numbers: its frame is named by the trace key. [CAP-9] */
export const CapturedBookmark = z.object({
  sessionId: Id,
  deviceId: DeviceId,
  bootId: Id,
  traceSeq: z.int().min(1),
  text: Words,
  madeAt: Milliseconds,
});
export type CapturedBookmark = z.infer<typeof CapturedBookmark>;
