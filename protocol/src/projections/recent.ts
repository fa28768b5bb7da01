/** A map that holds so many and no more: the one touched longest ago goes. What a fold remembers is bounded by these. [PRJ-2] */
export class Recent<K, V> {
  readonly #map = new Map<K, V>();
  readonly #most: number;

  readonly #dropped: (key: K) => void;

  /** `dropped` is told of each that goes because there is no more room. */
  constructor(most: number, dropped: (key: K) => void = () => {}) {
    this.#most = most;
    this.#dropped = dropped;
  }

  get size(): number {
    return this.#map.size;
  }

  /** Looks without touching. */
  peek(key: K): V | undefined {
    return this.#map.get(key);
  }

  set(key: K, value: V): void {
    this.#map.delete(key);
    this.#map.set(key, value);
    if (this.#map.size <= this.#most) return;
    const oldest = this.#map.keys().next().value as K;
    this.#map.delete(oldest);
    this.#dropped(oldest);
  }

  /** The value, made where there is none, and touched. */
  take(key: K, make: () => V): V {
    const value = this.#map.get(key) ?? make();
    this.set(key, value);
    return value;
  }

  delete(key: K): void {
    this.#map.delete(key);
  }

  values(): IterableIterator<V> {
    return this.#map.values();
  }

  entries(): IterableIterator<[K, V]> {
    return this.#map.entries();
  }
}
