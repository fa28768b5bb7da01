/**
 * A bounded sketch of many durations: each falls into a bucket that is 2 % wide, so a quantile is within 2 % of the truth, in about a
 * thousand numbers for anything between a millisecond and a day. Two sketches add up. [DLV-3]
 */
export class Quantiles {
  #buckets = new Map<number, number>();
  #count = 0;

  static restore({ buckets, count }: ReturnType<Quantiles["save"]>): Quantiles {
    const quantiles = new Quantiles();
    quantiles.#buckets = buckets;
    quantiles.#count = count;
    return quantiles;
  }

  save() {
    return { buckets: this.#buckets, count: this.#count };
  }

  get count(): number {
    return this.#count;
  }

  add(ms: number): void {
    const bucket = bucketOf(ms);
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + 1);
    this.#count += 1;
  }

  /** Takes in all that another sketch holds. */
  addAll(other: Quantiles): void {
    for (const [bucket, count] of other.#buckets) this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + count);
    this.#count += other.#count;
  }

  /** The value below which that share of them lies; undefined when there are none. */
  at(share: number): number | undefined {
    if (this.#count === 0) return undefined;
    const rank = Math.max(1, Math.ceil(share * this.#count));
    let below = 0;
    for (const bucket of [...this.#buckets.keys()].sort((a, b) => a - b)) {
      below += this.#buckets.get(bucket) as number;
      if (below >= rank) return middleOf(bucket);
    }
    return undefined;
  }
}

const width = Math.log(1.02);
const longestMs = 7 * 86_400_000;

function bucketOf(ms: number): number {
  return ms < 1 ? 0 : Math.floor(Math.log(Math.min(ms, longestMs)) / width) + 1;
}

function middleOf(bucket: number): number {
  return bucket === 0 ? 0 : Math.round(Math.exp((bucket - 0.5) * width));
}
