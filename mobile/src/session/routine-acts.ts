import type { Batch, Rejection } from "@lighty/protocol";
import type { RoutineSketch } from "../routines/routine.ts";
import { type Doing, outcomeOf } from "./doing.ts";
import type { Outcome } from "./face.ts";
import type { Standing } from "./face-view.ts";

/** What the lifter does with routines. Each goes to the watch as it changes. [RTN-2] */
export class RoutineActs {
  readonly #do: Doing;

  constructor(doing: Doing) {
    this.#do = doing;
  }

  create(sketch: RoutineSketch): Promise<Outcome> {
    return this.#change(({ kept }) => kept.routines.save(sketch));
  }

  /** Takes over what an editor gives; ids in it name what was there before. */
  edit(routineId: string, sketch: RoutineSketch): Promise<Outcome> {
    return this.#change(({ kept }) => kept.routines.save(sketch, routineId));
  }

  /** A copy right behind the original. */
  duplicate(routineId: string, name: string): Promise<Outcome> {
    return this.#change(({ kept }) => kept.routines.duplicate(routineId, name));
  }

  /** To a place in the list, counted from 0. */
  move(routineId: string, index: number): Promise<Outcome> {
    return this.#change(({ kept }) => named(routineId, kept.routines.move(routineId, index)));
  }

  /** Deletes a routine; `undoDelete` brings it back for some seconds. Trainings with it stay. */
  delete(routineId: string): Promise<Outcome> {
    return this.#change((standing) => {
      const name = standing.kept.routines.get(routineId)?.name ?? "";
      const batch = standing.kept.routines.delete(routineId);
      if (!("code" in batch)) standing.bins.routine.put({ routineId, name });
      return named(routineId, batch);
    });
  }

  undoDelete(): Promise<Outcome> {
    return this.#change((standing) => {
      const routineId = standing.bins.routine.take()?.routineId ?? "";
      return named(routineId, standing.kept.routines.restore(routineId));
    });
  }

  #change(change: (standing: Standing) => { batch: Batch; routineId: string } | Rejection): Promise<Outcome> {
    return this.#do(async (standing) => {
      const changed = change(standing);
      if ("code" in changed) return { outcome: "refused", rejection: changed };
      return outcomeOf({ saved: standing.keeping.saveRoutines(changed.batch) }, changed.routineId);
    });
  }
}

function named(routineId: string, batch: Batch | Rejection): { batch: Batch; routineId: string } | Rejection {
  return "code" in batch ? batch : { batch, routineId };
}
