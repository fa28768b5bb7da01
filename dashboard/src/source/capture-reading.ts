import { type Bookmark, type CapturedBookmark, type Entry, hash64, hex, type SessionSummary } from "@lighty/protocol";
import { CaptureReader, type CaptureReport } from "@lighty/protocol/captures";
import type { DeliveryReport, DivergenceReport } from "@lighty/protocol/projections";
import { Decompress } from "fzstd";
import type { DeviceCheckpoint } from "../model/checkpoint.ts";
import { EntryShelf } from "./entry-shelf.ts";
import { BlobEntries } from "./entry-store.ts";
import type { Ask, EntryPage, OutlineAsk, OutlinePart } from "./session-source.ts";
import type { Shelf } from "./shelved-source.ts";

/** How far the reading of a file has come. */
export interface Progress {
  /** Bytes of the file that were read, and how many it has. */
  readonly read: number;
  readonly size: number;
  readonly entries: number;
  /** Known once all of it is read, or nothing of it can be. */
  readonly report: CaptureReport | null;
}

const tellEveryMs = 200;

/**
 * A capture file being read, plain or compressed as its first bytes say: it is read once, from its beginning to its end, and what was read
 * can be asked for all the while. Runs in a worker, off the page's thread. [CAP-1] [CAP-3]
 */
export class CaptureReading implements Shelf {
  readonly #shelf = new EntryShelf(new BlobEntries());
  readonly #reader = new CaptureReader();
  /** Bookmarks that the header carries, by the frame they are at, and those whose frame was read. */
  readonly #wanted = new Map<string, CapturedBookmark[]>();
  readonly #bookmarks = new Map<string, Bookmark[]>();
  #digest: Promise<string> = Promise.resolve("");
  #read = 0;

  /** Reads the file; `told` hears how far it has come, now and then and at the end. Never rejects over what the file holds. */
  async open(file: Blob, told: (progress: Progress) => void): Promise<void> {
    this.#digest = digestOf(file);
    let toldAt = 0;
    let cut: string | undefined;
    try {
      for await (const text of textOf(file, (bytes) => this.#count(bytes))) {
        this.#take(this.#reader.push(text));
        if (this.#reader.refusal !== null) break;
        if (performance.now() - toldAt < tellEveryMs) continue;
        toldAt = performance.now();
        told(this.#progress(file.size, null));
        await othersTurn();
      }
    } catch (error) {
      cut = `the file's compressed data is damaged or breaks off (${(error as Error).message})`;
    }
    this.#take(this.#reader.end(cut));
    told(this.#progress(file.size, this.#reader.report()));
  }

  summaries(): SessionSummary[] {
    return this.#shelf.summaries();
  }

  outline(sessionId: string, ask: OutlineAsk): Promise<OutlinePart> {
    return this.#shelf.outline(sessionId, ask);
  }

  read(sessionId: string, ask: Ask): Promise<EntryPage> {
    return this.#shelf.read(sessionId, ask);
  }

  statesAt(sessionId: string, entry: number): Promise<DeviceCheckpoint[]> {
    return this.#shelf.statesAt(sessionId, entry);
  }

  divergence(sessionId: string): DivergenceReport | null {
    return this.#shelf.divergence(sessionId);
  }

  delivery(sessionId: string): DeliveryReport | null {
    return this.#shelf.delivery(sessionId);
  }

  /** What the file says is marked, as far as it has been read. [CAP-9] */
  bookmarks(sessionId: string): Bookmark[] {
    return this.#bookmarks.get(sessionId) ?? [];
  }

  /** Tells this file from any other. */
  digest(): Promise<string> {
    return this.#digest;
  }

  #mark(entries: readonly Entry[]): void {
    if (this.#wanted.size === 0) {
      for (const bookmark of this.#reader.header?.bookmarks ?? []) {
        const key = keyOf(bookmark);
        this.#wanted.set(key, [...(this.#wanted.get(key) ?? []), bookmark]);
      }
    }
    if (this.#wanted.size === 0) return;
    for (const { entry, frame } of entries) {
      const key = keyOf({ ...frame, deviceId: frame.observer.deviceId });
      for (const { sessionId, text, madeAt } of this.#wanted.get(key) ?? [])
        this.#bookmarks.set(sessionId, [...this.bookmarks(sessionId), { entry, text, madeAt }]);
    }
  }

  #count(bytes: number): void {
    this.#read += bytes;
  }

  #take(frames: ReturnType<CaptureReader["push"]>): void {
    const { next } = this.#shelf;
    const entries: Entry[] = frames.map(({ receivedAt, frame }, index) => ({ entry: next + index, receivedAt, frame }));
    if (entries.length === 0) return;
    this.#shelf.add(entries);
    this.#mark(entries);
  }

  #progress(size: number, report: CaptureReport | null): Progress {
    return { read: this.#read, size, entries: this.#shelf.next - 1, report };
  }
}

/** What comes out of a file comes without a pause: until somebody makes one no question is heard, and the page shows nothing to the end. */
const othersTurn = () => new Promise((resolve) => setTimeout(resolve));

const keyOf = ({ deviceId, bootId, traceSeq }: Pick<CapturedBookmark, "deviceId" | "bootId" | "traceSeq">) =>
  `${deviceId} ${bootId} ${traceSeq}`;

/** Of the ends of a large file: no two captures begin and end alike, as the last line sums all of them. [CAP-3] */
async function digestOf(file: Blob): Promise<string> {
  const ends = [file.slice(0, endBytes), file.slice(-endBytes)];
  const bytes = await new Blob([...ends, String(file.size)]).arrayBuffer();
  return hex(hash64(String.fromCharCode(...new Uint8Array(bytes))));
}

const endBytes = 4_096;

/** The text of a file, piece by piece; what was read before damage shows is given out before it throws. */
async function* textOf(file: Blob, count: (bytes: number) => void): AsyncGenerator<string> {
  const head = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  const counted = file.stream().pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        count(chunk.byteLength);
        controller.enqueue(chunk);
      },
    }),
  );
  const bytes = isGzip(head)
    ? counted.pipeThrough(new DecompressionStream("gzip"))
    : isZstd(head)
      ? counted.pipeThrough(zstdStream())
      : counted;
  const decoder = new TextDecoder();
  const reader = bytes.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read())
    yield decoder.decode(next.value, { stream: true });
  yield decoder.decode();
}

const isGzip = ([a, b]: Uint8Array) => a === 0x1f && b === 0x8b;
const isZstd = ([a, b, c, d]: Uint8Array) => a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd;

/** Browsers open gzip themselves; zstandard not yet all of them. */
function zstdStream(): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let opener: Decompress;
  return new TransformStream({
    start(controller) {
      opener = new Decompress((chunk) => controller.enqueue(chunk as Uint8Array<ArrayBuffer>));
    },
    transform: (chunk) => opener.push(chunk),
    flush: () => opener.push(new Uint8Array(), true),
  });
}
