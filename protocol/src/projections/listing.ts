import { factsOf } from "../facts.ts";
import type { Entry } from "../frame.ts";
import { Recent } from "./recent.ts";

/** An entry with the sessions it is listed under, as the relay's log gives it. */
export interface ListedEntry extends Entry {
  readonly sessions: readonly string[];
  /** It went with a session that was deleted: its frame tells whose it was and where in the trace, and nothing else. [PRJ-9] */
  readonly isRemoved?: boolean;
}

const mostDevices = 1_000;

/**
 * Lists entries under sessions where no log has done so: an opened capture, a run of the simulator. Some frames name no session
 * (reachability, a failed send) and yet belong to the story of one: they are listed under those their observer named last.
 */
export class Listing {
  readonly #last = new Recent<string, readonly string[]>(mostDevices);

  list(entry: Entry): ListedEntry {
    const { deviceId } = entry.frame.observer;
    const named = factsOf(entry.frame).sessions;
    if (named.length > 0) this.#last.set(deviceId, named);
    return { ...entry, sessions: named.length > 0 ? named : (this.#last.peek(deviceId) ?? []) };
  }
}
