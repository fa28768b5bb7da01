import type { CaptureHeader } from "../capture.ts";
import { add, type Hash64, hash64, hex, zero } from "../hash.ts";
import { captureFormatVersion, protocolVersion } from "../version.ts";

/** What a header says beside the versions, which are this build's. */
export type CaptureAbout = Omit<CaptureHeader, "kind" | "format" | "formatVersion" | "protocolVersion">;

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

  header(about: CaptureAbout): string {
    const versions = { formatVersion: captureFormatVersion, protocolVersion };
    return this.#line(JSON.stringify({ kind: "header", format: "lighty-capture", ...versions, ...about }));
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
