import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { join } from "node:path";

/** The phone app as it is exported for a browser; the relay serves it, and `npm start` has it built beside itself. */
export class PhoneBuild {
  readonly folder: string;
  readonly #script: string;
  #child: ChildProcess | null = null;

  constructor(repository: string) {
    this.folder = join(repository, "mobile/dist");
    this.#script = join(repository, "scripts/build-phone.mjs");
  }

  /** It is there, or on its way. */
  get isThere(): boolean {
    return this.#child !== null || existsSync(join(this.folder, "index.html"));
  }

  /** Builds it where it is stale. The demo goes first: this takes what time the machine has left. */
  begin(): void {
    if (!existsSync(this.#script)) return;
    const child = spawn(process.execPath, [this.#script], { stdio: ["ignore", "ignore", "inherit"] });
    this.#child = child;
    child.on("error", () => {});
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  }

  stop(): void {
    this.#child?.kill();
  }
}
