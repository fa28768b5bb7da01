import { CaptureFrame, CaptureHeader, CaptureTrailer, canRead } from "../capture.ts";
import { type Rejection, reject } from "../errors.ts";
import type { Frame } from "../frame.ts";
import { add, type Hash64, hash64, hex, zero } from "../hash.ts";
import { checkFrame, checkShape, parseJson } from "../parse.ts";
import { captureFormatVersion, protocolVersion } from "../version.ts";
import { LineCutter } from "./line-cutter.ts";

/** A line holds a frame, and a frame's text no more than what a tee may say in one message. */
export const lineBytes = 1_048_576;

/** Faults that are kept word for word; the others are counted. */
const faultsKept = 100;

/** A frame of a capture. */
export interface CapturedFrame {
  /** Milliseconds of the recorder's clock. */
  receivedAt: number;
  frame: Frame;
  /** The frame's JSON, as it stood in the line. [CAP-4] */
  text: string;
}

/** A line that could not be taken, and why. Lines count from 1. */
export interface LineFault extends Rejection {
  line: number;
}

/** What a file turned out to be, once all of it was read. [CAP-3] */
export interface CaptureReport {
  /** Null when there is none that can be read; then `refusal` says why. */
  header: CaptureHeader | null;
  frames: number;
  lines: number;
  /** The first of the lines that could not be taken; `faultCount` counts them all. */
  faults: readonly LineFault[];
  faultCount: number;
  /** The file only breaks off: every line before its last one is as it was written, as far as can be told without a trailer. */
  isCut: boolean;
  /** What is missing or not as it was written, a sentence each; of a whole file, none. */
  missing: readonly string[];
  /** Why nothing of the file can be read: `capture_invalid`, `capture_newer` or `unsupported_version`. */
  refusal: Rejection | null;
}

const plainFrame = /^\{"kind":"frame","receivedAt":(0|[1-9]\d{0,13}),"frame":/;

/**
 * Reads a capture that comes in pieces of text, a line at a time, and never throws: what is whole comes out as it is read, what is not is
 * named. It holds one line and a bounded list of faults. [CAP-1] [CAP-3] [CAP-4]
 *
 *   const reader = new CaptureReader();
 *   for await (const piece of pieces) for (const { frame } of reader.push(piece)) ...   // reader.header is known by then
 *   for (const { frame } of reader.end()) ...                                           // a last line without a line feed
 *   reader.report().missing
 */
export class CaptureReader {
  readonly #cutter = new LineCutter(lineBytes);
  readonly #faults: LineFault[] = [];
  readonly #missing: string[] = [];
  #faultCount = 0;
  #header: CaptureHeader | null = null;
  #refusal: Rejection | null = null;
  #trailer: { frames: number; checksum: string } | null = null;
  #isCut = false;
  #lines = 0;
  #frames = 0;
  #sum: Hash64 = zero;

  /** Null until the first line has been read, and for good when that line is not a header. */
  get header(): CaptureHeader | null {
    return this.#header;
  }

  /** Why nothing can be read; whoever feeds the reader may stop. */
  get refusal(): Rejection | null {
    return this.#refusal;
  }

  /** The frames of the lines that end in this piece. */
  push(piece: string): CapturedFrame[] {
    if (this.#refusal !== null) return [];
    const frames: CapturedFrame[] = [];
    for (const line of this.#cutter.push(piece)) this.#read(line, frames);
    return frames;
  }

  /** The frame of a last line that has no line feed; then what is missing is known. `cut` says why the pieces ended early, if they did. */
  end(cut?: string): CapturedFrame[] {
    const frames: CapturedFrame[] = [];
    const rest = this.#cutter.end();
    const faultsBefore = this.#faultCount;
    if (rest !== undefined && this.#refusal === null) this.#read(rest, frames);
    if (this.#refusal !== null) return [];
    if (this.#lines === 0) this.#refuse(reject("capture_invalid", "the file is empty; a capture begins with a header"));
    else this.#look(rest != null && this.#faultCount > faultsBefore ? rest : null, cut);
    return frames;
  }

  report(): CaptureReport {
    return {
      header: this.#header,
      frames: this.#frames,
      lines: this.#lines,
      faults: this.#faults,
      faultCount: this.#faultCount,
      isCut: this.#isCut,
      missing: this.#missing,
      refusal: this.#refusal,
    };
  }

  #read(line: string | null, frames: CapturedFrame[]): void {
    this.#lines += 1;
    if (this.#refusal !== null) return;
    if (this.#lines === 1) return this.#begin(line);
    if (this.#trailer !== null) {
      if (line !== "") this.#fault(reject("bad_shape", "the line stands after the trailer, which is the last"));
      return;
    }
    const found = line === null ? tooLong : readLine(line);
    if ("trailer" in found) {
      this.#trailer = found.trailer;
      return;
    }
    if (line !== null) this.#sum = add(this.#sum, hash64(line));
    if ("code" in found) return this.#fault(found);
    this.#frames += 1;
    frames.push(found);
  }

  #begin(line: string | null): void {
    const header = line === null ? tooLong : readHeader(line);
    if ("code" in header) return this.#refuse(header);
    this.#header = header;
    this.#sum = hash64(line as string);
  }

  #refuse(refusal: Rejection): void {
    this.#refusal = refusal;
  }

  #fault(rejection: Rejection): void {
    this.#faultCount += 1;
    if (this.#faults.length < faultsKept) this.#faults.push({ line: this.#lines, ...rejection });
  }

  #look(unfinished: string | null, cut: string | undefined): void {
    this.#isCut = this.#trailer === null && this.#faultCount === (unfinished === null ? 0 : 1);
    const missing = (sentence: string) => this.#missing.push(sentence);
    if (cut !== undefined) missing(cut);
    if (unfinished !== null) missing(`line ${this.#lines} breaks off after ${unfinished.length} characters`);
    if (this.#trailer === null) {
      const promised = this.#header?.counts?.frames;
      const of = promised === undefined ? "" : ` of the ${promised} that the header counts`;
      missing(`there is no trailer: the file ends after ${this.#frames} frames${of}, and what came then is not known`);
      return;
    }
    const { frames, checksum } = this.#trailer;
    if (frames !== this.#frames) missing(`the trailer counts ${frames} frames; ${this.#frames} could be read`);
    const sum = hex(this.#sum);
    if (checksum !== sum)
      missing(`the lines sum to ${sum}; the trailer says ${checksum}, so some are not as they were written`);
  }
}

const empty = reject("bad_json", "the line is empty");
const tooLong = reject("too_large", `the line has more than ${lineBytes} characters`);

function readHeader(line: string): CaptureHeader | Rejection {
  const json = parseJson(line, lineBytes);
  if (!json.ok) return reject("capture_invalid", `the first line is not a header: ${json.rejection.sentence}`);
  const { format, formatVersion, protocolVersion: protocol } = (json.value ?? {}) as Record<string, unknown>;
  if (format !== "lighty-capture") {
    return reject("capture_invalid", 'the first line is not a header: its format is not "lighty-capture"');
  }
  if (typeof formatVersion === "number" && !canRead(formatVersion)) {
    return reject(
      "capture_newer",
      `the capture is of format ${formatVersion}; this build reads up to ${captureFormatVersion}`,
    );
  }
  if (typeof protocol === "number" && protocol > protocolVersion) {
    return reject(
      "capture_newer",
      `the capture is of protocol ${protocol}; this build knows protocol ${protocolVersion}`,
    );
  }
  if (typeof protocol === "number" && protocol < protocolVersion) {
    return reject(
      "unsupported_version",
      `the capture is of protocol ${protocol}; this build reads protocol ${protocolVersion} alone`,
    );
  }
  const header = checkShape(CaptureHeader, json.value);
  if (header.ok) return header.value;
  return reject("capture_invalid", `the header is not as it should be: ${header.rejection.sentence}`);
}

type Line = CapturedFrame | { trailer: { frames: number; checksum: string } } | Rejection;

/** A line as our writer makes it is read once, its frame alone; any other one is read whole. */
function readLine(line: string): Line {
  if (line === "") return empty;
  const head = plainFrame.exec(line);
  if (head !== null && line.endsWith("}")) {
    const text = line.slice(head[0].length, -1);
    const json = parseJson(text, lineBytes);
    if (json.ok || json.rejection.code !== "bad_json") {
      if (!json.ok) return json.rejection;
      const frame = checkFrame(json.value);
      return frame.ok ? { receivedAt: Number(head[1]), frame: frame.value, text } : frame.rejection;
    }
  }
  const json = parseJson(line, lineBytes);
  if (!json.ok) return json.rejection;
  switch ((json.value as { kind?: unknown } | null)?.kind) {
    case "frame": {
      const captured = checkShape(CaptureFrame, json.value);
      if (!captured.ok) return captured.rejection;
      const { receivedAt, frame } = captured.value;
      return { receivedAt, frame, text: JSON.stringify(frame) };
    }
    case "trailer": {
      const trailer = checkShape(CaptureTrailer, json.value);
      return trailer.ok ? { trailer: trailer.value } : trailer.rejection;
    }
    default:
      return reject("bad_shape", "the line is neither a frame nor the trailer");
  }
}
