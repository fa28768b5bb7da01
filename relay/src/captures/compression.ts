import { PassThrough, Readable, type Transform } from "node:stream";
import { constants, createGunzip, createGzip, createZstdCompress, createZstdDecompress } from "node:zlib";
import { refuse } from "../errors.ts";

export type Compression = "none" | "gzip" | "zstd";

/** How a capture is compressed that is written to a file of that name: gzip, unless the name says otherwise. */
export function compressionOf(path: string): Compression {
  if (path.endsWith(".zst")) return "zstd";
  return path.endsWith(".gz") ? "gzip" : "none";
}

/** What compresses; undefined where nothing has to. */
export function compressor(compression: Compression): Transform | undefined {
  if (compression === "gzip") return createGzip({ level: 1 });
  if (compression === "zstd") return createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 1 } });
  return undefined;
}

/** What bounds a stream from a stranger. */
export interface OpenLimits {
  /** Bytes that it may open to. */
  bytes: number;
  /** How many times its own size it may open to. */
  ratio: number;
}

/** Below, no ratio is asked: a quiet session repeats itself and compresses forty to one, and so much can be read whatever it is. */
const alwaysOpened = 8 * 1_048_576;

/**
 * The bytes of a file as they were before it was compressed; how it is compressed is told by its first bytes. `cut` is set when the
 * compressed data breaks off or is damaged: what came before it has been given out. Throws `too_large` beyond the limits.
 */
export class Opened {
  readonly #source: AsyncIterable<Uint8Array>;
  readonly #limits: OpenLimits | undefined;
  #in = 0;
  #out = 0;
  compression: Compression = "none";
  cut: string | undefined;

  constructor(source: AsyncIterable<Uint8Array>, limits?: OpenLimits) {
    this.#source = source;
    this.#limits = limits;
  }

  async *bytes(): AsyncGenerator<Uint8Array> {
    const source = this.#source[Symbol.asyncIterator]();
    const head = await headOf(source);
    this.compression = sniff(head);
    const counted = this.#counted(head, source);
    if (this.compression === "none") {
      for await (const chunk of counted) yield this.#within(chunk);
      return;
    }
    const opener =
      this.compression === "gzip"
        ? createGunzip({ finishFlush: constants.Z_SYNC_FLUSH })
        : createZstdDecompress({ finishFlush: constants.ZSTD_e_flush });
    const compressed = Readable.from(counted, { objectMode: false });
    const opened = new PassThrough();
    compressed.on("error", (error) => opened.destroy(error));
    // What was opened before the damage is good: it ends there, and does not fail.
    opener.on("error", ({ message }) => {
      this.cut = `the ${this.compression} data is damaged or breaks off within its first ${this.#in} bytes (${message})`;
      opened.end();
    });
    compressed.pipe(opener).pipe(opened);
    try {
      for await (const chunk of opened) yield this.#within(chunk as Buffer);
    } finally {
      compressed.destroy();
      opener.destroy();
    }
  }

  async *#counted(head: Uint8Array, source: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of joined(head, source)) {
        this.#in += chunk.byteLength;
        if (this.#limits !== undefined && this.#in > this.#limits.bytes) throw tooLarge(this.#limits);
        yield chunk;
      }
    } finally {
      await source.return?.();
    }
  }

  #within(chunk: Uint8Array): Uint8Array {
    this.#out += chunk.byteLength;
    const limits = this.#limits;
    if (limits === undefined) return chunk;
    if (this.#out > limits.bytes) throw tooLarge(limits);
    if (this.compression !== "none" && this.#out > Math.max(alwaysOpened, this.#in * limits.ratio)) {
      throw refuse(
        "too_large",
        `the capture opens to more than ${limits.ratio} times its size; that is not how frames compress`,
      );
    }
    return chunk;
  }
}

function tooLarge({ bytes }: OpenLimits): Error {
  return refuse("too_large", `the capture has more than ${bytes} bytes, which is the most that is taken`);
}

/** The first bytes, at least four where there are as many. */
export async function headOf(source: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let head: Uint8Array = Buffer.alloc(0);
  while (head.byteLength < 4) {
    const next = await source.next();
    if (next.done === true) break;
    head = head.byteLength === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  return head;
}

/** A source whose first bytes were looked at, whole again. */
export async function* joined(head: Uint8Array, source: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.byteLength > 0) yield head;
  for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
}

/** True for the first bytes of an MCAP file. */
export function isMcap(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(0, 4)).equals(Buffer.from([0x89, 0x4d, 0x43, 0x41]));
}

function sniff(head: Uint8Array): Compression {
  if (head[0] === 0x1f && head[1] === 0x8b) return "gzip";
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) return "zstd";
  return "none";
}
