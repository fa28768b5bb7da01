import type { CapturedBookmark } from "../bookmark.ts";
import type { CaptureHeader } from "../capture.ts";
import { add, type Hash64, hash64, hex, zero } from "../hash.ts";
import { captureFormatVersion, protocolVersion } from "../version.ts";

/** What a header says beside the versions, which are this build's. */
export type CaptureAbout = Omit<CaptureHeader, "kind" | "format" | "formatVersion" | "protocolVersion">;

/** Words may name whom they like, so they go where names do. [CAP-9] */
const wordless = (redaction: CaptureHeader["redaction"]) => redaction === "names" || redaction === "all";
const silent = (bookmark: CapturedBookmark): CapturedBookmark => ({ ...bookmark, text: "" });

/**
 * Makes the lines of a capture, each with its line feed: `header` first, `frame` for each, `trailer` last. Holds a count and a sum, whatever the
 * length of the file. [CAP-1] [CAP-3]
 */
export class CaptureWriter {
  #frames = 0;
  #sum: Hash64 = zero;

  /** Frames written so far. */
  get frames(): number {
    return this.#frames;
  }

  header({ bookmarks = [], ...about }: CaptureAbout): string {
    const versions = { formatVersion: captureFormatVersion, protocolVersion };
    const marked =
      bookmarks.length === 0 ? {} : { bookmarks: wordless(about.redaction) ? bookmarks.map(silent) : bookmarks };
    return this.#line(JSON.stringify({ kind: "header", format: "lighty-capture", ...versions, ...about, ...marked }));
  }

  /** `text` is the JSON of a frame; it goes into the line as it is, but for line feeds between its tokens. [CAP-4] */
  frame(receivedAt: number, text: string): string {
    this.#frames += 1;
    const flat = text.includes("\n") ? text.replaceAll("\n", " ") : text;
    return this.#line(`{"kind":"frame","receivedAt":${receivedAt},"frame":${flat}}`);
  }

  trailer(): string {
    return `${JSON.stringify({ kind: "trailer", frames: this.#frames, checksum: hex(this.#sum) })}\n`;
  }

  #line(text: string): string {
    this.#sum = add(this.#sum, hash64(text));
    return `${text}\n`;
  }
}
