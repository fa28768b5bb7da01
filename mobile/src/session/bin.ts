import type { DeviceTime } from "./surroundings.ts";

/** How long what was deleted can be brought back. Milliseconds. */
export const binMs = 8_000;

/** The thing that was deleted last, for as long as it can be brought back. */
export class Bin<Thing> {
  readonly #time: DeviceTime;
  readonly #changed: () => void;
  #thing: Thing | null = null;
  #forget: () => void = () => {};

  /** `changed` is told when its time is over. */
  constructor(time: DeviceTime, changed: () => void) {
    this.#time = time;
    this.#changed = changed;
  }

  get thing(): Thing | null {
    return this.#thing;
  }

  /** Takes the place of what lay there. */
  put(thing: Thing): void {
    this.#forget();
    this.#thing = thing;
    this.#forget = this.#time.wait(this.#time.now().monotonicMs + binMs, () => {
      this.#thing = null;
      this.#changed();
    });
  }

  /** Gives it back, if it is there still; then it lies there no more. */
  take(): Thing | null {
    const thing = this.#thing;
    this.empty();
    return thing;
  }

  empty(): void {
    this.#forget();
    this.#thing = null;
  }
}
