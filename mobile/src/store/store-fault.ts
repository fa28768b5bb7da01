/** What can be wrong with the store, in a word that a screen has a sentence for. */
export interface StoreTrouble {
  /** `full`: no room left. `taken_over`: another tab has opened it since. `failed`: anything else. */
  kind: "full" | "taken_over" | "failed";
  /** For whoever is asked for help. */
  sentence: string;
}

/** A store that could not be opened, or a batch of which nothing was written. */
export class StoreFault extends Error implements StoreTrouble {
  override readonly name = "StoreFault";
  readonly kind: StoreTrouble["kind"];
  readonly sentence: string;

  constructor(kind: StoreTrouble["kind"], sentence: string, cause?: unknown) {
    super(sentence, { cause });
    this.kind = kind;
    this.sentence = sentence;
  }
}

/** A browser or SQLite says in its own words that there is no room. */
const roomless = /quota|disk is full|SQLITE_FULL|no space/i;

/** Whatever a store threw, as a fault. */
export function faultOf(error: unknown): StoreFault {
  if (error instanceof StoreFault) return error;
  const { name, message } = error instanceof Error ? error : { name: "", message: String(error) };
  if (roomless.test(`${name} ${message}`)) {
    return new StoreFault("full", `there is no room left to save workouts: ${message}`, error);
  }
  return new StoreFault("failed", `workouts cannot be saved: ${message}`, error);
}
