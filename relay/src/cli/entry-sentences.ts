import { type Entry, type Envelope, explain, factsOf, parsePacket, type RegisterMap } from "@lighty/protocol";
import { namesOf } from "./entry-line.ts";
import { registerNames } from "./register-names.ts";

/** Sessions an entry names. */
export function sessionsOf({ frame }: Entry): readonly string[] {
  return factsOf(frame).sessions;
}

/** Ids of the events in an entry. */
export function eventIdsOf(entry: Entry): ReadonlySet<string> {
  return new Set(eventsOf(entry).map(({ eventId }) => eventId));
}

/** A sentence for each verdict of an entry: what became of that part, and why. [VER-5] */
export function sentencesOf(
  entry: Entry,
  devices: readonly { deviceId: string; role: string }[],
  held: RegisterMap,
): string[] {
  const events = new Map(eventsOf(entry).map((event) => [event.eventId, event]));
  const names = { ...namesOf(devices), register: registerNames(held) };
  return (entry.frame.verdicts ?? []).map((verdict) =>
    explain(verdict, verdict.eventId === undefined ? undefined : events.get(verdict.eventId), names),
  );
}

/** Those of a packet, or the one that a local frame is. */
function eventsOf({ frame: { body } }: Entry): readonly Envelope[] {
  const packet = parsePacket(body);
  if (packet.ok) return packet.value.kind === "events" ? packet.value.events : [];
  try {
    const json = JSON.parse(body) as Envelope | Envelope[];
    return (Array.isArray(json) ? json : [json]).filter(({ eventId }) => typeof eventId === "string");
  } catch {
    return [];
  }
}
