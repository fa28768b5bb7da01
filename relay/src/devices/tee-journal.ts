import { appendFileSync, statSync } from "node:fs";
import { limits } from "@lighty/protocol";
import type { Journalled, TeeJournal } from "@lighty/protocol/tee";
import { readLines, replaceFile } from "./disk.ts";

/** Beyond this the file is written anew with what is not acknowledged yet. */
const mostBytes = 4 * 1_048_576;

/** What a tee has recorded and the relay has not acknowledged, kept across the death of the process, and as bounded as the tee itself. */
export class FileTeeJournal implements TeeJournal {
  readonly #file: string;
  #frames: Journalled[];
  #bytes: number;

  constructor(file: string) {
    this.#file = file;
    this.#frames = [...readLines<Journalled>(file)].slice(-limits.teeFrames);
    this.#bytes = this.#rewrite();
  }

  /** What earlier runs left, oldest first. */
  get backlog(): readonly Journalled[] {
    return [...this.#frames];
  }

  recorded(frame: Journalled): void {
    this.#frames.push(frame);
    const line = `${JSON.stringify(frame)}\n`;
    // Half a line may be left where this fails: the next one is followed by a file written anew.
    const before = this.#bytes;
    this.#bytes = Number.POSITIVE_INFINITY;
    appendFileSync(this.#file, line, { mode: 0o600 });
    this.#bytes = before + line.length;
    if (this.#bytes > mostBytes) this.#bytes = this.#rewrite();
  }

  acked(bootId: string, traceSeq: number): void {
    this.#frames = this.#frames.filter((frame) => frame.bootId !== bootId || frame.traceSeq > traceSeq);
    // All is said: nothing need be left behind.
    if (this.#frames.length === 0 && this.#bytes > 0) this.#bytes = this.#rewrite();
  }

  #rewrite(): number {
    this.#frames = this.#frames.slice(-limits.teeFrames);
    replaceFile(this.#file, this.#frames.map((frame) => `${JSON.stringify(frame)}\n`).join(""));
    return statSync(this.#file).size;
  }
}
