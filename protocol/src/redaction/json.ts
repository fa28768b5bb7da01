/** What JSON.parse makes, before anything is known of its shape. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** The object with each value made anew; keys that reach a prototype do not get here. [ENV-7] */
export function mapValues(object: JsonObject, make: (value: Json, key: string) => Json): JsonObject {
  const made: JsonObject = {};
  for (const key of Object.keys(object)) made[key] = make(object[key] as Json, key);
  return made;
}

/** A cell as it travels in a snapshot: the stamp, then the value. [SNP-1] */
export function isStamped(value: Json): value is [number, string, Json] {
  return Array.isArray(value) && value.length === 3 && typeof value[0] === "number" && typeof value[1] === "string";
}
