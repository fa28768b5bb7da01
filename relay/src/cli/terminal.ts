import { once } from "node:events";
import { styleText } from "node:util";
import { Progress } from "./progress.ts";

type Style = Parameters<typeof styleText>[0];

/** Where a command speaks: data on stdout, everything else on stderr. */
export class Terminal {
  /** `--json` was given: stdout is for programs. */
  readonly isJson: boolean;
  /** Aborted by Ctrl-C or SIGTERM: end soon, and in order. */
  readonly signal: AbortSignal;

  constructor(isJson: boolean, signal: AbortSignal) {
    this.isJson = isJson;
    this.signal = signal;
  }

  /** Data: a line, or several. */
  print(text: string): void {
    process.stdout.write(`${text}\n`);
  }

  /** Data for programs: a value, on a line of its own. */
  printJson(value: unknown): void {
    process.stdout.write(`${JSON.stringify(value)}\n`);
  }

  /** Data as it is; resolves when more may be written. */
  async write(chunk: string | Uint8Array): Promise<void> {
    if (!process.stdout.write(chunk)) await once(process.stdout, "drain", { signal: this.signal });
  }

  /** What a person may want to know beside the data. */
  say(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  /** Styled for stdout, where that is a terminal that has colours; NO_COLOR and FORCE_COLOR decide otherwise. */
  paint(style: Style, text: string): string {
    return styleText(style, text, { stream: process.stdout });
  }

  /** The same for stderr. */
  paintSaid(style: Style, text: string): string {
    return styleText(style, text, { stream: process.stderr });
  }

  /** A bar on stderr when that is a terminal; silent otherwise. `total` is null where the end is not known. */
  progress(label: string, total: number | null): Progress {
    return new Progress(label, total, process.stderr.isTTY && !this.isJson ? process.stderr : null);
  }

  get columns(): number {
    return process.stdout.columns ?? 100;
  }
}
