import { isWireNumber } from "../value.ts";
import { isStamped, type Json, type JsonObject, mapValues } from "./json.ts";

/**
 * What is left where a health value stood: nothing, so 0; or, in what a device tees, calories to the nearest ten and nothing of all else. That
 * there was a value, and when it was measured, stays to be seen either way. [TEE-9] [CAP-5]
 */
export type HealthLeft = "nothing" | "rounded";

const calories = "activeEnergyKcal";
const fields = new Set([calories, "heartRateBpm"]);

/** When something was measured says nothing of what was. */
const times = new Set(["measuredAt"]);

/** A letter spelled as a number, also where a text stands within another and its backslashes are doubled. */
const spelled = /\\+u([0-9a-fA-F]{4})/g;

/** Whether a text may hold a health value; a sentence may quote one. */
export function mayTellHealth(text: string): boolean {
  const plain = text.includes("\\u")
    ? text.replace(spelled, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;
  return /health|activeEnergyKcal|heartRateBpm|sentence/.test(plain);
}

/**
 * The value without its health values: under the two names that version 1 has, in every register of health, and in the payload of every event
 * about health, whatever a newer version calls its fields. Done again it changes nothing. [TEE-9] [CAP-5]
 */
export function hideHealth(value: Json, left: HealthLeft = "nothing"): Json {
  if (Array.isArray(value)) return value.map((each) => hideHealth(each, left));
  if (typeof value !== "object" || value === null) return value;
  const isHealthEvent = typeof value.eventType === "string" && value.eventType.startsWith("health");
  return mapValues(value, (each, key) => {
    if (fields.has(key)) return key === calories ? energy(each, left) : nothing(each, left);
    if (key.startsWith("health/")) {
      return isStamped(each) ? [each[0], each[1], measured(each[2], key, left)] : measured(each, key, left);
    }
    if (key === "payload" && isHealthEvent) return nothing(each, left);
    return hideHealth(each, left);
  });
}

/** A text that crossed, as it is without its health values: one text for what was told with them and without. [OBS-6] */
export function bareText(text: string): string {
  if (!mayTellHealth(text)) return text;
  try {
    return JSON.stringify(hideHealth(JSON.parse(text) as Json));
  } catch {
    return text;
  }
}

/** The value of a health register, named by its key. */
function measured(cell: Json, name: string, left: HealthLeft): Json {
  if (!name.endsWith(`/${calories}`) || !isObject(cell)) return nothing(cell, left);
  return mapValues(cell, (each, key) => (key === "value" ? energy(each, left) : hidden(each, key, left)));
}

function energy(value: Json, left: HealthLeft): Json {
  if (left === "nothing" || typeof value !== "number" || !isWireNumber(value)) return nothing(value, left);
  const rounded = Math.round(value / 10) * 10;
  return isWireNumber(rounded) ? rounded : 0;
}

/** The same shape, telling nothing else. */
function nothing(value: Json, left: HealthLeft): Json {
  if (typeof value === "number") return 0;
  if (typeof value === "string") return "";
  if (Array.isArray(value)) return value.map((each) => nothing(each, left));
  return isObject(value) ? mapValues(value, (each, key) => hidden(each, key, left)) : value;
}

function hidden(each: Json, key: string, left: HealthLeft): Json {
  if (times.has(key)) return each;
  return key === calories ? energy(each, left) : nothing(each, left);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
