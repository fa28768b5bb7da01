/** traceSeqs `first` to `last`, both included. */
export interface Range {
  first: number;
  last: number;
}

/** One boot of one device. */
export interface HeldBoot {
  deviceId: string;
  bootId: string;
  ranges: Range[];
}

/** How one append changed the ranges of a boot: these rows go, those come. */
export interface HeldChange {
  deviceId: string;
  bootId: string;
  removed: number[];
  written: Range[];
}

/** Beyond, the lowest hole of a boot is given up: what might still fill it counts as held. [TEE-11] */
const mostRanges = 256;

/** Boots kept in memory; all others lie in the log, a row each as long as nothing is missing. */
const mostBoots = 1_024;

/**
 * Which frames are held, as ranges per boot: traceSeq is gapless, so a boot is nearly always one range, and a repeat is found without
 * an index over the frames. Made durable in the same transaction as the frames themselves.
 */
export class Held {
  readonly #boots = new Map<string, HeldBoot>();
  readonly #before = new Map<HeldBoot, Range[]>();
  /** Asked for last: the next frame is nearly always of the same. */
  #last: HeldBoot | null = null;
  readonly #load: ((deviceId: string, bootId: string) => Range[]) | null;

  /** `load` reads what is written down of a boot; without one everything is known here. */
  constructor(load: ((deviceId: string, bootId: string) => Range[]) | null = null) {
    this.#load = load;
  }

  /** Highest traceSeq held; 0 for none. */
  highest(deviceId: string, bootId: string): number {
    this.#forgetSome();
    return this.#boot(deviceId, bootId).ranges.at(-1)?.last ?? 0;
  }

  /** Takes a traceSeq in; false when it was held already. */
  claim(deviceId: string, bootId: string, traceSeq: number): boolean {
    const boot = this.#boot(deviceId, bootId);
    const { ranges } = boot;
    const at = firstEndingAtOrAfter(ranges, traceSeq - 1);
    const range = ranges[at];
    if (range !== undefined && range.first <= traceSeq && traceSeq <= range.last) return false;
    this.#remember(boot);
    if (range?.last === traceSeq - 1) {
      range.last = traceSeq;
      const next = ranges[at + 1];
      if (next?.first === traceSeq + 1) {
        range.last = next.last;
        ranges.splice(at + 1, 1);
      }
    } else if (range?.first === traceSeq + 1) range.first = traceSeq;
    else ranges.splice(at, 0, { first: traceSeq, last: traceSeq });
    if (ranges.length > mostRanges) {
      const [lowest, next] = ranges as [Range, Range];
      ranges.splice(0, 2, { first: lowest.first, last: next.last });
    }
    return true;
  }

  /** What has changed since the last commit or rollback. */
  changes(): HeldChange[] {
    return [...this.#before].map(([{ deviceId, bootId, ranges }, before]) => {
      const was = new Map(before.map(({ first, last }) => [first, last]));
      const is = new Set(ranges.map(({ first }) => first));
      return {
        deviceId,
        bootId,
        removed: before.map(({ first }) => first).filter((first) => !is.has(first)),
        written: ranges.filter(({ first, last }) => was.get(first) !== last),
      };
    });
  }

  commit(): void {
    this.#before.clear();
    this.#forgetSome();
  }

  rollback(): void {
    for (const [boot, ranges] of this.#before) boot.ranges = ranges;
    this.#before.clear();
  }

  /** What is written down can be read again, should the boot be heard of once more. */
  #forgetSome(): void {
    if (this.#load === null || this.#before.size > 0) return;
    for (const name of this.#boots.keys()) {
      if (this.#boots.size <= mostBoots) return;
      this.#boots.delete(name);
      this.#last = null;
    }
  }

  #remember(boot: HeldBoot): void {
    if (this.#before.has(boot)) return;
    this.#before.set(
      boot,
      boot.ranges.map((range) => ({ ...range })),
    );
  }

  #boot(deviceId: string, bootId: string): HeldBoot {
    if (this.#last?.deviceId === deviceId && this.#last.bootId === bootId) return this.#last;
    const name = key(deviceId, bootId);
    let boot = this.#boots.get(name);
    if (boot === undefined) {
      boot = { deviceId, bootId, ranges: this.#load?.(deviceId, bootId) ?? [] };
      this.#boots.set(name, boot);
    }
    this.#last = boot;
    return boot;
  }
}

/** No deviceId holds a slash. */
function key(deviceId: string, bootId: string): string {
  return `${deviceId}/${bootId}`;
}

/** Nearly always the last range is the one, so it is looked at first. */
function firstEndingAtOrAfter(ranges: readonly Range[], traceSeq: number): number {
  let low = 0;
  let high = ranges.length;
  if (high > 0 && (ranges[high - 1] as Range).first <= traceSeq) low = high - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle] as Range).last < traceSeq) low = middle + 1;
    else high = middle;
  }
  return low;
}
