import { randomFillSync } from "node:crypto";
import { rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const reserveFile = "reserve";

/** What SQLite writes beside an emptied file of pages of 16 KiB, and as much again for what waits in the write-ahead log. */
export const reserveBytes = 2 * 1_048_576;

/**
 * Room on the disk that is kept back beside the log: emptying a log has to write as well, and where the disk is full this is given up for it. It
 * is taken again when there is time.
 */
export class Reserve {
  readonly #path: string;
  #isTaken: boolean;

  constructor(folder: string) {
    this.#path = join(folder, reserveFile);
    this.#isTaken = statSync(this.#path, { throwIfNoEntry: false })?.size === reserveBytes;
  }

  /** Takes the room where it is not taken; there may be none. */
  take(): void {
    if (this.#isTaken) return;
    try {
      // Nothing that a file system could press into less.
      writeFileSync(this.#path, randomFillSync(Buffer.allocUnsafe(reserveBytes)), { mode: 0o600 });
      this.#isTaken = true;
    } catch {
      // The rest of the disk is the log's.
      rmSync(this.#path, { force: true });
    }
  }

  giveUp(): void {
    rmSync(this.#path, { force: true });
    this.#isTaken = false;
  }
}
