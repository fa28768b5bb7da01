import { spawn, spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const script = join(root, "scripts/swift.sh");

/**
 * A Swift engine spoken to line by line, and waited for: a simulation's time stands still while it thinks, so the pipes are named ones, which
 * Node can read and write without giving way.
 */
export class SwiftProgram {
  readonly #folder = mkdtempSync(join(tmpdir(), "lighty-swift-"));
  readonly #requests: number;
  readonly #answers: number;
  #rest: Buffer = Buffer.alloc(0);
  readonly #chunk = Buffer.alloc(1 << 18);

  constructor(binary: string) {
    const [requests, answers] = [join(this.#folder, "requests"), join(this.#folder, "answers")];
    const made = spawnSync("mkfifo", [requests, answers]);
    if (made.status !== 0) throw new Error(`mkfifo: ${made.stderr}`);
    const child = spawn("sh", ["-c", 'exec "$0" exec "$1" <"$2" >"$3"', script, binary, requests, answers], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    child.unref();
    // Each waits for the other side to open: the program is there once both have returned.
    this.#requests = openSync(requests, "w");
    this.#answers = openSync(answers, "r");
    rmSync(this.#folder, { recursive: true });
  }

  /** The answer to a request, as the text it is. */
  ask(request: unknown): string {
    return this.tell(JSON.stringify(request));
  }

  /** The same for a line that may be no request at all. */
  tell(line: string): string {
    const bytes = Buffer.from(`${line}\n`);
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#requests, bytes, written);
    return this.#readLine();
  }

  /** Ends the program: its input is over. */
  close(): void {
    closeSync(this.#requests);
    closeSync(this.#answers);
  }

  #readLine(): string {
    const parts: Buffer[] = [];
    for (let part = this.#rest; ; ) {
      const end = part.indexOf(10);
      if (end >= 0) {
        parts.push(part.subarray(0, end));
        this.#rest = Buffer.from(part.subarray(end + 1));
        return Buffer.concat(parts).toString("utf8");
      }
      parts.push(Buffer.from(part));
      const count = readSync(this.#answers, this.#chunk);
      if (count === 0) throw new Error("the Swift program has ended");
      part = this.#chunk.subarray(0, count);
    }
  }
}
