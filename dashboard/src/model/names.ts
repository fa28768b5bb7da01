import { type Envelope, type ExerciseState, exercisesOf, type Meta, type Role, SessionState } from "@lighty/protocol";
import type { DeviceCheckpoint } from "./checkpoint.ts";
import type { Reading } from "./reading.ts";
import { eventsIn } from "./reading.ts";

/**
 * What things are called. Frames carry ids; people say "set 3 of Bench press". The names come from one fold over everything any device
 * said of the session, in whatever order: it ends in the devices' own state. [MRG-1]
 */
export class Names {
  readonly #state: SessionState;
  readonly #roles = new Map<string, Role>();
  readonly #sets = new Map<string, SetName>();
  #exercises: ExerciseState[] | null = null;

  constructor(sessionId: string) {
    this.#state = new SessionState(sessionId);
  }

  learn({ entry, body }: Reading): void {
    const { observer } = entry.frame;
    this.#roles.set(observer.deviceId, observer.role);
    if (body.kind === "packet") this.#roles.set(body.packet.deviceId, body.packet.role);

    const { sessionId } = this.#state;
    for (const event of eventsIn(body)) if (event.sessionId === sessionId) this.#receive(event);
    if (body.kind !== "packet" || body.packet.kind !== "snapshot") return;
    for (const snapshot of body.packet.sessions) {
      if (snapshot.sessionId !== sessionId) continue;
      if (this.#state.receiveSnapshot(snapshot, undefined).changed.length > 0) this.#exercises = null;
    }
  }

  /** From a device's state, where the session is not read from its beginning. */
  learnState({ revision, digest, registers, have, deviceId, role }: DeviceCheckpoint): void {
    this.#roles.set(deviceId, role);
    const { sessionId } = this.#state;
    const { changed } = this.#state.receiveSnapshot({ sessionId, revision, digest, registers }, have);
    if (changed.length > 0) this.#exercises = null;
  }

  #receive(event: Envelope): void {
    if (this.#state.receive(event, "relay", event.timestamp).changed.length > 0) this.#exercises = null;
  }

  get sessionId(): string {
    return this.#state.sessionId;
  }

  get unit(): Meta["unit"] {
    return this.#meta?.unit ?? "kg";
  }

  get routine(): string | null {
    return this.#meta?.routineName ?? null;
  }

  get startedAt(): number | null {
    return this.#meta?.startedAt ?? null;
  }

  get #meta(): Meta | undefined {
    return this.#state.registers.value("meta") as Meta | undefined;
  }

  role(deviceId: string): Role | null {
    return this.#roles.get(deviceId) ?? null;
  }

  /** "phone", "watch", or the id of a device nobody introduced. */
  device(deviceId: string): string {
    return this.role(deviceId) ?? deviceId;
  }

  exercise(index: number): string {
    return this.#exerciseStates()[index]?.name ?? `exercise ${index + 1}`;
  }

  exerciseById(exerciseId: string): string | null {
    return this.#exerciseStates().find((exercise) => exercise.exerciseId === exerciseId)?.name ?? null;
  }

  /** "the weight of set 3 of Bench press": a register as a person would point at it. */
  register(name: string): string {
    const [head = "", id = "", field = ""] = name.split("/");
    if (head === "set") return `${setFields[field] ?? field} of ${this.set(id)}`;
    if (head === "health") return healthFields[field] ?? name;
    if (head === "final") return `the final figures of ${this.the(id)}`;
    return plainRegisters[name] ?? name;
  }

  /** "the watch", for a sentence. */
  the(deviceId: string): string {
    const role = this.role(deviceId);
    return role === null ? deviceId : `the ${role}`;
  }

  /** "set 3 of Bench press"; a set that was removed keeps the name it had. */
  set(setId: string): string {
    this.#exerciseStates();
    const name = this.#sets.get(setId);
    return name === undefined ? `set ${setId}` : `set ${name.number} of ${name.exercise}`;
  }

  #exerciseStates(): ExerciseState[] {
    if (this.#exercises === null) {
      this.#exercises = exercisesOf(this.#state.registers);
      for (const { name, sets } of this.#exercises) {
        sets.forEach((set, index) => {
          this.#sets.set(set.setId, { number: index + 1, exercise: name });
        });
      }
    }
    return this.#exercises;
  }
}

const setFields: Record<string, string> = {
  weight: "the weight",
  reps: "the reps",
  isCompleted: "the tick",
  place: "the place",
  deleted: "the removal",
};

const healthFields: Record<string, string> = {
  activeEnergyKcal: "the calories",
  heartRateBpm: "the heart rate",
};

const plainRegisters: Record<string, string> = {
  meta: "the plan",
  status: "the session's status",
  index: "the current exercise",
  run: "the running clock",
  rest: "the rest timer",
};

interface SetName {
  number: number;
  exercise: string;
}
