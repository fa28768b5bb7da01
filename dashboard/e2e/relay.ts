import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { SessionSummary } from "@lighty/protocol";
import { patienceMs } from "@lighty/protocol/testing";
import { freePort } from "../../scripts/free-port.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The page the relay serves, built from what is here now. */
export function buildDashboard(): void {
  // Under vitest NODE_ENV is "test", and React would be built for its developers.
  const env = { ...process.env, NODE_ENV: "production" };
  const { status } = spawnSync(process.execPath, ["scripts/build-dashboard.mjs"], { cwd: root, env, stdio: "inherit" });
  if (status !== 0) throw new Error("the dashboard could not be built");
}

export const token = "e2e-token-that-nobody-guesses";
export const controlToken = "e2e-token-that-changes-things";

/** A real relay in a process of its own, with a data folder of its own, that can be killed and started again. */
export class RelayProcess {
  readonly #folder = mkdtempSync(join(tmpdir(), "lighty-e2e-"));
  #port = 0;
  #child: ChildProcess | null = null;

  get origin(): string {
    return `http://localhost:${this.#port}`;
  }

  /** The link it prints. */
  page = "";

  async start(...flags: string[]): Promise<void> {
    // Asked for by number, so that a restart comes back where the page looks for it.
    this.#port ||= await freePort();
    const child = spawn(process.execPath, ["relay/src/main.ts", "--no-phone", ...flags], {
      cwd: root,
      env: {
        ...process.env,
        LIGHTY_PORT: String(this.#port),
        LIGHTY_TOKEN: token,
        LIGHTY_CONTROL_TOKEN: controlToken,
        LIGHTY_DATA: this.#folder,
        LIGHTY_NO_OPEN: "1",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    this.page = await printedLink(child);
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

  /** Number of the last entry of the log. */
  async head(): Promise<number> {
    return ((await (await fetch(`${this.origin}/healthz`)).json()) as { entries: number }).entries;
  }

  async sessions(): Promise<SessionSummary[]> {
    const answer = await fetch(`${this.origin}/api/v1/sessions`, { headers: { authorization: `Bearer ${token}` } });
    // Projections that are behind say so instead: whoever waits for sessions asks again.
    return ((await answer.json()) as { sessions?: SessionSummary[] }).sessions ?? [];
  }
}

async function printedLink(child: ChildProcess): Promise<string> {
  let printed = "";
  return await new Promise((resolve, reject) => {
    const listen = (text: Buffer) => {
      printed += text.toString();
      const link = /http:\/\/\S+#token=\S+/.exec(printed)?.[0];
      if (link !== undefined) resolve(link);
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
    child.once("exit", (code) => reject(new Error(`the relay ended with ${code}: ${printed}`)));
  });
}

/** Asks again and again until the answer is there. */
export async function until<T>(ask: () => Promise<T | undefined>, what: string, withinMs = patienceMs): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
