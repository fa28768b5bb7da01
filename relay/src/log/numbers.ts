/** A text and the number that stands for it. */
export interface NumberRow {
  number: number;
  text: string;
}

/** Texts by a small number, so that no entry repeats them. `rowsAfter` reads those that another connection has added. */
export class Numbers {
  readonly #rowsAfter: (number: number) => Iterable<NumberRow>;
  readonly #byText = new Map<string, number>();
  readonly #byNumber = new Map<number, string>();
  readonly #added: string[] = [];
  /** Numbers are never given out twice, also when the text of one is forgotten. */
  #highest = 0;

  constructor(rowsAfter: (number: number) => Iterable<NumberRow>) {
    this.#rowsAfter = rowsAfter;
    this.#catchUp();
  }

  get highest(): number {
    return this.#highest;
  }

  find(text: string): number | undefined {
    if (!this.#byText.has(text)) this.#catchUp();
    return this.#byText.get(text);
  }

  text(number: number): string | undefined {
    if (!this.#byNumber.has(number)) this.#catchUp();
    return this.#byNumber.get(number);
  }

  /** Every number that is known by now. */
  all(): Iterable<[number: number, text: string]> {
    this.#catchUp();
    return this.#byNumber;
  }

  /** Its number; a new one is written down at once, in the transaction that is under way. */
  number(text: string, add: (number: number, text: string) => void): number {
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const number = this.#highest + 1;
    add(number, text);
    this.#set(text, number);
    this.#added.push(text);
    return number;
  }

  commit(): void {
    this.#added.length = 0;
  }

  rollback(): void {
    for (const text of this.#added.splice(0)) {
      this.#byNumber.delete(this.#byText.get(text) as number);
      this.#byText.delete(text);
    }
  }

  /** The texts are forgotten, their numbers not given out again. */
  clear(): void {
    this.#byText.clear();
    this.#byNumber.clear();
  }

  #catchUp(): void {
    for (const { number, text } of this.#rowsAfter(this.#highest)) this.#set(text, number);
  }

  #set(text: string, number: number): void {
    this.#highest = Math.max(this.#highest, number);
    this.#byText.set(text, number);
    this.#byNumber.set(number, text);
  }
}
