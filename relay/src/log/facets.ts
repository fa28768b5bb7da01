import type { Facts } from "@lighty/protocol";
import type { Database } from "better-sqlite3";
import type { FrameHead } from "./event-log.ts";
import { type NumberRow, Numbers } from "./numbers.ts";

/** What many entries have in common, and a reader may filter by: a few hundred of these describe millions of entries. */
export interface Facet {
  observer: string;
  role: string;
  direction: string;
  transport: string | null;
  verdict: string | null;
  kind: string;
  name: string | null;
}

/** Stands for whatever is not told apart any more: a device may name its notes as it likes, but not fill the memory with names. */
const anyFacet = 0;
const mostFacets = 65_536;

/** Between the fields of a facet as one text; nothing that is known by name holds it. */
const separator = "\x1f";

/** The facets of a log by their numbers, over any connection to it. */
export class Facets {
  readonly #numbers: Numbers;
  readonly #known = new Map<number, Facet>();
  readonly #add: (number: number, text: string) => void;

  constructor(db: Database) {
    const after = db.prepare<[number], NumberRow>(
      `SELECT number, concat_ws(char(31), observer, role, direction, coalesce(transport, ''), coalesce(verdict, ''), kind, coalesce(name, '')) AS text
        FROM facet WHERE number > ?`,
    );
    this.#numbers = new Numbers((number) => after.all(number));
    this.#add = (number, text) => {
      const { observer, role, direction, transport, verdict, kind, name } = facetOf(text);
      add.run(number, observer, role, direction, transport, verdict, kind, name);
    };
    const add = db.prepare<(string | number | null)[]>("INSERT INTO facet VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  }

  get numbers(): Pick<Numbers, "highest" | "commit" | "rollback" | "clear"> {
    return this.#numbers;
  }

  /** The number of a frame's facet, made in the transaction that is under way when there is none. */
  number({ observer, direction, transport, verdict }: FrameHead, { kind, name = "" }: Facts): number {
    const text = `${observer.deviceId}\x1f${observer.role}\x1f${direction}\x1f${transport ?? ""}\x1f${verdict ?? ""}\x1f${kind}\x1f${name}`;
    const known = this.#numbers.find(text);
    if (known !== undefined) return known;
    const isStrange = kind.includes(separator) || name.includes(separator) || kind === "";
    return isStrange || this.#numbers.highest >= mostFacets ? anyFacet : this.#numbers.number(text, this.#add);
  }

  /** Keeps the numbers that were given out from being given out again, once their rows are gone. */
  reserve(): void {
    if (this.#numbers.highest > 0) this.#add(this.#numbers.highest, separator.repeat(6));
  }

  /** Undefined for the one that may be any. */
  get(number: number): Facet | undefined {
    let facet = this.#known.get(number);
    if (facet === undefined && number !== anyFacet) {
      const text = this.#numbers.text(number);
      if (text === undefined) return undefined;
      facet = facetOf(text);
      this.#known.set(number, facet);
    }
    return facet;
  }

  /** The numbers of those that may pass. Null when it is all of them. */
  matching(may: (facet: Facet | undefined) => boolean): number[] | null {
    const matching = may(undefined) ? [anyFacet] : [];
    let left = 0;
    for (const [number] of this.#numbers.all()) {
      if (may(this.get(number))) matching.push(number);
      else left += 1;
    }
    return left === 0 ? null : matching;
  }
}

function facetOf(text: string): Facet {
  const [observer, role, direction, transport, verdict, kind, name] = text.split(separator) as [string, ...string[]];
  return {
    observer,
    role: role as string,
    direction: direction as string,
    transport: transport || null,
    verdict: verdict || null,
    kind: kind as string,
    name: name || null,
  };
}
