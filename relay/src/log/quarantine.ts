import type { Quarantined } from "./event-log.ts";
import type { prepare } from "./statements.ts";

/** Of a quarantined frame, this much is kept, of the latest so many. */
const mostCharacters = 16_384;
const mostFrames = 10_000;

/** Frames that did not pass, beside the log, and how many there ever were. */
export class Quarantine {
  readonly #sql: ReturnType<typeof prepare>;
  #count: number;
  #committed: number;

  constructor(sql: ReturnType<typeof prepare>, count: number) {
    this.#sql = sql;
    this.#count = this.#committed = count;
  }

  get count(): number {
    return this.#count;
  }

  /** Sets one aside, in the transaction that is under way. */
  add(receivedAt: number, { sender, text, rejection }: Quarantined): void {
    this.#count += 1;
    const kept = text.slice(0, mostCharacters);
    this.#sql.quarantine.run(receivedAt, sender, rejection.code, rejection.sentence, text.length, kept);
    this.#sql.countQuarantined.run(this.#count);
    this.#sql.forgetQuarantined.run(mostFrames);
  }

  commit(): void {
    this.#committed = this.#count;
  }

  rollback(): void {
    this.#count = this.#committed;
  }
}
