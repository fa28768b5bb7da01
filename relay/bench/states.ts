import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FoldFile } from "../src/log/fold-file.ts";
import { LogReader } from "../src/log/log-reader.ts";
import { SqliteLog } from "../src/log/sqlite-log.ts";
import { Fold } from "../src/projections/fold.ts";
import { answer } from "../src/projections/questions.ts";
import { buildTraces } from "./frames.ts";
import { arrivalsOf } from "./reads.ts";

const logId = "benchlog0000";
const retention = { ageMs: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER };
/** Frames of a device that one commit takes. */
const chunk = 256;

/** Two devices that train together in one session after another, over and over: as long a story of a device as the log has entries for. */
export class LongStory {
  readonly #folder = mkdtempSync(join(tmpdir(), "lighty-bench-"));
  readonly #reader: LogReader;
  readonly #kept: FoldFile;
  readonly #fold: Fold;
  readonly head: number;
  /** What it took to fold all of it, to write down what stands, and to go on from there, in milliseconds. */
  readonly foldMs: number;
  readonly keepMs: number;
  readonly loadMs: number;
  #sessionId = "";

  constructor(entries: number) {
    const log = new SqliteLog(this.#folder, () => logId, { retention });
    const traces = buildTraces(2, entries / 2);
    for (let i = 0; i < entries / 2; i += chunk) {
      const arrivals = traces.flatMap(({ texts, deviceId }) => arrivalsOf(texts.slice(i, i + chunk), deviceId));
      log.write({ receivedAt: 1_767_632_400_000 + i, arrivals, quarantined: [] });
      log.boundWal();
    }
    while (log.tidy(0));
    this.head = log.head;
    void log.close();
    this.#reader = new LogReader(this.#folder);
    const first = this.#open();
    this.foldMs = timed(() => this.#follow(first.fold));
    this.keepMs = timed(() => first.fold.keep("end"));
    first.kept.close();
    const begun = performance.now();
    const { fold, kept } = this.#open();
    this.loadMs = performance.now() - begun;
    [this.#fold, this.#kept] = [fold, kept];
  }

  /** Milliseconds that it takes to tell the states of both devices after the nth of so many entries, spread over the log. */
  async stateMs(n: number): Promise<number> {
    this.#sessionId ||= this.#fold.projections.sessions.page(1).sessions[0]?.sessionId ?? "";
    const at = 1 + Math.floor((this.head * ((n * 37) % 97)) / 97);
    const begun = performance.now();
    const question = { sessionId: this.#sessionId, at };
    await answer(this.#fold.projections, "states", question, (options, upTo) => this.#reader.read(options, upTo));
    return performance.now() - begun;
  }

  end(): void {
    this.#reader.close();
    this.#kept.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #open(): { fold: Fold; kept: FoldFile } {
    const warn = (sentence: string) => console.error(sentence);
    const kept = new FoldFile(this.#folder, logId, 0, warn);
    return { fold: new Fold(kept, this.head, warn), kept };
  }

  #follow(fold: Fold): void {
    while (fold.at < this.head) {
      const page = this.#reader.read({ after: fold.at, limit: 512 }, this.head);
      fold.apply(page.entries, page.reached);
    }
  }
}

function timed(run: () => void): number {
  const begun = performance.now();
  run();
  return performance.now() - begun;
}
