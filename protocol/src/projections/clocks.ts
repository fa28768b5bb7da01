import { Recent } from "./recent.ts";

/** How far one clock is ahead of another, and how wrong that may be. Milliseconds. */
export interface Offset {
  readonly offsetMs: number;
  readonly uncertaintyMs: number;
}

/** Flights that are asked: enough that one was quick each way, few enough that a slow drift shows through. */
const sampleSize = 64;
const mostPairs = 256;

interface Pair {
  /** Apparent flight times, by the arrival's clock minus the departure's: in the pair's own direction, and back. */
  readonly there: number[];
  readonly back: number[];
}

/**
 * The offset between two devices' session clocks, from what crossed between them. A flight takes no less than no time, so an apparent flight
 * time bounds the offset from above one way and from below the other way; the truth lies between the quickest of each, and the middle
 * is wrong by half their sum at most. Pings and pongs are crossings like any other. [DLV-2]
 *
 *   offset + flight there = apparent there        offset <= quickest there
 *   flight back - offset  = apparent back         offset >= -(quickest back)
 */
export class Clocks {
  readonly #pairs = new Recent<string, Pair>(mostPairs);

  save() {
    return { pairs: this.#pairs };
  }

  restore({ pairs }: ReturnType<Clocks["save"]>): void {
    this.#pairs.adopt(pairs);
  }

  /** A packet left `from` and came to `to`, each time read on the own session clock. */
  flew(from: string, to: string, sentAt: number, receivedAt: number): void {
    const pair = this.#pairs.take(keyOf(from, to), () => ({ there: [], back: [] }));
    const flights = from < to ? pair.there : pair.back;
    if (flights.push(receivedAt - sentAt) > sampleSize) flights.shift();
  }

  /** The clock of `to` minus the clock of `from`; undefined until something has crossed both ways. */
  offset(from: string, to: string): Offset | undefined {
    const pair = this.#pairs.peek(keyOf(from, to));
    if (pair === undefined || pair.there.length === 0 || pair.back.length === 0) return undefined;
    const [there, back] = [quickest(pair.there), quickest(pair.back)];
    const middle = Math.round((there - back) / 2);
    return { offsetMs: from < to ? middle : -middle, uncertaintyMs: Math.max(0, Math.ceil((there + back) / 2)) };
  }

  /** The latest reading of the clock of `from` at which what came to `to` then can have left; undefined until something has crossed both ways. */
  latestDeparture(from: string, to: string, receivedAt: number): number | undefined {
    const offset = this.offset(from, to);
    return offset && receivedAt - offset.offsetMs + offset.uncertaintyMs;
  }

  /** A device has a new clock: what was known of the old one is void. */
  forget(deviceId: string): void {
    for (const key of [...this.#pairs.entries()].map(([name]) => name)) {
      if (key.split(" ").includes(deviceId)) this.#pairs.delete(key);
    }
  }
}

function keyOf(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

/** Asked of every flight, so nothing is laid out for it. */
function quickest(flights: readonly number[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const flight of flights) if (flight < least) least = flight;
  return least;
}
