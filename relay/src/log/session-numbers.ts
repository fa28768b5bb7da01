import type { Database } from "better-sqlite3";

/** Sessions kept at hand, by name and by number; all others are looked up in the log. */
const mostAtHand = 4_096;

/**
 * Sessions by a small number, so that no entry repeats their names. They lie in the log, and whoever makes up one name after the other fills no
 * memory with them.
 */
export class SessionNumbers {
  readonly #sql;
  readonly #numbers = new Map<string, number>();
  readonly #names = new Map<number, string>();
  readonly #added: string[] = [];
  /** Numbers are never given out twice, also when the session of one is forgotten. */
  #highest: number;

  constructor(db: Database) {
    this.#sql = {
      number: db.prepare<[string], number>("SELECT number FROM session WHERE session = ?").pluck(),
      name: db.prepare<[number], string>("SELECT session FROM session WHERE number = ?").pluck(),
      add: db.prepare<[number, string]>("INSERT INTO session (number, session) VALUES (?, ?)"),
    };
    this.#highest = db.prepare<[], number>("SELECT coalesce(max(number), 0) FROM session").pluck().get() as number;
  }

  /** The number of a session; undefined where the log holds nothing of it. */
  find(sessionId: string): number | undefined {
    const known = this.#numbers.get(sessionId);
    if (known !== undefined) return known;
    const number = this.#sql.number.get(sessionId);
    if (number !== undefined) this.#keep(sessionId, number);
    return number;
  }

  name(number: number): string | undefined {
    const known = this.#names.get(number);
    if (known !== undefined) return known;
    const sessionId = this.#sql.name.get(number);
    if (sessionId !== undefined) this.#keep(sessionId, number);
    return sessionId;
  }

  /** Its number; a new one is written down at once, in the transaction that is under way. */
  number(sessionId: string): number {
    const known = this.find(sessionId);
    if (known !== undefined) return known;
    const number = this.#highest + 1;
    this.#sql.add.run(number, sessionId);
    this.#highest = number;
    this.#keep(sessionId, number);
    this.#added.push(sessionId);
    return number;
  }

  commit(): void {
    this.#added.length = 0;
  }

  rollback(): void {
    for (const sessionId of this.#added.splice(0)) this.forget(sessionId);
  }

  /** A session is gone from the log; its number is not given out again. */
  forget(sessionId: string): void {
    const number = this.#numbers.get(sessionId);
    if (number !== undefined) this.#names.delete(number);
    this.#numbers.delete(sessionId);
  }

  /** All of them may be gone. */
  clear(): void {
    this.#numbers.clear();
    this.#names.clear();
  }

  /** To be called once every row is gone, in the transaction that took them: numbers are not given out again, someone may remember what they stood for. */
  reserve(): void {
    if (this.#highest > 0) this.#sql.add.run(this.#highest, "");
  }

  get highest(): number {
    return this.#highest;
  }

  #keep(sessionId: string, number: number): void {
    this.#numbers.set(sessionId, number);
    this.#names.set(number, sessionId);
    if (this.#numbers.size <= mostAtHand) return;
    const oldest = this.#numbers.keys().next().value as string;
    this.forget(oldest);
  }
}
