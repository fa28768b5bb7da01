import type { Entry } from "@lighty/protocol";
import { Answers } from "./answers.ts";

/** What a device tees while a replay plays to it, told page by page by whoever follows the log. */
export class Heard {
  #pages: (readonly Entry[])[] = [];
  #wake: () => void = () => {};

  add(entries: readonly Entry[]): void {
    this.#pages.push(entries);
    this.#wake();
  }

  /** Answers among what is heard from now on; what was heard before belongs to an earlier run. */
  answers(): Answers {
    this.#pages = [];
    let isOver = false;
    const stop = () => {
      isOver = true;
      this.#wake();
    };
    return new Answers(
      this.#until(() => isOver),
      stop,
    );
  }

  async *#until(isOver: () => boolean): AsyncGenerator<readonly Entry[]> {
    while (!isOver()) {
      const page = this.#pages.shift();
      if (page !== undefined) yield page;
      else await new Promise<void>((wake) => (this.#wake = wake));
    }
  }
}
