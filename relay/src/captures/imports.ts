import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate, setTimeout } from "node:timers/promises";
import { factsOf } from "@lighty/protocol";
import type { Bookmarks } from "../bookmarks.ts";
import { RelayError, refuse } from "../errors.ts";
import type { Arrival, EventLog } from "../log/event-log.ts";
import type { Views } from "../projections/views.ts";
import { CaptureStream } from "./capture-file.ts";
import { BookmarkFinder } from "./captured-bookmarks.ts";
import type { OpenLimits } from "./compression.ts";
import { Imported } from "./imported.ts";
import { OpenWorlds, type World } from "./open-worlds.ts";

/** What a relay takes from a stranger: so many bytes, opened to no more than so many times their size. */
export const importLimits: OpenLimits = { bytes: 64 * 1_048_576, ratio: 100 };

/** Imports that are kept. One more is refused: whoever brought the others decides which may go. */
export const mostImports = 32;

const mostSummaries = 1_000;

/** Frames written at once: two blocks, so that nothing has to be compressed again, and few enough that others get their turn. */
const batchFrames = 512;

/** Projections that are behind, or being begun again, are asked again after this. */
const askAgainMs = 200;

const manifestFile = "import.json";

export interface ImportPorts {
  now(): number;
  newId(): string;
  bookmarks: Bookmarks;
  /** An empty log in a new folder, to be written. */
  create(folder: string): EventLog;
  /** The log of an import, which has so many entries, only to be read, and its projections, folded beside whatever else goes on. */
  open(folder: string, importId: string, head: number): World;
}

export interface ImportOptions {
  name: string;
  /** Take a file that breaks off, up to its last whole line. */
  takesCut: boolean;
}

/**
 * Captures that were taken in, each in a folder and a log of its own: nothing in a file can reach the live log, a device's trace or another
 * file. A file is written beside its place and moved there once all of it was judged, so it is there whole or not at all.
 *
 *   bytes -> opened within limits -> lines, each judged -> imports/.<id>/log -> renamed to imports/<id> -> read, one file at a time
 */
export class Imports {
  readonly #folder: string;
  readonly #ports: ImportPorts;
  readonly #limits: OpenLimits;
  readonly #known = new Map<string, Imported>();
  readonly #worlds = new OpenWorlds();
  #taking: Promise<Imported> | null = null;
  #reading = Promise.resolve();
  #isClosed = false;

  constructor(folder: string, ports: ImportPorts, limits: OpenLimits = importLimits) {
    this.#folder = folder;
    this.#ports = ports;
    this.#limits = limits;
    if (!existsSync(folder)) return;
    for (const name of readdirSync(folder)) {
      // Half an import, of a process that died on the way.
      if (name.startsWith(".")) rmSync(join(folder, name), { recursive: true, force: true });
      else this.#find(name);
    }
  }

  /** Newest first. */
  all(): Imported[] {
    return [...this.#known.values()].sort((a, b) => b.importedAt - a.importedAt);
  }

  /**
   * Takes a capture in, whole or not at all; its sessions are read once it is there. Throws `capture_invalid` with the lines that are at fault, `capture_newer`, `too_large`, or
   * `limit_reached`. [CAP-4] [CAP-6]
   */
  async take(bytes: AsyncIterable<Uint8Array>, options: ImportOptions): Promise<Imported> {
    if (this.#taking !== null)
      throw refuse("limit_reached", "another capture is being imported; one is taken at a time");
    if (this.#known.size >= mostImports) {
      throw refuse("limit_reached", `${mostImports} imports are kept; remove one that is no longer looked at`);
    }
    this.#taking = this.#take(bytes, options);
    try {
      return await this.#taking;
    } finally {
      this.#taking = null;
    }
  }

  /** Throws `not_found`. */
  get(importId: string): Imported {
    const known = this.#known.get(importId);
    if (known === undefined) throw unknown(importId);
    return known;
  }

  /** The world of an import, opened when it is first looked into. Throws `not_found`. */
  open(importId: string): World {
    const { frames } = this.get(importId);
    return this.#worlds.take(importId, () => this.#ports.open(join(this.#folder, importId), importId, frames));
  }

  /** Forgets an import. Throws `not_found`. */
  async remove(importId: string): Promise<void> {
    if (!this.#known.delete(importId)) throw unknown(importId);
    await this.#worlds.close(importId);
    this.#ports.bookmarks.forget(importId);
    rmSync(join(this.#folder, importId), { recursive: true, force: true });
  }

  /** Waits for the capture that is being taken; its sender has been cut off by then. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#taking?.catch(() => {});
    await this.#worlds.closeAll();
  }

  async #take(bytes: AsyncIterable<Uint8Array>, options: ImportOptions): Promise<Imported> {
    const importId = this.#ports.newId();
    const part = join(this.#folder, `.${importId}`);
    try {
      mkdirSync(part, { recursive: true, mode: 0o700 });
      const imported = await this.#write(part, importId, bytes, options);
      writeManifest(part, imported);
      renameSync(part, join(this.#folder, importId));
      this.#keep(imported);
      return imported;
    } catch (error) {
      this.#ports.bookmarks.forget(importId);
      throw error;
    } finally {
      rmSync(part, { recursive: true, force: true });
    }
  }

  /** What cannot be read is somebody's all the same: a newer relay's, say. */
  #find(name: string): void {
    try {
      this.#keep(readManifest(join(this.#folder, name)));
    } catch (error) {
      process.emitWarning(`imports/${name} is left as it is, and not shown: ${(error as Error).message}`);
    }
  }

  /** One that was kept before its sessions were read is read now, after those before it. */
  #keep(imported: Imported): void {
    const { importId, sessions } = imported;
    this.#known.set(importId, imported);
    if (sessions === null) this.#reading = this.#reading.then(() => this.#readSessions(importId));
  }

  async #readSessions(importId: string): Promise<void> {
    try {
      while (!this.#isClosed && this.#known.has(importId)) {
        const sessions = await summaries(this.open(importId).views);
        const known = this.#known.get(importId);
        if (sessions === null || known === undefined || this.#isClosed) continue;
        const imported = { ...known, sessions };
        writeManifest(join(this.#folder, importId), imported);
        this.#known.set(importId, imported);
        return;
      }
    } catch (error) {
      // It is read again at the next start; whoever opens it meanwhile is told what is wrong with it.
      process.emitWarning(`import ${importId} could not be read: ${String(error)}`);
    }
  }

  async #write(
    folder: string,
    importId: string,
    bytes: AsyncIterable<Uint8Array>,
    { name, takesCut }: ImportOptions,
  ): Promise<Imported> {
    const capture = await CaptureStream.open(bytes, this.#limits);
    const log = this.#ports.create(folder);
    const finder = new BookmarkFinder(capture.header.bookmarks);
    log.tail(finder.hear);
    const importedAt = this.#ports.now();
    let arrivals: Arrival[] = [];
    const write = async () => {
      await log.append({ receivedAt: importedAt, arrivals, quarantined: [] });
      arrivals = [];
      await setImmediate();
    };
    try {
      for await (const frames of capture.frames()) {
        // Nothing of it will stay.
        if (capture.report().faultCount > 0 && !takesCut) continue;
        for (const { receivedAt, frame, text } of frames)
          arrivals.push({ receivedAt, frame, text, facts: factsOf(frame) });
        if (arrivals.length >= batchFrames) await write();
      }
      if (arrivals.length > 0) await write();
      const report = capture.report();
      const refusal = judge(report, takesCut);
      if (refusal !== null) throw refusal;
      const { devices, redaction } = capture.header;
      // What a session may not have more of stays behind.
      for (const { sessionId, ...bookmark } of finder.found) this.#ports.bookmarks.keep(importId, sessionId, bookmark);
      return {
        importId,
        name,
        importedAt,
        frames: log.head,
        duplicates: report.frames - log.head,
        redaction,
        missing: [...report.missing],
        devices,
        sessions: null,
      };
    } finally {
      await log.close();
    }
  }
}

const faultsTold = 20;

function judge(report: ReturnType<CaptureStream["report"]>, takesCut: boolean): RelayError | null {
  const { missing, faults, faultCount, isCut } = report;
  if (missing.length === 0 && faultCount === 0) return null;
  if (isCut && takesCut) return null;
  const [fault] = faults;
  const next = isCut ? "; it can be taken up to its last whole line" : "";
  const what = fault === undefined || isCut ? missing.join("; ") : `line ${fault.line}: ${fault.sentence}`;
  const more = faultCount > 1 && !isCut ? ` (and ${faultCount - 1} more)` : "";
  const details = { lines: faults.slice(0, faultsTold), faulty: faultCount, missing, isCut };
  return new RelayError({ code: "capture_invalid", sentence: `${what}${more}${next}` }, undefined, details);
}

/** Null when they are not there yet. */
async function summaries(views: Views): Promise<Imported["sessions"]> {
  try {
    return (await views.ask("sessions", { limit: mostSummaries })).sessions;
  } catch (error) {
    if (!(error instanceof RelayError) || error.code !== "not_ready") throw error;
    await setTimeout(askAgainMs, undefined, { ref: false });
    return null;
  }
}

function unknown(importId: string): RelayError {
  return refuse("not_found", `there is no import ${JSON.stringify(importId.slice(0, 40))}`);
}

/** There whole, or as it was before. */
function writeManifest(folder: string, imported: Imported): void {
  const part = join(folder, `.${manifestFile}`);
  writeFileSync(part, `${JSON.stringify(imported)}\n`, { mode: 0o600 });
  renameSync(part, join(folder, manifestFile));
}

/** Throws where there is none that can be understood. */
function readManifest(folder: string): Imported {
  const parsed = Imported.safeParse(JSON.parse(readFileSync(join(folder, manifestFile), "utf8")));
  if (parsed.success) return parsed.data;
  throw new Error(`its ${manifestFile} is not one that this relay knows`);
}
