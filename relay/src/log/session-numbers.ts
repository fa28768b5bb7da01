/** A row of the sessions that were ever named. */
export interface SessionRow {
  number: number;
  session: string;
}

/** Sessions by a small number, so that an entry does not repeat their ids. `rowsAfter` reads those that another connection has added. */
export class SessionNumbers {
  readonly #rowsAfter: (number: number) => Iterable<SessionRow>;
  readonly #byName = new Map<string, number>();
  readonly #byNumber = new Map<number, string>();
  readonly #added: string[] = [];
  /** Numbers are never given out twice, also when the session of one is forgotten. */
  #highest = 0;

  constructor(rowsAfter: (number: number) => Iterable<SessionRow>) {
    this.#rowsAfter = rowsAfter;
    this.#catchUp();
  }

  find(sessionId: string): number | undefined {
    if (!this.#byName.has(sessionId)) this.#catchUp();
    return this.#byName.get(sessionId);
  }

  name(number: number): string {
    if (!this.#byNumber.has(number)) this.#catchUp();
    return this.#byNumber.get(number) as string;
  }

  /** Its number; a new one is written down at once, in the transaction that is under way. */
  number(sessionId: string, add: { run(number: number, sessionId: string): unknown }): number {
    const known = this.#byName.get(sessionId);
    if (known !== undefined) return known;
    const number = this.#highest + 1;
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

  /** The sessions are forgotten, their numbers not given out again. */
  clear(): void {
    this.#byName.clear();
    this.#byNumber.clear();
  }

  #catchUp(): void {
    for (const { number, session } of this.#rowsAfter(this.#highest)) this.#set(session, number);
  }

  #set(sessionId: string, number: number): void {
    this.#highest = Math.max(this.#highest, number);
    this.#byName.set(sessionId, number);
    this.#byNumber.set(number, sessionId);
  }
}
