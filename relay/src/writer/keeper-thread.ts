import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { logFile } from "../log/file.ts";
import type { KeeperData, KeeperDown, KeeperUp } from "../log/keeper.ts";

/** It begins once the start is over: it is in nobody's way then. */
const beginAfterMs = 1_000;

/** The thread that keeps the log's file in order; the writer is only quicker for it. */
export class KeeperThread {
  readonly #timer: NodeJS.Timeout;
  #worker: Worker | null = null;
  #damage: string | null = null;
  #isPaused = false;

  constructor(folder: string) {
    this.#timer = setTimeout(() => this.#begin(join(folder, logFile)), beginAfterMs).unref();
  }

  /** What it found wrong with the file; null while it has found nothing. */
  get damage(): string | null {
    return this.#damage;
  }

  /** Resolves once it leaves the file alone, until it may go on. */
  async pause(): Promise<void> {
    this.#isPaused = true;
    const worker = this.#worker;
    if (worker === null) return;
    await new Promise<void>((resolve) => {
      const hear = ({ type }: KeeperUp) => type === "paused" && end();
      const end = () => {
        worker.off("message", hear).off("exit", end);
        resolve();
      };
      worker.on("message", hear).on("exit", end);
      worker.postMessage("pause" satisfies KeeperDown);
    });
  }

  goOn(): void {
    this.#isPaused = false;
    this.#worker?.postMessage("resume" satisfies KeeperDown);
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#worker === null) return;
    const ended = once(this.#worker, "exit");
    this.#worker.postMessage("close" satisfies KeeperDown);
    this.#worker = null;
    await ended;
  }

  #begin(file: string): void {
    const workerData: KeeperData = { file, isPaused: this.#isPaused };
    const worker = new Worker(new URL("../log/keeper.ts", import.meta.url), { name: "keeper", workerData });
    this.#worker = worker;
    worker.unref();
    worker.on("message", (up: KeeperUp) => {
      if (up.type !== "damaged") return;
      this.#damage = `the log is damaged: ${up.found}`;
      process.emitWarning(this.#damage);
    });
    worker.on("exit", () => {
      this.#worker = null;
    });
    // The writer bounds its write-ahead log by itself; this one only made it quicker.
    worker.on("error", (error) => process.emitWarning(error));
  }
}
