import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A process of ours under test: what it printed so far, and a way to wait for more. */
export class Spawned {
  readonly child: ChildProcess;
  #output = "";
  #wake: (() => void)[] = [];

  constructor(file: string, args: readonly string[], env: Record<string, string>) {
    this.child = spawn(process.execPath, [`${root}/${file}`, ...args], {
      env: { PATH: process.env.PATH ?? "", LIGHTY_NO_OPEN: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const hear = (data: Buffer) => {
      this.#output += data;
      for (const wake of this.#wake.splice(0)) wake();
    };
    this.child.stdout?.on("data", hear);
    this.child.stderr?.on("data", hear);
    this.child.on("exit", () => hear(Buffer.from("")));
  }

  get output(): string {
    return this.#output;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The first match in what it prints; fails with all of it when the process ends before. */
  async prints(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#output);
      if (match !== null) return match;
      if (!this.isRunning) throw new Error(`ended without printing ${pattern}:\n${this.#output}`);
      await new Promise<void>((wake) => this.#wake.push(wake));
    }
  }

  /** Sends the signal and waits for the end; returns the exit code, null when the signal killed it. */
  async end(signal: NodeJS.Signals = "SIGKILL"): Promise<number | null> {
    if (!this.isRunning) return this.child.exitCode;
    const ended = once(this.child, "exit");
    this.child.kill(signal);
    const [code] = await ended;
    return code as number | null;
  }

  async exitCode(): Promise<number | null> {
    if (this.isRunning) await once(this.child, "exit");
    return this.child.exitCode;
  }
}

export function spawnRelay(env: Record<string, string>, ...args: string[]): Spawned {
  return new Spawned("src/main.ts", ["--no-phone", ...args], env);
}

/** Where a spawned relay listens. */
export async function portOf(relay: Spawned): Promise<number> {
  return Number((await relay.prints(/http:\/\/localhost:(\d+)\/#token=/))[1]);
}
