import { ObservedDevice } from "../observe.ts";
import { SessionState } from "../session.ts";
import { OutlineFold } from "./outline.ts";
import { Quantiles } from "./quantiles.ts";
import { Recent } from "./recent.ts";
import { MemoryShelf } from "./shelf.ts";

/**
 * The shape of what is saved. It moves with any change of what a part remembers, a bound included: what was saved in another shape is
 * folded anew, which costs time and nothing else. [PRJ-7]
 */
export const savedVersion = 6;

/** A class whose objects may lie anywhere in what is saved: `save` shows what one remembers, `restore` makes one of that. */
interface Kind {
  readonly prototype: { save(): unknown };
  restore(saved: never): object;
}

/** Every such class, by the name it is written under; an object of any other is refused when it is packed. */
const kinds: Readonly<Record<string, Kind>> = {
  recent: Recent,
  quantiles: Quantiles,
  outline: OutlineFold,
  shelf: MemoryShelf,
  device: ObservedDevice,
  session: SessionState,
};
const names = new Map(Object.entries(kinds).map(([name, { prototype }]) => [prototype as unknown, name]));

type Tagged = ["a" | "m" | "s" | "r" | "o", ...unknown[]];

/**
 * Writes what parts remember as plain JSON: maps, sets, objects of the kinds above, and one object in two places as one object still.
 *
 *   [..]  ["a", ..]     Map  ["m", key, value, ..]     Set  ["s", ..]     of a kind  ["o", name, saved]     met before  ["r", number]
 *
 * Objects are numbered in the order in which they are met, here as in `unpack`. Throws a TypeError for what is none of these. [PRJ-7]
 */
export function pack(value: unknown): unknown {
  const numbers = new Map<object, number>();
  return write(value);

  function write(each: unknown): unknown {
    if (typeof each !== "object" || each === null) return each;
    const known = numbers.get(each);
    if (known !== undefined) return ["r", known];
    numbers.set(each, numbers.size);
    if (Array.isArray(each)) return ["a", ...each.map(write)];
    if (each instanceof Map) return ["m", ...[...each].flatMap((pair) => pair.map(write))];
    if (each instanceof Set) return ["s", ...[...each].map(write)];
    const prototype = Object.getPrototypeOf(each);
    const name = names.get(prototype);
    if (name !== undefined) return ["o", name, write((each as { save(): unknown }).save())];
    if (prototype !== Object.prototype && prototype !== null)
      throw new TypeError(`a ${prototype.constructor.name} has no kind to be saved as`);
    const fields = Object.entries(each).filter(([, field]) => field !== undefined);
    return Object.fromEntries(fields.map(([key, field]) => [key, write(field)]));
  }
}

/** What `pack` was given, made anew out of parsed JSON, which is used up. Throws where it is nothing that `pack` wrote. [PRJ-7] */
export function unpack(packed: unknown): unknown {
  const met: unknown[] = [];
  return read(packed);

  function read(each: unknown): unknown {
    if (typeof each !== "object" || each === null) return each;
    if (Array.isArray(each)) return readTagged(each as Tagged);
    met.push(each);
    const fields = each as Record<string, unknown>;
    for (const key of Object.keys(fields)) if (typeof fields[key] === "object") fields[key] = read(fields[key]);
    return each;
  }

  function readTagged([tag, ...rest]: Tagged): unknown {
    if (tag === "r") return met[rest[0] as number];
    const number = met.push(undefined) - 1;
    const made = make(tag, rest, number);
    met[number] = made;
    return made;
  }

  function make(tag: Exclude<Tagged[0], "r">, rest: unknown[], number: number): unknown {
    switch (tag) {
      case "a":
        return rest.map(read);
      case "s":
        return new Set(rest.map(read));
      case "m": {
        const map = new Map<unknown, unknown>();
        for (let i = 0; i < rest.length; i += 2) map.set(read(rest[i]), read(rest[i + 1]));
        return map;
      }
      case "o":
        return (kinds[rest[0] as string] as Kind).restore(read(rest[1]) as never);
      default:
        throw new TypeError(`object ${number} is not of a shape that was saved`);
    }
  }
}
