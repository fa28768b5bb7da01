/**
 * Cuts a text that comes in pieces into its lines, and holds no more of one than is allowed: a line that is longer is passed over and
 * given out as null, so that the next one still has its number. [CAP-4]
 */
export class LineCutter {
  readonly #most: number;
  #rest = "";
  #isTooLong = false;

  constructor(mostCharacters: number) {
    this.#most = mostCharacters;
  }

  /** The lines that end in this piece, without their line feeds. */
  push(piece: string): (string | null)[] {
    const lines: (string | null)[] = [];
    let start = 0;
    for (let end = piece.indexOf("\n"); end >= 0; end = piece.indexOf("\n", start)) {
      this.#add(piece.slice(start, end));
      lines.push(this.#take());
      start = end + 1;
    }
    this.#add(piece.slice(start));
    return lines;
  }

  /** What stands after the last line feed: undefined when nothing does. */
  end(): string | null | undefined {
    return this.#rest === "" && !this.#isTooLong ? undefined : this.#take();
  }

  #add(text: string): void {
    if (this.#isTooLong) return;
    this.#isTooLong = this.#rest.length + text.length > this.#most;
    this.#rest = this.#isTooLong ? "" : this.#rest === "" ? text : this.#rest + text;
  }

  #take(): string | null {
    const line = this.#isTooLong ? null : this.#rest;
    this.#rest = "";
    this.#isTooLong = false;
    return line;
  }
}
