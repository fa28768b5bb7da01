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
export const savedVersion = 7;

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

/** Letters of a part, or a little more. */
const partLetters = 262_144;

/**
 * Writes what parts remember as plain JSON, `{ version, packed }`: maps, sets, objects of the kinds above, and one object in two places as one object still. Its text is said part by
 * part, since all of it at once, in memory several times over, would be what a relay's memory grows to.
 *
 *   [..]  ["a", ..]     Map  ["m", key, value, ..]     Set  ["s", ..]     of a kind  ["o", name, saved]     met before  ["r", number]
 *
 * Objects are numbered in the order in which they are met, here as in `unpack`. Throws a TypeError for what is none of these. [PRJ-7]
 */
export function pack(value: unknown, say: (part: string) => void): void {
  const numbers = new Map<object, number>();
  let text = `{"version":${savedVersion},"packed":`;
  write(value);
  say(`${text}}`);

  function write(each: unknown): void {
    if (typeof each !== "object" || each === null) text += JSON.stringify(each) ?? "null";
    else writeObject(each);
    if (text.length < partLetters) return;
    say(text);
    text = "";
  }

  function writeObject(each: object): void {
    const known = numbers.get(each);
    if (known !== undefined) {
      text += `["r",${known}]`;
      return;
    }
    numbers.set(each, numbers.size);
    if (Array.isArray(each)) return writeTagged("a", each);
    if (each instanceof Map) return writeTagged("m", pairsOf(each));
    if (each instanceof Set) return writeTagged("s", each);
    const prototype = Object.getPrototypeOf(each);
    const name = names.get(prototype);
    if (name !== undefined) return writeTagged("o", [name, (each as { save(): unknown }).save()]);
    if (prototype !== Object.prototype && prototype !== null)
      throw new TypeError(`a ${prototype.constructor.name} has no kind to be saved as`);
    let before = "{";
    for (const [key, field] of Object.entries(each)) {
      if (field === undefined) continue;
      text += `${before}${JSON.stringify(key)}:`;
      before = ",";
      write(field);
    }
    text += before === "{" ? "{}" : "}";
  }

  function writeTagged(tag: Tagged[0], items: Iterable<unknown>): void {
    text += `["${tag}"`;
    for (const item of items) {
      text += ",";
      write(item);
    }
    text += "]";
  }
}

/** What `pack` was given, made anew out of `packed` as it was parsed, which is used up. Throws where it is nothing that `pack` wrote. [PRJ-7] */
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

function* pairsOf(map: ReadonlyMap<unknown, unknown>): Iterable<unknown> {
  for (const [key, value] of map) {
    yield key;
    yield value;
  }
}
