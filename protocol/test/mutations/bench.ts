import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Mutation } from "./table.ts";

const protocol = fileURLToPath(new URL("../..", import.meta.url));

/** What the battery said of a copy: the first part that noticed, or null. */
export type Caught = { part: string; sentence: string } | null;

/** What a battery is run of: the file, and the folders it needs beside the sources. */
export interface Battery {
  file: string;
  needs: readonly string[];
}

const suite: Battery = { file: "test/suite/battery.ts", needs: ["test/suite", "test/fuzz"] };

/** A copy of the sources and of a battery in a folder of its own, where rules can be broken one at a time. */
export class Bench {
  readonly #folder = mkdtempSync(join(tmpdir(), "lighty-mutation-"));
  readonly #battery: Battery;

  constructor(battery: Battery = suite) {
    this.#battery = battery;
    for (const part of ["src", ...battery.needs]) {
      cpSync(join(protocol, part), join(this.#folder, part), {
        recursive: true,
        filter: (path) => !path.endsWith(".test.ts"),
      });
    }
    writeFileSync(join(this.#folder, "package.json"), '{"type":"module"}\n');
    symlinkSync(join(protocol, "node_modules"), join(this.#folder, "node_modules"));
  }

  /** Runs the battery on the unbroken copy, or with one rule broken and mended again. */
  async run(mutation?: Mutation): Promise<Caught> {
    const mended = new Map<string, string>();
    try {
      for (const { file, find, put } of mutation?.changes ?? []) {
        const path = join(this.#folder, "src", file);
        const text = readFileSync(path, "utf8");
        if (!mended.has(path)) mended.set(path, text);
        const times = text.split(find).length - 1;
        if (times !== 1)
          throw new Error(
            `"${mutation?.name}" wants to find ${JSON.stringify(find)} once in ${file}, not ${times} times`,
          );
        writeFileSync(
          path,
          text.replace(find, () => put),
        );
      }
      return await this.#runBattery();
    } finally {
      for (const [path, text] of mended) writeFileSync(path, text);
    }
  }

  #runBattery(): Promise<Caught> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [join(this.#folder, this.#battery.file)], {
        env: {},
        stdio: ["ignore", "pipe", "pipe"],
        timeout: 240_000,
      });
      let said = "";
      let cried = "";
      child.stdout.on("data", (data) => {
        said += data;
      });
      child.stderr.on("data", (data) => {
        cried += data;
      });
      child.on("error", reject);
      child.on("close", (code) => {
        if (code === 0) resolve(JSON.parse(said) as Caught);
        else reject(new Error(`the battery ended with ${code}: ${cried.slice(-2_000)}`));
      });
    });
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
