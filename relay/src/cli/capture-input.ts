import type { CaptureHeader } from "@lighty/protocol";
import type { CapturedFrame, CaptureReport } from "@lighty/protocol/captures";
import { bytesOf, CaptureStream } from "../captures/capture-file.ts";
import { headOf, isMcap, joined } from "../captures/compression.ts";
import { asCommandError } from "./capture-errors.ts";
import type { TextOption } from "./command.ts";
import { CommandError } from "./errors.ts";

/** Where a command that makes a capture writes it. */
export const outputOption = {
  type: "text",
  short: "o",
  placeholder: "file",
  summary: "where to write it; - is stdout. The name says how it is compressed: .ndjson, .ndjson.gz or .ndjson.zst",
  completes: "file",
} as const satisfies TextOption;

/** For every command that reads a capture. */
export const partialOption = {
  type: "flag",
  summary: "take a capture that is not whole, as far as it can be read",
} as const;

/** A capture that a command reads: its frames, and an end that says when it was not whole. */
export interface InputCapture {
  header: CaptureHeader;
  frames(): AsyncGenerator<CapturedFrame[]>;
  report(): CaptureReport;
}

/** What a header says beside the versions. */
export function aboutOf({ kind: _, format: __, formatVersion: ___, protocolVersion: ____, ...about }: CaptureHeader) {
  return about;
}

/**
 * Opens a capture, or an MCAP file, that a command line named, `-` for stdin. Reading it to its end throws exit 4 when it is not whole, unless
 * that is taken; then `warn` is told what is missing.
 */
export async function openInput(path: string, isPartial: boolean, warn: (text: string) => void): Promise<InputCapture> {
  const capture = await openStream(bytesOf(path), path);
  return {
    ...capture,
    async *frames() {
      yield* capture.frames();
      const why = flaws(capture.report());
      if (why.length === 0) return;
      if (!isPartial) {
        const next = "`lighty info` shows what can be read of it; --partial takes that much";
        throw new CommandError("capture", `${path} is not whole`, { why: why.join("; "), next });
      }
      for (const flaw of why) warn(`${path}: ${flaw}`);
    },
  };
}

/** Opens a capture that comes from somewhere; `name` stands in its refusals. What is missing is in its report. */
export async function openStream(bytes: AsyncIterable<Uint8Array>, name: string): Promise<InputCapture> {
  const stream = await CaptureStream.open(asCapture(bytes)).catch((error) => {
    throw asCommandError(error, name);
  });
  return { header: stream.header, report: () => stream.report(), frames: () => guarded(stream, name) };
}

/** An MCAP file is read as the capture that it was made of. */
async function* asCapture(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = bytes[Symbol.asyncIterator]();
  try {
    const head = await headOf(source);
    const all = joined(head, source);
    if (!isMcap(head)) yield* all;
    else {
      const { captureOfMcap } = await import("../captures/mcap.ts");
      for await (const piece of captureOfMcap(all)) yield Buffer.from(piece);
    }
  } finally {
    await source.return?.();
  }
}

async function* guarded(stream: CaptureStream, path: string): AsyncGenerator<CapturedFrame[]> {
  try {
    yield* stream.frames();
  } catch (error) {
    throw asCommandError(error, path);
  }
}

/** What is wrong with a capture, a clause each; of a whole one, none. */
export function flaws({ faults, faultCount, missing }: CaptureReport): string[] {
  const told = faults.slice(0, mostFlaws);
  return [
    ...told.map(({ line, sentence }) => `line ${line}: ${sentence}`),
    ...(faultCount > told.length ? [`${faultCount - told.length} more lines could not be read`] : []),
    ...missing,
  ];
}

const mostFlaws = 20;
