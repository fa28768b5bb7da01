import { type Act, exercisesOf, latestHealth, type Meta, type Role } from "@lighty/protocol";
import type { SimDevice } from "@lighty/protocol/sim";

/** Waits: in milliseconds of the demo's time, or until something is done. */
export type Script = Generator<number | Promise<void>, void, void>;

/** The weather between the two devices, as far as the story needs it. Never rejects: without a relay there is no link to have weather. */
export interface Sky {
  clear(): Promise<void>;
  /** Every message is delivered twice. */
  echo(): Promise<void>;
  /** They are out of each other's range. */
  part(): Promise<void>;
}

type Deed = Act extends infer A ? (A extends { sessionId: string } ? Omit<A, "sessionId"> : never) : never;

const plan = [
  { name: "Bench press", restSeconds: 90, weight: 145, reps: 8, sets: 4 },
  { name: "Barbell row", restSeconds: 75, weight: 125, reps: 10, sets: 3 },
  { name: "Face pull", restSeconds: 45, weight: 42.5, reps: 15, sets: 2 },
] as const;

export interface Gym {
  phone: SimDevice;
  watch: SimDevice;
  sky: Sky;
  mintId(): string;
}

/**
 * One person's workout, told so that something happens within seconds: a duplicate at 5 s, an outage from 7 to 16 s with a conflict and a late
 * edit in it, then a plain end. It goes by the state it finds, so a workout that a restart cut short is carried on.
 */
export class Workout {
  readonly #gym: Gym;
  #sessionId = "";
  #kcal = 0;

  constructor(gym: Gym) {
    this.#gym = gym;
  }

  /** Workouts one after another, with a pause between; first the one that was left open. */
  *forEver(): Script {
    yield this.#gym.sky.clear();
    const left = this.#gym.phone.engine?.activeSession ?? this.#gym.watch.engine?.activeSession;
    yield 300;
    if (left === undefined) yield* this.#open();
    else {
      this.#sessionId = left.sessionId;
      this.#kcal = latestHealth(left.state, "activeEnergyKcal")?.value ?? 0;
    }
    for (;;) {
      yield* this.#rest();
      yield* this.#end();
      yield 20_000;
      yield* this.#open();
    }
  }

  /** The watch's sensors: always on, and silent without a live session. */
  *measure(): Script {
    for (;;) {
      yield 5_000;
      if (!this.#gym.watch.session(this.#sessionId)?.isLive) continue;
      this.#kcal = Math.round((this.#kcal + 0.3 + Math.random() * 0.6) * 100) / 100;
      const heartRateBpm = 96 + Math.round(Math.random() * 48);
      this.#tap("watch", { act: "measure", activeEnergyKcal: this.#kcal, heartRateBpm });
    }
  }

  /** From the start to the end of the outage. */
  *#open(): Script {
    this.#start();
    yield 2_000;
    const [first, second, third, fourth] = this.#undone();
    if (!first || !second || !third || !fourth) return;
    this.#complete("watch", first);
    yield 800;
    this.#tap("watch", { act: "rest_start", durationMs: 30_000 });
    yield 2_000;

    // The link delivers one edit twice.
    yield this.#gym.sky.echo();
    this.#tap("phone", { act: "edit_set", setId: second, weight: 150 });
    yield* this.#untilAcknowledged();
    yield this.#gym.sky.clear();
    yield 2_000;

    // Out of range for nine seconds: both hands change set three, and the phone corrects set four.
    yield this.#gym.sky.part();
    yield 1_500;
    this.#tap("phone", { act: "edit_set", setId: third, weight: 155 });
    yield 1_500;
    this.#tap("phone", { act: "edit_set", setId: fourth, reps: 6 });
    yield 2_000;
    this.#tap("watch", { act: "edit_set", setId: third, weight: 147.5 });
    yield 1_500;
    this.#complete("watch", second);
    yield 2_500;
    yield this.#gym.sky.clear();
    yield 6_000;
  }

  /** Until the watch has said that it has what the phone did, or for a while. */
  *#untilAcknowledged(): Script {
    for (let waited = 0; waited < 60_000 && (this.#gym.phone.engine?.queueDepth ?? 0) > 0; waited += 50) yield 50;
  }

  /** Set after set as they stand undone, with a pause and an added set on the way. */
  *#rest(): Script {
    for (let done = 0; ; done++) {
      const [next] = this.#undone();
      if (next === undefined || !this.#gym.phone.session(this.#sessionId)?.isLive) return;
      const hand: Role = done % 3 === 2 ? "phone" : "watch";
      this.#goTo(hand, next);
      yield 6_000;
      if (done === 1) yield* this.#breathe();
      if (done === 2) this.#addSet(hand, next);
      this.#complete(hand, next);
      yield 1_500;
      this.#tap(hand, { act: "rest_start", durationMs: 20_000 });
      yield 4_000;
      if (done % 2 === 0) this.#tap("phone", { act: "rest_adjust", byMs: -5_000 });
      yield 6_000;
      this.#tap("watch", { act: "rest_skip" });
      yield 1_000;
    }
  }

  *#end(): Script {
    this.#tap("watch", { act: "finish", outcome: "estimated", activeEnergyKcal: this.#kcal });
    yield 4_000;
    this.#tap("watch", { act: "finish", outcome: "final", activeEnergyKcal: this.#kcal });
  }

  *#breathe(): Script {
    this.#tap("phone", { act: "pause" });
    yield 5_000;
    this.#tap("phone", { act: "resume" });
    yield 2_000;
  }

  #start(): void {
    const { mintId, phone } = this.#gym;
    const exercises = plan.map(({ name, restSeconds, weight, reps, sets }) => ({
      exerciseId: mintId(),
      name,
      restSeconds,
      sets: Array.from({ length: sets }, () => ({ setId: mintId(), weight, reps, isCompleted: false })),
    }));
    const sessionId = mintId();
    const output = phone.act({
      act: "start",
      sessionId,
      plan: { routineId: "demo-push-pull", routineName: "Push and pull", unit: "lb", exercises } satisfies Omit<
        Meta,
        "startedAt" | "clockId"
      >,
    });
    if (output?.refusal !== undefined) return;
    this.#sessionId = sessionId;
    this.#kcal = 0;
  }

  #addSet(hand: Role, afterSetId: string): void {
    const found = this.#find(afterSetId);
    if (found === undefined) return;
    const { exerciseId, weight, reps } = found;
    this.#tap(hand, { act: "add_set", exerciseId, setId: this.#gym.mintId(), weight, reps, afterSetId });
  }

  #complete(hand: Role, setId: string): void {
    this.#tap(hand, { act: "complete_set", setId, isCompleted: true });
  }

  #goTo(hand: Role, setId: string): void {
    const index = this.#find(setId)?.index;
    const registers = this.#gym.phone.session(this.#sessionId)?.registers;
    if (index !== undefined && registers?.value("index") !== index) this.#tap(hand, { act: "go_to_exercise", index });
  }

  #undone(): string[] {
    return this.#sets()
      .filter(({ isCompleted }) => !isCompleted)
      .map(({ setId }) => setId);
  }

  #find(setId: string) {
    return this.#sets().find((set) => set.setId === setId);
  }

  /** As the watch has them: it is the one on the wrist. */
  #sets() {
    const session = this.#gym.watch.session(this.#sessionId) ?? this.#gym.phone.session(this.#sessionId);
    const exercises = session === undefined ? [] : exercisesOf(session.registers);
    return exercises.flatMap(({ exerciseId, sets }, index) => sets.map((set) => ({ ...set, exerciseId, index })));
  }

  #tap(hand: Role, deed: Deed): void {
    if (this.#sessionId !== "") this.#gym[hand].act({ ...deed, sessionId: this.#sessionId } as Act);
  }
}
