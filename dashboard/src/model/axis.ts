/*
 * Where in the timeline an entry stands. Time runs to the right, but not evenly: what happens within milliseconds is pulled apart until
 * each arrow can be seen, and a rest of two minutes is drawn no wider than a hand. The axis says the true times.
 *
 *   entries by corrected time:   | ||      |                    |
 *   drawn:                       |  |  |     |        //2 min//        |
 */

/** An entry's place. */
export interface Mark {
  readonly entry: number;
  readonly time: number;
  x: number;
}

const leastGap = 8;
const widestGap = 96;

/** Pixels between two neighbours that are so many milliseconds apart. */
export function gapWidth(ms: number): number {
  return Math.min(widestGap, leastGap + 7 * Math.log2(1 + Math.max(0, ms) / 20));
}

export class TimeAxis {
  /** By time, then entry. */
  readonly marks: Mark[] = [];
  readonly #byEntry = new Map<number, Mark>();
  #firstStale = 0;

  get width(): number {
    this.#settle();
    return this.marks.at(-1)?.x ?? 0;
  }

  insert(entry: number, time: number): void {
    const mark = { entry, time, x: 0 };
    const index = this.#indexAfter(mark);
    this.marks.splice(index, 0, mark);
    this.#byEntry.set(entry, mark);
    this.#firstStale = Math.min(this.#firstStale, index);
  }

  clear(): void {
    this.marks.length = 0;
    this.#byEntry.clear();
    this.#firstStale = 0;
  }

  at(entry: number): Mark | undefined {
    this.#settle();
    return this.#byEntry.get(entry);
  }

  /** The marks drawn between two places. */
  between(from: number, to: number): readonly Mark[] {
    this.#settle();
    return this.marks.slice(this.#indexAtX(from), this.#indexAtX(to));
  }

  /** The first and the last mark drawn between two places; none where nothing is. */
  ends(from: number, to: number): [Mark?, Mark?] {
    this.#settle();
    const [first, end] = [this.#indexAtX(from), this.#indexAtX(to)];
    return first < end ? [this.marks[first] as Mark, this.marks[end - 1] as Mark] : [];
  }

  /** The place of a time that may fall between two entries. */
  xAt(time: number): number {
    this.#settle();
    const index = this.#indexAfter({ entry: Number.POSITIVE_INFINITY, time, x: 0 });
    const [before, after] = [this.marks[index - 1], this.marks[index]];
    if (before === undefined) return after?.x ?? 0;
    if (after === undefined || after.time === before.time) return before.x;
    return before.x + ((after.x - before.x) * (time - before.time)) / (after.time - before.time);
  }

  /** Index of the first mark that comes after, searched from the end: entries mostly come in order. */
  #indexAfter(mark: Mark): number {
    let [low, high] = [0, this.marks.length];
    const last = this.marks[high - 1];
    if (last === undefined || comesBefore(last, mark)) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (comesBefore(this.marks[middle] as Mark, mark)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #indexAtX(x: number): number {
    let [low, high] = [0, this.marks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.marks[middle] as Mark).x < x) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #settle(): void {
    for (let i = this.#firstStale; i < this.marks.length; i++) {
      const [before, mark] = [this.marks[i - 1], this.marks[i] as Mark];
      mark.x = before === undefined ? 0 : before.x + gapWidth(mark.time - before.time);
    }
    this.#firstStale = this.marks.length;
  }
}

function comesBefore(a: Mark, b: Mark): boolean {
  return a.time < b.time || (a.time === b.time && a.entry < b.entry);
}
