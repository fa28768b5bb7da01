import type { Final, Meta } from "../event.ts";
import type { Role } from "../ids.ts";
import type { Act, Output } from "../step.ts";
import type { Value } from "../value.ts";
import type { Agenda } from "./agenda.ts";
import type { Random } from "./random.ts";
import { drawRoutine, type RoutineSize } from "./routine.ts";
import type { SimDevice } from "./sim-device.ts";

/** How someone trains, as plain data. */
export interface Habits {
  size: RoutineSize;
  /** 1 is real time; 0.1 trains ten times as fast, rests included. */
  tempo: number;
  /** Chance that a tap is answered by a tap on the other device at about the same moment. */
  bothTap: number;
  /** How often the watch measures; 0 for never. */
  measureEveryMs: number;
  end: "finish" | "discard" | "both" | "never";
  /** Chance that the workout is also started on the other device, as if neither had heard of the other. */
  startTwice: number;
}

export const steadyHabits: Habits = {
  size: { exercises: [3, 6], sets: [2, 5] },
  tempo: 1,
  bothTap: 0.05,
  measureEveryMs: 5_000,
  end: "finish",
  startTwice: 0,
};

/** Who taps and measures: a lifter with habits, or one who does again what a capture shows. */
export interface Person {
  readonly sessionIds: readonly string[];
  /** All is done that was to be done. */
  readonly isDone: boolean;
  readonly hasStopped: boolean;
  /** A finish has been told somewhere, and the watch's calories are still to come. */
  readonly owesFinal: boolean;
  begin(delayMs: number): void;
  /** Nothing more is tapped or measured. */
  stop(): void;
}

/** Acts by session: everything but the sessionId. */
type Deed = Act extends infer A ? (A extends { sessionId: string } ? Omit<A, "sessionId"> : never) : never;

interface Planned {
  setId: string;
  weight: number;
  reps: number;
}

/**
 * A person with a phone in reach and a watch on the wrist, working through a routine: edits before the set, completes it, rests, moves on,
 * corrects a set on the other device, ends where the hand happens to be. Knows only what it planned and did, as people do; what a device
 * refuses is tapped on the other one.
 */
export class Lifter implements Person {
  readonly sessionIds: string[] = [];
  readonly #agenda: Agenda;
  readonly #random: Random;
  readonly #habits: Habits;
  readonly #devices: Record<Role, SimDevice>;
  readonly #plan: Omit<Meta, "startedAt" | "clockId">;
  readonly #sets: Planned[][];
  #hand: Role;
  #kcal = 0;
  #script: Iterator<number, void, void>;
  #isDone = false;
  #hasStopped = false;

  constructor(agenda: Agenda, random: Random, habits: Habits, devices: Record<Role, SimDevice>) {
    this.#agenda = agenda;
    this.#random = random;
    this.#habits = habits;
    this.#devices = devices;
    this.#hand = random.pick(["phone", "watch"] as const);
    this.#plan = drawRoutine(random, habits.size);
    this.#sets = this.#plan.exercises.map(({ sets }) =>
      sets.map(({ setId, weight, reps }) => ({ setId, weight, reps })),
    );
    this.#script = this.#train();
  }

  /** The last set is done and the session ended, or left open. */
  get isDone(): boolean {
    return this.#isDone;
  }

  get hasStopped(): boolean {
    return this.#hasStopped;
  }

  /** Begins after `delayMs`. */
  begin(delayMs = 0): void {
    this.#agenda.after(delayMs, () => this.#goOn());
    if (this.#habits.measureEveryMs > 0)
      this.#agenda.after(delayMs + this.#habits.measureEveryMs, () => this.#measure());
  }

  /** The lifter has left: nothing more is tapped or measured. */
  stop(): void {
    this.#hasStopped = true;
  }

  #goOn(): void {
    if (this.#hasStopped || this.#isDone) return;
    const next = this.#script.next();
    if (next.done) this.#isDone = true;
    else this.#agenda.after(next.value, () => this.#goOn());
  }

  /** A duration of a real workout, at this lifter's tempo. */
  #span(lowSeconds: number, highSeconds: number): number {
    return Math.round(this.#random.int(lowSeconds * 1000, highSeconds * 1000) * this.#habits.tempo);
  }

  /** The script: each yield is a wait. */
  *#train(): Generator<number, void, void> {
    const random = this.#random;
    yield* this.#start();
    for (const [index, exercise] of this.#plan.exercises.entries()) {
      if (index > 0) {
        this.#tap({ act: "go_to_exercise", index });
        yield this.#span(10, 40);
      }
      const sets = this.#sets[index] as Planned[];
      for (let s = 0; s < sets.length; s++) {
        const set = sets[s] as Planned;
        if (random.chance(0.3)) yield* this.#edit(set);
        yield this.#span(20, 50);
        this.#tap({ act: "complete_set", setId: set.setId, isCompleted: true });
        if (random.chance(0.15)) this.#hand = other(this.#hand);
        if (random.chance(0.12)) yield* this.#correct(random.pick(sets));
        if (random.chance(0.08)) this.#changeSets(exercise.exerciseId, sets, s);
        if (random.chance(0.05)) yield* this.#breathe();
        if (s < sets.length - 1) yield* this.#rest(exercise.restSeconds);
      }
    }
    yield this.#span(5, 30);
    yield* this.#end();
  }

  *#start(): Generator<number, void, void> {
    this.#startOn(this.#hand);
    while (this.sessionIds.length === 0) {
      yield 500;
      this.#hand = other(this.#hand);
      this.#startOn(this.#hand);
    }
    if (this.#random.chance(this.#habits.startTwice)) {
      yield this.#random.int(0, 3_000);
      this.#startOn(other(this.#hand));
    }
    yield this.#span(5, 30);
  }

  #startOn(role: Role): void {
    const sessionId = this.#random.id(14);
    const output = this.#devices[role].act({ act: "start", sessionId, plan: this.#plan });
    if (output !== undefined && output.refusal === undefined) this.sessionIds.push(sessionId);
  }

  *#edit(set: Planned): Generator<number, void, void> {
    const random = this.#random;
    if (random.chance(0.7)) set.weight += random.pick([-5, -2.5, 2.5, 5, 10]);
    else set.reps = Math.max(1, set.reps + random.pick([-2, -1, 1, 2]));
    if (set.weight < 0) set.weight = 0;
    const both = random.chance(0.3);
    const deed: Deed = { act: "edit_set", setId: set.setId };
    this.#tap({
      ...deed,
      ...(both || random.chance(0.6) ? { weight: set.weight } : {}),
      ...(both ? { reps: set.reps } : {}),
    });
    yield this.#span(2, 8);
  }

  /** On second thought, or on the other screen: that set was heavier, or was not done at all. */
  *#correct(set: Planned): Generator<number, void, void> {
    yield this.#span(2, 6);
    const role = this.#random.chance(0.6) ? other(this.#hand) : this.#hand;
    if (this.#random.chance(0.3)) this.#tapOn(role, { act: "complete_set", setId: set.setId, isCompleted: false });
    else this.#tapOn(role, { act: "edit_set", setId: set.setId, weight: set.weight + 2.5 });
  }

  #changeSets(exerciseId: string, sets: Planned[], s: number): void {
    const random = this.#random;
    if (sets.length > 1 && random.chance(0.4)) {
      const [removed] = sets.splice(random.int(0, sets.length - 1), 1);
      this.#tap({ act: "remove_set", setId: (removed as Planned).setId, deleted: true });
      if (random.chance(0.3)) this.#tap({ act: "remove_set", setId: (removed as Planned).setId, deleted: false });
      return;
    }
    const model = sets[s] ?? (sets[0] as Planned);
    const added = { ...model, setId: random.id(8) };
    const after = random.chance(0.5) ? { afterSetId: model.setId } : {};
    sets.push(added);
    this.#tap({ act: "add_set", exerciseId, ...added, ...after });
  }

  *#rest(restSeconds: number): Generator<number, void, void> {
    const random = this.#random;
    const durationMs = Math.max(2_000, Math.round(restSeconds * 1000 * this.#habits.tempo));
    let left = durationMs;
    this.#tap({ act: "rest_start", durationMs });
    yield this.#span(1, 4);
    if (random.chance(0.25)) {
      const byMs = random.pick([15_000, 15_000, -15_000]);
      left += byMs;
      this.#tap({ act: "rest_adjust", byMs });
    }
    if (random.chance(0.1)) {
      this.#tap({ act: "rest_pause" });
      yield this.#span(5, 20);
      this.#tap({ act: "rest_resume" });
    }
    if (random.chance(0.3)) {
      yield Math.max(0, Math.round(left * random.fraction()));
      this.#tap({ act: "rest_skip" });
    } else {
      yield Math.max(0, left);
    }
  }

  *#breathe(): Generator<number, void, void> {
    this.#tap({ act: "pause" });
    yield this.#span(10, 60);
    this.#tap({ act: "resume" });
  }

  *#end(): Generator<number, void, void> {
    const { end } = this.#habits;
    if (end === "never") return;
    if (end === "both") {
      this.#tapOn(this.#hand, this.#finishOn(this.#hand));
      this.#tapOn(other(this.#hand), { act: "discard" });
    } else {
      this.#tap(end === "finish" ? this.#finishOn(this.#hand) : { act: "discard" });
    }
    // The second session of a double start is ended as its offer on the screen asks.
    while (this.sessionIds.some((sessionId) => this.#isOpen(sessionId))) {
      yield 1_000 + this.#span(3, 10);
      for (const sessionId of this.sessionIds) {
        for (const device of Object.values(this.#devices)) {
          if (device.session(sessionId)?.isLive)
            device.act({ act: end === "finish" ? "discard" : "discard", sessionId });
        }
      }
    }
  }

  #isOpen(sessionId: string): boolean {
    const sights = Object.values(this.#devices).map((device) => device.session(sessionId));
    return sights.some((session) => session?.isLive) || sights.every((session) => session === undefined);
  }

  #finishOn(role: Role): Deed {
    if (role === "watch") return { act: "finish", outcome: "estimated", activeEnergyKcal: this.#kcal };
    return { act: "finish", outcome: "none" };
  }

  /** Taps on the device at hand, or, when it refuses or sleeps, on the other; and someone may tap on the other at the same time. */
  #tap(deed: Deed): void {
    const done = this.#tapOn(this.#hand, deed);
    if (done === undefined || done.refusal !== undefined) this.#tapOn(other(this.#hand), deed);
    if (!this.#random.chance(this.#habits.bothTap)) return;
    const role = other(this.#hand);
    const rival = this.#rival(deed);
    this.#agenda.after(this.#random.int(0, 1_500), () => {
      if (!this.#hasStopped) this.#tapOn(role, rival);
    });
  }

  /** What a second hand does to the same thing. */
  #rival(deed: Deed): Deed {
    const random = this.#random;
    switch (deed.act) {
      case "edit_set":
        return { ...deed, weight: (deed.weight ?? 100) + 5 };
      case "complete_set":
        return random.chance(0.5) ? { ...deed, isCompleted: !deed.isCompleted } : deed;
      case "rest_start":
        return { ...deed, durationMs: deed.durationMs + 5_000 };
      case "go_to_exercise":
        return { ...deed, index: Math.max(0, deed.index - 1) };
      case "pause":
      case "resume":
        return { act: random.pick(["pause", "resume"] as const) };
      case "rest_adjust":
      case "rest_pause":
      case "rest_resume":
      case "rest_skip":
        return random.pick<Deed>([{ act: "rest_adjust", byMs: 15_000 }, { act: "rest_skip" }, { act: "rest_pause" }]);
      case "remove_set":
        return { act: "edit_set", setId: deed.setId, reps: 7 };
      default:
        return { act: "rest_start", durationMs: 30_000 };
    }
  }

  #tapOn(role: Role, deed: Deed): Output | undefined {
    const sessionId = this.sessionIds[0];
    return sessionId === undefined ? undefined : this.#devices[role].act({ ...deed, sessionId } as Act);
  }

  /** A finish has been told somewhere, and the watch's calories have not. */
  get owesFinal(): boolean {
    if (this.#habits.measureEveryMs === 0 || this.#hasStopped) return false;
    const { watch } = this.#devices;
    return this.sessionIds.some((sessionId) => {
      const registers = Object.values(this.#devices).map((device) => device.session(sessionId)?.registers);
      const finished = registers.some((found) => found?.status === "finished");
      return finished && !registers.some((found) => isFinal(found?.value(`final/${watch.deviceId}`)));
    });
  }

  /** The watch's body sensors, and its duty at the end: kcal are known some seconds after a finish, wherever that was tapped. */
  #measure(): void {
    if (this.#hasStopped) return;
    const watch = this.#devices.watch;
    for (const sessionId of this.sessionIds) {
      const session = watch.session(sessionId);
      if (session?.isLive) {
        this.#kcal = Math.round((this.#kcal + this.#random.fraction() * 0.9) * 100) / 100;
        const heartRateBpm = this.#random.int(88, 156);
        watch.act({ act: "measure", sessionId, activeEnergyKcal: this.#kcal, heartRateBpm });
      } else if (session?.registers.status === "finished") {
        const own = session.registers.value(`final/${watch.deviceId}`) as Final | undefined;
        if (own?.outcome !== "final")
          watch.act({ act: "finish", sessionId, outcome: "final", activeEnergyKcal: this.#kcal });
      }
    }
    this.#agenda.after(this.#habits.measureEveryMs, () => this.#measure());
  }
}

function isFinal(value: Value | undefined): boolean {
  return (value as Final | undefined)?.outcome === "final";
}

function other(role: Role): Role {
  return role === "phone" ? "watch" : "phone";
}
