import { reject } from "@lighty/protocol";
import { type Doing, outcomeOf } from "./doing.ts";
import type { Outcome } from "./face.ts";

/** What the lifter does with workouts that are over. */
export class TrainingActs {
  readonly #do: Doing;

  constructor(doing: Doing) {
    this.#do = doing;
  }

  /** Deletes a training from this phone at once; `undoDelete` brings it back for some seconds. Its workout in Health stays. */
  delete(sessionId: string): Promise<Outcome> {
    return this.#do(async ({ kept, keeping, live, bins }) => {
      const saved = kept.history.get(sessionId);
      if (saved === undefined) return noTraining(sessionId);
      const deleted = kept.deleteTraining(saved, live.clock);
      bins.training.put(saved);
      return outcomeOf({ saved: keeping.saveRoutines(deleted) }, sessionId);
    });
  }

  undoDelete(): Promise<Outcome> {
    return this.#do(async ({ kept, keeping, live, bins }) => {
      const saved = bins.training.take();
      if (saved === null) return noTraining("that was just deleted");
      const { sessionId } = saved.training;
      const restored = kept.restoreTraining(saved, live.engine.sessions.get(sessionId), live.clock);
      return outcomeOf({ saved: keeping.saveRoutines(restored) }, sessionId);
    });
  }
}

function noTraining(sessionId: string): Promise<Outcome> {
  return Promise.resolve({
    outcome: "refused",
    rejection: reject("not_found", `no training ${sessionId} is kept here`),
  });
}
