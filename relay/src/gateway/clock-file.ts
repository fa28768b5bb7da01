import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { ClockSample, DeviceId } from "@lighty/protocol";
import { replacePrivateFile } from "../private-file.ts";
import type { Clocks } from "./clocks.ts";

/** A reading is in the file after so long: what a relay that is killed may lose. */
const latestMs = 1_000;
/** So many lines beside twice those that are held, and the file is written anew. */
const spareLines = 1_024;

const Line = ClockSample.extend({ deviceId: DeviceId });

/**
 * The readings of `Clocks` in a file, a line each. It is added to as they are taken, at most once a second and with no more than is held, however
 * fast a device sends them; and written anew when most of it is old. Losing some costs nothing but doubt, so nothing here throws. [TEE-8]
 */
export class ClockFile {
  readonly #file: string;
  readonly #clocks: Clocks;
  /** Readings of each device that are not in the file. */
  readonly #fresh = new Map<string, number>();
  /** Lines in the file; beyond all bounds when its last one may be broken. */
  #lines = 0;
  #timer: NodeJS.Timeout | null = null;

  /** Restores what the file holds. */
  constructor(file: string, clocks: Clocks) {
    this.#file = file;
    this.#clocks = clocks;
    this.#restore();
    clocks.onTaken = (deviceId) => this.#note(deviceId);
  }

  #note(deviceId: string): void {
    this.#fresh.set(deviceId, (this.#fresh.get(deviceId) ?? 0) + 1);
    this.#timer ??= setTimeout(() => this.flush(), latestMs).unref();
  }

  /** Puts into the file what is not there yet. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const lines = [...this.#fresh].flatMap(([deviceId, count]) => this.#linesOf(deviceId, count));
    if (lines.length === 0) return;
    try {
      const held = this.#clocks.all().reduce((sum, [, series]) => sum + series.length, 0);
      if (this.#lines + lines.length > 2 * held + spareLines) {
        const all = this.#clocks.all().flatMap(([deviceId, { length }]) => this.#linesOf(deviceId, length));
        replacePrivateFile(this.#file, all.join(""));
        this.#lines = all.length;
      } else {
        appendFileSync(this.#file, lines.join(""), { mode: 0o600 });
        this.#lines += lines.length;
      }
      this.#fresh.clear();
    } catch {
      // A disk that is full has more to lose than these; they are tried again with the next, in a file that is whole.
      this.#lines = Number.POSITIVE_INFINITY;
    }
  }

  #linesOf(deviceId: string, count: number): string[] {
    const series = this.#clocks.series(deviceId);
    return series.slice(-count).map((sample) => `${JSON.stringify({ deviceId, ...sample })}\n`);
  }

  #restore(): void {
    if (!existsSync(this.#file)) return;
    try {
      const lines = readFileSync(this.#file, "utf8").split("\n");
      // What follows the last line feed is a line that was cut off.
      const isWhole = lines.pop() === "";
      for (const line of lines) {
        const { deviceId, ...sample } = Line.parse(JSON.parse(line));
        this.#clocks.restore(deviceId, sample);
      }
      this.#lines = isWhole ? lines.length : Number.POSITIVE_INFINITY;
    } catch {
      // Not ours, or damaged: what was read before it stands, and the file is written anew.
      this.#lines = Number.POSITIVE_INFINITY;
    }
  }
}
