/** Sessions by a small number, so that an entry does not repeat their ids. */
export class SessionNumbers {
  readonly #byName = new Map<string, number>();
  readonly #byNumber = new Map<number, string>();
  readonly #added: string[] = [];

  constructor(rows: Iterable<{ number: number; session: string }>) {
    for (const { number, session } of rows) this.#set(session, number);
  }

  find(sessionId: string): number | undefined {
    return this.#byName.get(sessionId);
  }

  name(number: number): string {
    return this.#byNumber.get(number) as string;
  }

  /** Its number; a new one is written down at once, in the transaction that is under way. */
  number(sessionId: string, add: { run(number: number, sessionId: string): unknown }): number {
    const known = this.#byName.get(sessionId);
    if (known !== undefined) return known;
    const number = this.#byNumber.size + 1;
    add.run(number, sessionId);
    this.#set(sessionId, number);
    this.#added.push(sessionId);
    return number;
  }

  commit(): void {
    this.#added.length = 0;
  }

  rollback(): void {
    for (const sessionId of this.#added.splice(0)) {
      this.#byNumber.delete(this.#byName.get(sessionId) as number);
      this.#byName.delete(sessionId);
    }
  }

  #set(sessionId: string, number: number): void {
    this.#byName.set(sessionId, number);
    this.#byNumber.set(number, sessionId);
  }
}
