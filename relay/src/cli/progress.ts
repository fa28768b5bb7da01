const cells = 24;
const everyMs = 100;

/** How far long work has come, drawn in place on a terminal. */
export class Progress {
  readonly #label: string;
  readonly #total: number | null;
  readonly #stream: NodeJS.WriteStream | null;
  #drawnAt = 0;
  #isDrawn = false;

  constructor(label: string, total: number | null, stream: NodeJS.WriteStream | null) {
    this.#label = label;
    this.#total = total;
    this.#stream = stream;
  }

  /** So much is done now; draws at most ten times a second. */
  at(done: number): void {
    const now = performance.now();
    if (this.#stream === null || now - this.#drawnAt < everyMs) return;
    this.#drawnAt = now;
    this.#isDrawn = true;
    this.#stream.write(`\r\u001b[K${progressLine(this.#label, done, this.#total)}`);
  }

  /** Takes the bar away. */
  end(): void {
    if (this.#isDrawn) this.#stream?.write("\r\u001b[K");
    this.#isDrawn = false;
  }
}

/** `Importing [######------] 25 % 1,000 of 4,000`, or without a bar where the end is not known. */
export function progressLine(label: string, done: number, total: number | null): string {
  const shown = (n: number) => n.toLocaleString("en-GB");
  if (total === null || total <= 0) return `${label} ${shown(done)}`;
  const share = Math.min(1, done / total);
  const full = Math.floor(share * cells);
  return `${label} [${"#".repeat(full)}${"-".repeat(cells - full)}] ${Math.floor(share * 100)} % ${shown(done)} of ${shown(total)}`;
}
