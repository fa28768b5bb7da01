import type { SessionSummary } from "@lighty/protocol";
import type { DeliveryReport, DivergenceReport } from "@lighty/protocol/projections";
import { proxy, type Remote, releaseProxy, wrap } from "comlink";
import type { DeviceCheckpoint } from "../model/checkpoint.ts";
import type { Connection } from "../model/connection.ts";
import type { CaptureReading, Progress } from "./capture-reading.ts";
import { type Growth, LocalFeed } from "./local-feed.ts";
import type {
  Ability,
  Ask,
  EntryPage,
  Feed,
  ImportedCapture,
  OutlineAsk,
  OutlinePart,
  Reader,
  SessionSource,
  Start,
} from "./session-source.ts";

/** A capture file that was dropped or chosen. It is read by a worker, and shows as far as it has come. */
export class CaptureSource implements SessionSource, Growth {
  readonly name: string;
  readonly abilities: ReadonlySet<Ability> = new Set();
  readonly #worker: Worker;
  readonly #reading: Remote<CaptureReading>;
  readonly #listeners = new Set<() => void>();
  #progress: Progress;

  constructor(file: File) {
    this.name = file.name;
    this.#progress = { read: 0, size: file.size, entries: 0, report: null };
    this.#worker = new Worker(new URL("./capture-worker.ts", import.meta.url), { type: "module" });
    this.#reading = wrap<CaptureReading>(this.#worker);
    void this.#reading.open(
      file,
      proxy((progress: Progress) => {
        this.#progress = progress;
        for (const listener of this.#listeners) listener();
      }),
    );
  }

  get progress(): Progress {
    return this.#progress;
  }

  get connection(): Connection {
    const { report } = this.#progress;
    if (report === null) return { state: "catching_up" };
    if (report.refusal !== null) return { state: "refused", reason: `${this.name}: ${report.refusal.sentence}` };
    const faults = report.faults.map(({ line, sentence }) => `line ${line}: ${sentence}`);
    return { state: "complete", missing: [...report.missing, ...faults] };
  }

  subscribe(grown: () => void): () => void {
    this.#listeners.add(grown);
    return () => this.#listeners.delete(grown);
  }

  summaries(): Promise<SessionSummary[]> {
    return this.#reading.summaries();
  }

  listSessions(): Promise<SessionSummary[]> {
    return this.#reading.summaries();
  }

  async listImports(): Promise<ImportedCapture[]> {
    return [];
  }

  outline(sessionId: string, ask: OutlineAsk): Promise<OutlinePart> {
    return this.#reading.outline(sessionId, ask);
  }

  read(sessionId: string, ask: Ask): Promise<EntryPage> {
    return this.#reading.read(sessionId, ask);
  }

  statesAt(sessionId: string, entry: number): Promise<DeviceCheckpoint[]> {
    return this.#reading.statesAt(sessionId, entry);
  }

  async delivery(sessionId: string): Promise<DeliveryReport | null> {
    return (await this.#reading.delivery(sessionId)) ?? null;
  }

  async divergence(sessionId: string): Promise<DivergenceReport | null> {
    return (await this.#reading.divergence(sessionId)) ?? null;
  }

  follow(sessionId: string | null, start: Start, reader: Reader): Feed {
    return new LocalFeed(sessionId, this, this, start, reader);
  }

  /** Lets go of the file. */
  close(): void {
    this.#reading[releaseProxy]();
    this.#worker.terminate();
  }
}
