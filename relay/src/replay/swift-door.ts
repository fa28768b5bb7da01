import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Input, Output } from "@lighty/protocol";
import type { EngineDoor } from "./engine-run.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const script = join(root, "scripts/swift.sh");

/** Whether the headless Swift engine can be built and run on this machine. */
export function isSwiftHere(): boolean {
  try {
    execFileSync(script, ["--available"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** The Swift engine, a program that is spoken to in lines of JSON over stdin and stdout. */
export class SwiftDoor implements EngineDoor {
  readonly name = "the Swift engine";
  readonly #child: ChildProcess;
  readonly #waiting: { resolve(line: string): void; reject(error: Error): void }[] = [];
  #opened = 0;

  /** Builds the program, which takes next to no time when nothing has changed, and starts it. Throws when it does not build. */
  static start(): SwiftDoor {
    const built = execFileSync(process.execPath, [join(root, "scripts/swift.mjs"), "headless"], { encoding: "utf8" });
    return new SwiftDoor(built.trim().split("\n").at(-1) as string);
  }

  private constructor(binary: string) {
    this.#child = spawn(script, ["exec", binary], { stdio: ["pipe", "pipe", "inherit"] });
    const { stdout, stdin } = this.#child;
    if (stdout === null || stdin === null) throw new Error("the Swift program has no pipes");
    createInterface({ input: stdout }).on("line", (line) => this.#waiting.shift()?.resolve(line));
    const fail = () => {
      for (const { reject } of this.#waiting.splice(0)) reject(new Error("the Swift program has ended"));
    };
    this.#child.on("close", fail).on("error", fail);
    stdin.on("error", fail);
  }

  async open(options: Parameters<EngineDoor["open"]>[0]): Promise<void> {
    this.#opened++;
    await this.#ask({ open: { ...options, allowsReplay: true, idPrefix: `replayed-${this.#opened}-` } });
  }

  async step(input: Input): Promise<Output> {
    const { output } = (await this.#ask({ step: input })) as { output: Output & { save?: unknown } };
    const { save, ...rest } = output;
    return save === undefined ? rest : { ...rest, save: new Map(save as never) };
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const closed = new Promise<void>((resolve) => this.#child.once("close", () => resolve()));
    this.#child.stdin?.end();
    await closed;
  }

  async #ask(request: object): Promise<unknown> {
    const line = await new Promise<string>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
    });
    const answer = JSON.parse(line) as { error?: string };
    if (answer.error !== undefined) throw new Error(`the Swift program says: ${answer.error}`);
    return answer;
  }
}
