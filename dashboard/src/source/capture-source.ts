import type { ErrorCode } from "@lighty/protocol";
import { proxy, type Remote, releaseProxy, wrap } from "comlink";
import type { Connection, OtherVersion } from "../model/connection.ts";
import { type Bookmarks, BrowserBookmarks, LayeredBookmarks } from "./bookmarks.ts";
import type { CaptureReading, Progress } from "./capture-reading.ts";
import type { Ability } from "./session-source.ts";
import { ShelvedSource } from "./shelved-source.ts";

const versions: Partial<Record<ErrorCode, OtherVersion>> = { capture_newer: "newer", unsupported_version: "older" };

/** A capture file that was dropped or chosen. It is read by a worker, and shows as far as it has come. */
export class CaptureSource extends ShelvedSource {
  readonly name: string;
  readonly abilities: ReadonlySet<Ability> = new Set();
  readonly bookmarks: Bookmarks;
  protected readonly shelf: Remote<CaptureReading>;
  readonly #worker: Worker;
  #progress: Progress;

  constructor(file: File) {
    super();
    this.name = file.name;
    this.#progress = { read: 0, size: file.size, entries: 0, report: null };
    this.#worker = new Worker(new URL("./capture-worker.ts", import.meta.url), { type: "module" });
    this.shelf = wrap<CaptureReading>(this.#worker);
    const given = (sessionId: string) => this.shelf.bookmarks(sessionId);
    this.bookmarks = new LayeredBookmarks(given, new BrowserBookmarks(() => this.shelf.digest()));
    void this.shelf.open(
      file,
      proxy((progress: Progress) => {
        this.#progress = progress;
        this.grown();
      }),
    );
  }

  get progress(): Progress {
    return this.#progress;
  }

  get connection(): Connection {
    const { report, read, size } = this.#progress;
    if (report === null) return { state: "catching_up", share: size === 0 ? 0 : read / size };
    if (report.refusal !== null) {
      const { code, sentence } = report.refusal;
      const version = versions[code];
      return { state: "refused", reason: `${this.name}: ${sentence}`, ...(version && { version }) };
    }
    const faults = report.faults.map(({ line, sentence }) => `line ${line}: ${sentence}`);
    return { state: "complete", missing: [...report.missing, ...faults] };
  }

  /** Lets go of the file. */
  close(): void {
    this.shelf[releaseProxy]();
    this.#worker.terminate();
  }
}
