import { isStamped, type Json, type JsonObject, mapValues } from "./json.ts";

const fields = new Set(["activeEnergyKcal", "heartRateBpm"]);

/** When something was measured says nothing of what was. */
const times = new Set(["measuredAt"]);

/** Whether a frame's text may hold a health value; a sentence may quote one, and a letter spelled as a number may be any letter. */
export function mayTellHealth(text: string): boolean {
  return /health|activeEnergyKcal|heartRateBpm|sentence|\\u/.test(text);
}

/**
 * The value with 0 wherever a health value stands: under the two names that version 1 has, in every register of health, and in the payload of
 * every event about health, whatever a newer version calls its fields. [CAP-5]
 */
export function hideHealth(value: Json): Json {
  if (Array.isArray(value)) return value.map(hideHealth);
  if (typeof value !== "object" || value === null) return value;
  const isHealthEvent = typeof value.eventType === "string" && value.eventType.startsWith("health");
  return mapValues(value, (each, key) => {
    if (fields.has(key)) return nothing(each);
    if (key.startsWith("health/")) return isStamped(each) ? [each[0], each[1], nothing(each[2])] : nothing(each);
    if (key === "payload" && isHealthEvent) return nothing(each);
    return hideHealth(each);
  });
}

/** The same shape, telling nothing. */
function nothing(value: Json): Json {
  if (typeof value === "number") return 0;
  if (typeof value === "string") return "";
  if (Array.isArray(value)) return value.map(nothing);
  if (typeof value !== "object" || value === null) return value;
  return mapValues(value as JsonObject, (each, key) => (times.has(key) ? each : nothing(each)));
}
