/** One of what is held, between the one touched before it and the one touched after it. */
interface Link<K, V> {
  readonly key: K;
  value: V;
  older: Link<K, V> | undefined;
  newer: Link<K, V> | undefined;
}

/** What is held, by its keys and as a chain: to touch one is to move a link, where a map would have to forget it and learn it again. */
interface Chain<K, V> {
  readonly links: Map<K, Link<K, V>>;
  oldest: Link<K, V> | undefined;
  newest: Link<K, V> | undefined;
}

/** A map that holds so many and no more: the one touched longest ago goes. What a fold remembers is bounded by these. [PRJ-2] */
export class Recent<K, V> {
  #chain: Chain<K, V> = { links: new Map(), oldest: undefined, newest: undefined };
  readonly #most: number;
  readonly #dropped: (key: K) => void;

  /** `dropped` is told of each that goes because there is no more room. */
  constructor(most: number, dropped: (key: K) => void = () => {}) {
    this.#most = most;
    this.#dropped = dropped;
  }

  static restore<K, V>({ most, map }: { most: number; map: Map<K, V> }): Recent<K, V> {
    const recent = new Recent<K, V>(most);
    for (const [key, value] of map) append(recent.#chain, key, value);
    return recent;
  }

  save(): { most: number; map: Map<K, V> } {
    return { most: this.#most, map: new Map(this.entries()) };
  }

  /** Holds from now on what the other holds, and together with it; what it held itself is let go untold. */
  adopt(other: Recent<K, V>): void {
    this.#chain = other.#chain;
  }

  get size(): number {
    return this.#chain.links.size;
  }

  /** Looks without touching. */
  peek(key: K): V | undefined {
    return this.#chain.links.get(key)?.value;
  }

  set(key: K, value: V): void {
    const link = this.#chain.links.get(key);
    if (link === undefined) return this.#add(key, value);
    link.value = value;
    touch(this.#chain, link);
  }

  /** The value, made where there is none, and touched. */
  take(key: K, make: () => V): V {
    const link = this.#chain.links.get(key);
    if (link !== undefined) {
      touch(this.#chain, link);
      return link.value;
    }
    const value = make();
    this.#add(key, value);
    return value;
  }

  delete(key: K): void {
    const link = this.#chain.links.get(key);
    if (link === undefined) return;
    this.#chain.links.delete(key);
    cut(this.#chain, link);
  }

  *values(): IterableIterator<V> {
    for (let link = this.#chain.oldest; link !== undefined; link = link.newer) yield link.value;
  }

  /** The one touched longest ago first. */
  *entries(): IterableIterator<[K, V]> {
    for (let link = this.#chain.oldest; link !== undefined; link = link.newer) yield [link.key, link.value];
  }

  #add(key: K, value: V): void {
    const chain = this.#chain;
    append(chain, key, value);
    const { oldest } = chain;
    if (chain.links.size <= this.#most || oldest === undefined) return;
    chain.links.delete(oldest.key);
    cut(chain, oldest);
    this.#dropped(oldest.key);
  }
}

function append<K, V>(chain: Chain<K, V>, key: K, value: V): void {
  const link: Link<K, V> = { key, value, older: undefined, newer: undefined };
  chain.links.set(key, link);
  join(chain, link);
}

function touch<K, V>(chain: Chain<K, V>, link: Link<K, V>): void {
  if (link === chain.newest) return;
  cut(chain, link);
  join(chain, link);
}

function cut<K, V>(chain: Chain<K, V>, { older, newer }: Link<K, V>): void {
  if (older === undefined) chain.oldest = newer;
  else older.newer = newer;
  if (newer === undefined) chain.newest = older;
  else newer.older = older;
}

function join<K, V>(chain: Chain<K, V>, link: Link<K, V>): void {
  link.older = chain.newest;
  link.newer = undefined;
  if (chain.newest === undefined) chain.oldest = link;
  else chain.newest.newer = link;
  chain.newest = link;
}
