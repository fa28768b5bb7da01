import { type Envelope, isKnown, type KnownEnvelope } from "./envelope.ts";
import type { Meta } from "./event.ts";
import type { Value } from "./value.ts";

/** One register an event writes, all with the event's stamp. */
export type Write = readonly [name: string, value: Value];

/**
 * The registers an event writes. A value is the very object that came, so that keys of a newer version survive; what a newer version writes
 * beyond these it spells out in `writes`. [EVT-1..10]
 */
export function writesOf(event: Envelope): Write[] {
  const writes = isKnown(event) ? knownWrites(event) : [];
  if (event.writes === undefined) return writes;
  const known = new Set(writes.map(([name]) => name));
  for (const [name, value] of Object.entries(event.writes)) if (!known.has(name)) writes.push([name, value]);
  return writes;
}

function knownWrites(event: KnownEnvelope): Write[] {
  switch (event.eventType) {
    case "session_started":
      return startedWrites(event.payload);
    case "set_updated": {
      const { setId, weight, reps, exerciseId, place, deleted } = event.payload;
      const writes: Write[] = [];
      if (weight !== undefined) writes.push([setRegister(setId, "weight"), weight]);
      if (reps !== undefined) writes.push([setRegister(setId, "reps"), reps]);
      if (exerciseId !== undefined && place !== undefined)
        writes.push([setRegister(setId, "place"), { exerciseId, place }]);
      if (deleted !== undefined) writes.push([setRegister(setId, "deleted"), deleted]);
      return writes;
    }
    case "set_toggled_completed":
      return [[setRegister(event.payload.setId, "isCompleted"), event.payload.isCompleted]];
    case "rest_updated":
      return [["rest", event.payload.rest]];
    case "exercise_index_changed":
      return [["index", event.payload.index]];
    case "session_paused":
    case "session_resumed":
      return [["run", event.payload.run]];
    case "health_update": {
      const { activeEnergyKcal, heartRateBpm, measuredAt } = event.payload;
      const writes: Write[] = [];
      if (activeEnergyKcal !== undefined) {
        writes.push([`health/${event.deviceId}/activeEnergyKcal`, { value: activeEnergyKcal, measuredAt }]);
      }
      if (heartRateBpm !== undefined) {
        writes.push([`health/${event.deviceId}/heartRateBpm`, { value: heartRateBpm, measuredAt }]);
      }
      return writes;
    }
    case "session_finished":
      return [
        ["status", "finished"],
        [`final/${event.deviceId}`, event.payload as Value],
      ];
    case "session_discarded":
      return [["status", "discarded"]];
  }
}

function startedWrites(meta: Meta): Write[] {
  const run = { running: true, since: meta.startedAt, accumulatedMs: 0, clockId: meta.clockId };
  const writes: Write[] = [
    ["meta", meta as Value],
    ["status", "active"],
    ["index", 0],
    ["run", run],
    ["rest", null],
  ];
  for (const exercise of meta.exercises) {
    for (const set of exercise.sets) {
      writes.push(
        [setRegister(set.setId, "weight"), set.weight],
        [setRegister(set.setId, "reps"), set.reps],
        [setRegister(set.setId, "isCompleted"), set.isCompleted],
      );
    }
  }
  return writes;
}

export type SetField = "weight" | "reps" | "isCompleted" | "place" | "deleted";

export function setRegister(setId: string, field: SetField): string {
  return `set/${setId}/${field}`;
}
