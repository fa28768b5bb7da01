import { isStamped, type Json, type JsonObject, mapValues } from "./json.ts";

/** Keys whose texts are identifiers and words of the protocol. Every other text may be something a person wrote. */
const plain = new Set(
  `bootId clockId code deviceId digest direction eventId eventType exerciseId keptBy kind lostBy note notice outcome peer
  pingClockId place register registers role routineId sendId sessionId setId status transport unit verdict`.split(
    /\s+/,
  ),
);

/** What a name becomes, by its key; a text under any other key becomes a text. */
const labels: Readonly<Record<string, string>> = { name: "Exercise", routineName: "Routine" };

/** Names that are told apart. A file of more is not a workout's, and the others share one. */
const mostNames = 10_000;

/** An identifier under a key that holds one. */
function isPlain(text: string, key: string): boolean {
  return text === "" || (plain.has(key) && /^[A-Za-z0-9._/-]{1,200}$/.test(text));
}

/** Gives every name another one: the same for the same, in the order they are met. [CAP-5] */
export class NameBook {
  readonly #given = new Map<string, string>();

  hide(value: Json, key = ""): Json {
    if (typeof value === "string") return isPlain(value, key) ? value : this.#give(value, labels[key] ?? "Text");
    if (isStamped(value)) return [value[0], value[1], this.hide(value[2], key)];
    if (Array.isArray(value)) return value.map((each) => this.hide(each, key));
    if (typeof value !== "object" || value === null) return value;
    return mapValues(value as JsonObject, (each, own) => this.hide(each, own));
  }

  #give(name: string, label: string): string {
    const known = this.#given.get(`${label} ${name}`);
    if (known !== undefined) return known;
    const given = `${label} ${Math.min(this.#given.size, mostNames) + 1}`;
    if (this.#given.size < mostNames) this.#given.set(`${label} ${name}`, given);
    return given;
  }
}
