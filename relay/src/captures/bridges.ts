import type { CaptureHeader, Frame } from "@lighty/protocol";
import type { FrameText } from "./capture-file.ts";
import { csvEvents, csvSets } from "./csv.ts";
import { htmlReport } from "./html-report.ts";
import { writeMcap } from "./mcap.ts";
import { otlpLines } from "./otlp.ts";
import { chromeTrace } from "./trace.ts";

/** Frames on their way into another format, a few at a time. */
export type Frames = AsyncIterable<readonly { receivedAt: number; frame: Frame; text: string }[]>;

/** Makes another format of a capture, as it is read. */
export interface Bridge {
  /** What a file of it ends with. */
  ending: string;
  summary: string;
  make(header: CaptureHeader, frames: Frames): AsyncIterable<string | Uint8Array>;
}

export const bridges = {
  csv: { ending: "csv", summary: "a row an event", make: csvEvents },
  "csv-sets": { ending: "csv", summary: "a row a set, in Strong's columns", make: csvSets },
  mcap: { ending: "mcap", summary: "for Foxglove and Lichtblick", make: writeMcap },
  trace: { ending: "json", summary: "for Perfetto and chrome://tracing", make: chromeTrace },
  otlp: { ending: "otlp.jsonl", summary: "OpenTelemetry spans, a request a line", make: otlpLines },
  html: { ending: "html", summary: "a page that opens without a server", make: htmlReport },
} as const satisfies Record<string, Bridge>;

export type BridgeName = keyof typeof bridges;
export const bridgeNames = Object.keys(bridges) as BridgeName[];

/** Frames read again, where only their text was passed on. */
export async function* parsed(
  batches: AsyncIterable<readonly FrameText[]>,
): AsyncGenerator<{ receivedAt: number; frame: Frame; text: string }[]> {
  for await (const batch of batches)
    yield batch.map(({ receivedAt, text }) => ({ receivedAt, text, frame: JSON.parse(text) as Frame }));
}
