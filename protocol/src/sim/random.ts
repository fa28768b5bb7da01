import { hash64 } from "../hash.ts";

const letters = "abcdefghijklmnopqrstuvwxyz0123456789";

/**
 * The one source of chance in a simulation: sfc32, seeded from a text or a number, so that a printed seed is a replay. `fork` gives an
 * independent stream by name: one more draw by the weather then changes nothing that the lifter does.
 */
export class Random {
  readonly seed: string;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: string | number) {
    this.seed = String(seed);
    const { high, low } = hash64(this.seed);
    this.#a = high | 0;
    this.#b = low | 0;
    this.#c = (high ^ Math.imul(low, 0x9e3779b1)) | 0;
    for (let i = 0; i < 12; i++) this.#draw();
  }

  fork(name: string): Random {
    return new Random(`${this.seed}/${name}`);
  }

  /** 32 random bits, unsigned. */
  #draw(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }

  /** At least 0, below 1. */
  fraction(): number {
    return this.#draw() / 0x1_0000_0000;
  }

  /** An integer from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError("nothing to pick from");
    return items[Math.floor(this.fraction() * items.length)] as T;
  }

  /** A new array in random order. */
  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = Math.floor(this.fraction() * (i + 1));
      [shuffled[i], shuffled[j]] = [shuffled[j] as T, shuffled[i] as T];
    }
    return shuffled;
  }

  /** Lowercase letters and digits, a letter first. */
  id(length = 12): string {
    let id = letters[this.int(0, 25)] as string;
    while (id.length < length) id += letters[Math.floor(this.fraction() * letters.length)];
    return id;
  }
}
