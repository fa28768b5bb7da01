import {
  type Envelope,
  type Have,
  isKnown,
  type KnownEnvelope,
  type Note,
  type Packet,
  type Rest,
} from "@lighty/protocol";
import type { Names } from "./names.ts";
import type { Body } from "./reading.ts";
import { stopwatch } from "./time.ts";

/** What an entry is, for a list: what kind of thing, and in a few words which. */
export interface Label {
  kind: string;
  text: string;
}

export function labelOf(body: Body, names: Names): Label {
  switch (body.kind) {
    case "packet":
      return packetLabel(body.packet, names);
    case "note":
      return noteLabel(body.note, names);
    case "unreadable":
      return { kind: "unreadable", text: body.sentence };
  }
}

function packetLabel(packet: Packet, names: Names): Label {
  switch (packet.kind) {
    case "events":
      return eventsLabel(packet.events, names);
    case "hello": {
      const [standing] = packet.sessions;
      return {
        kind: "hello",
        text: standing === undefined ? "hello, no open session" : `hello, at revision ${standing.revision}`,
      };
    }
    case "snapshot": {
      const registers = packet.sessions.reduce((sum, session) => sum + Object.keys(session.registers).length, 0);
      return {
        kind: "snapshot",
        text: `snapshot of ${count(registers, "register")}`,
      };
    }
    case "ack":
      return { kind: "ack", text: `ack of ${vectorText(packet.have, names)}` };
    case "ping":
      return { kind: "ping", text: "ping" };
    case "pong":
      return { kind: "pong", text: "pong" };
  }
}

/** "p12, w7": how far the sender has come with each device's events. */
function vectorText(have: Have, names: Names): string {
  const parts = Object.entries(have[names.sessionId] ?? {}).map(([deviceId, { upTo }]) => {
    return `${names.device(deviceId).slice(0, 1)}${upTo}`;
  });
  return parts.join(", ") || "nothing yet";
}

function eventsLabel(events: readonly Envelope[], names: Names): Label {
  const [first, ...more] = events;
  if (first === undefined) return { kind: "events", text: "none" };
  const text = eventText(first, names);
  return { kind: first.eventType, text: more.length === 0 ? text : `${text}, and ${more.length} more` };
}

/** One event in a few words. */
export function eventText(event: Envelope, names: Names): string {
  return isKnown(event) ? knownText(event, names) : `an event of a newer version: ${event.eventType}`;
}

function knownText(event: KnownEnvelope, names: Names): string {
  switch (event.eventType) {
    case "session_started":
      return `started ${event.payload.routineName}`;
    case "set_updated": {
      const { setId, weight, reps, deleted, place } = event.payload;
      const set = names.set(setId);
      if (deleted !== undefined) return deleted ? `removed ${set}` : `restored ${set}`;
      const words = loadText(weight, reps, names.unit);
      return place === undefined ? `${set}: ${words}` : `added ${set}${words === "" ? "" : `: ${words}`}`;
    }
    case "set_toggled_completed":
      return `${names.set(event.payload.setId)} ${event.payload.isCompleted ? "done" : "not done after all"}`;
    case "rest_updated":
      return restText(event.payload.rest);
    case "exercise_index_changed":
      return `on to ${names.exercise(event.payload.index)}`;
    case "session_paused":
      return "paused";
    case "session_resumed":
      return "resumed";
    case "health_update": {
      const { heartRateBpm, activeEnergyKcal } = event.payload;
      const measured = [heartRateBpm && `${heartRateBpm} bpm`, activeEnergyKcal && `${activeEnergyKcal} kcal`].filter(
        Boolean,
      );
      return measured.join(", ") || "a measurement without values";
    }
    case "session_finished": {
      const { activeEnergyKcal, outcome } = event.payload;
      return activeEnergyKcal === undefined ? "finished" : `finished with ${activeEnergyKcal} kcal (${outcome})`;
    }
    case "session_discarded":
      return "discarded";
  }
}

/** "85 kg × 6", "85 kg", "6 reps": what the edit names, and no more. */
function loadText(weight: number | undefined, reps: number | undefined, unit: string): string {
  if (weight === undefined) return reps === undefined ? "" : `${reps} reps`;
  return reps === undefined ? `${weight} ${unit}` : `${weight} ${unit} × ${reps}`;
}

function restText(rest: Rest): string {
  if (rest === null) return "rest over";
  if ("endsAt" in rest) return `rest of ${stopwatch(rest.durationMs / 1_000)}`;
  return `rest held at ${stopwatch(rest.remainingMs / 1_000)}`;
}

function noteLabel(note: Note, names: Names): Label {
  switch (note.note) {
    case "activated":
      return {
        kind: "activated",
        text: note.build === undefined ? "the app began" : `the app began, build ${note.build}`,
      };
    case "reachability":
      return {
        kind: "reachability",
        text: note.reachable ? "sees the other device" : "lost sight of the other device",
      };
    case "send_failed":
      return { kind: "send_failed", text: `a send by ${note.transport} failed: ${errorText(note.errorCode)}` };
    case "notice":
      return { kind: note.notice, text: named(note.sentence, names) };
  }
}

/** A device knows registers by their wire names; a reader does not. */
function named(sentence: string, names: Names): string {
  return sentence.replace(/\bset\/[a-z0-9._-]+\/[A-Za-z]+/g, (register) => names.register(register));
}

/** WCErrorDomain, in words. */
const linkErrors: Record<number, string> = {
  7004: "the link was not active",
  7007: "the other device was out of reach",
  7009: "it was too large",
  7012: "no reply in time, though it may have arrived",
  7014: "it could not be delivered",
  7017: "the transfer took too long",
};

function errorText(code: number): string {
  return `${linkErrors[code] ?? "for a reason without a name"} (${code})`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
