/** A map that holds so many and no more: the one touched longest ago goes. What a fold remembers is bounded by these. [PRJ-2] */
export class Recent<K, V> {
  #map = new Map<K, V>();
  readonly #most: number;
  /** The one touched last: a device rarely says one thing only, and what is newest already need not be moved. */
  #newest: K | undefined;
  readonly #dropped: (key: K) => void;

  /** `dropped` is told of each that goes because there is no more room. */
  constructor(most: number, dropped: (key: K) => void = () => {}) {
    this.#most = most;
    this.#dropped = dropped;
  }

  static restore<K, V>({ most, map }: { most: number; map: Map<K, V> }): Recent<K, V> {
    const recent = new Recent<K, V>(most);
    recent.#map = map;
    return recent;
  }

  save(): { most: number; map: Map<K, V> } {
    return { most: this.#most, map: this.#map };
  }

  /** Holds from now on what the other holds, and together with it; what it held itself is let go untold. */
  adopt(other: Recent<K, V>): void {
    this.#map = other.#map;
    this.#newest = undefined;
  }

  get size(): number {
    return this.#map.size;
  }

  /** Looks without touching. */
  peek(key: K): V | undefined {
    return this.#map.get(key);
  }

  set(key: K, value: V): void {
    if (key !== this.#newest) this.#map.delete(key);
    this.#map.set(key, value);
    this.#newest = key;
    if (this.#map.size <= this.#most) return;
    const oldest = this.#map.keys().next().value as K;
    this.#map.delete(oldest);
    this.#dropped(oldest);
  }

  /** The value, made where there is none, and touched. */
  take(key: K, make: () => V): V {
    const known = this.#map.get(key);
    if (known !== undefined && key === this.#newest) return known;
    const value = known ?? make();
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
