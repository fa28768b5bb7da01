import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../../scripts/free-port.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

export const controlToken = "mobile-token-that-changes-things";

/** A real relay in a process of its own, on a free port and with a data folder of its own; without the demo unless a flag asks for it. */
export class RelayProcess {
  readonly #folder = mkdtempSync(join(tmpdir(), "lighty-mobile-"));
  #child: ChildProcess | null = null;
  origin = "";

  async start(...flags: string[]): Promise<this> {
    // Asked for by number, so that a restart comes back where it is looked for.
    const port = this.origin === "" ? String(await freePort()) : new URL(this.origin).port;
    const child = spawn(process.execPath, ["relay/src/main.ts", "--no-demo", "--no-phone", ...flags], {
      cwd: root,
      env: {
        ...process.env,
        LIGHTY_PORT: port,
        LIGHTY_TOKEN: "mobile-token-that-reads-and-publishes",
        LIGHTY_CONTROL_TOKEN: controlToken,
        LIGHTY_DATA: this.#folder,
        LIGHTY_NO_OPEN: "1",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    this.origin = await new Promise((resolve, reject) => {
      let printed = "";
      const listen = (text: Buffer) => {
        printed += text.toString();
        const origin = /(http:\/\/localhost:\d+)\/#token=/.exec(printed)?.[1];
        if (origin !== undefined) resolve(origin);
      };
      child.stdout?.on("data", listen);
      child.stderr?.on("data", listen);
      child.once("exit", (code) => reject(new Error(`the relay ended with ${code}: ${printed}`)));
    });
    return this;
  }

  /** Without a chance to say goodbye. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** As whoever may change things. */
  async post<T>(path: string, body: unknown): Promise<T> {
    const answer = await fetch(`${this.origin}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${controlToken}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }

  /** As whoever may read. */
  async get<T>(path: string): Promise<T> {
    const answer = await fetch(`${this.origin}${path}`, { headers: { authorization: `Bearer ${controlToken}` } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  async code(): Promise<string> {
    return (await this.post<{ code: string }>("/api/v1/pairing", {})).code;
  }
}
