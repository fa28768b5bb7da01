import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { type EngineOptions, type Input, type Instant, type Output, openEngine } from "@lighty/protocol";
import type { DrivenEngine, OpenEngine } from "@lighty/protocol/sim";
import type { SwiftThreadData } from "./swift-thread.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const script = join(root, "scripts/swift.sh");
const binary = join(root, "watch/.build/release/lighty-headless");
const sources = ["protocol/swift/Sources", "watch/Sources/headless"];

/** A wait this long means that the program hangs. Milliseconds. */
const answerMs = 2_000;

/** Why the Swift engine cannot be the demo's watch; null when it can. It is used where it is built: nobody waits for a compiler. */
export function whyNoSwift(): string | null {
  const builtAt = statSync(binary, { throwIfNoEntry: false })?.mtimeMs;
  if (builtAt === undefined) return "it is not built; node scripts/swift.mjs headless builds it";
  const newest = sources
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => join(root, folder, name)),
    )
    .reduce((newest, file) => Math.max(newest, statSync(file).mtimeMs), 0);
  if (newest > builtAt) return "it is older than its sources; node scripts/swift.mjs headless builds it anew";
  return spawnSync(script, ["--available"], { stdio: "ignore" }).status === 0 ? null : "there is no Swift to run it";
}

/** The Swift engine as a program, spoken to in lines of JSON and waited for, as a simulated device wants its answers at once. */
export class SwiftProgram {
  readonly #port: MessagePort;
  readonly #worker: Worker;
  readonly #signal = new Int32Array(new SharedArrayBuffer(4));
  #isThere = true;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const workerData: SwiftThreadData = { script, binary, port: port2, signal: this.#signal };
    this.#worker = new Worker(new URL("./swift-thread.ts", import.meta.url), { workerData, transferList: [port2] });
    this.#worker.unref();
    this.#port.unref();
  }

  /** The answer; null when there is none: the program has ended, hangs, or does not know what to do. Then there is none to any later request. */
  ask(request: object): Record<string, unknown> | null {
    if (!this.#isThere) return null;
    this.#port.postMessage(JSON.stringify(request));
    const until = performance.now() + answerMs;
    for (;;) {
      const seen = Atomics.load(this.#signal, 0);
      const said = receiveMessageOnPort(this.#port) as { message: string | null } | undefined;
      if (said !== undefined) return this.#read(said.message);
      const left = until - performance.now();
      if (left <= 0) return this.#read(null);
      Atomics.wait(this.#signal, 0, seen, left);
    }
  }

  close(): void {
    this.#isThere = false;
    this.#port.close();
  }

  #read(line: string | null): Record<string, unknown> | null {
    const answer = line === null ? null : (JSON.parse(line) as Record<string, unknown>);
    if (answer !== null && answer.error === undefined) return answer;
    this.close();
    return null;
  }
}

/**
 * The Swift engine in a simulated device: what it says is what is saved, sent and told. What the story asks of an engine's memory is answered by a
 * TypeScript engine that is given the same inputs and ids; should the program end, that one goes on from where the two were.
 */
class SwiftEngine implements DrivenEngine {
  readonly #program: SwiftProgram;
  readonly #twin;

  constructor(program: SwiftProgram, { deviceId, role, mintId, stored = [] }: EngineOptions) {
    this.#program = program;
    const entries = [...stored];
    const idPrefix = `${mintId()}-`;
    let minted = 0;
    program.ask({ open: { deviceId, role, idPrefix, stored: entries } });
    this.#twin = openEngine({
      deviceId,
      role,
      mintId: () => `${idPrefix}${++minted}`,
      stored: structuredClone(entries),
    });
  }

  step(input: Input): Output {
    const answer = this.#program.ask({ step: input });
    const own = this.#twin.step(input);
    if (answer === null) return own;
    const { save, ...rest } = answer.output as { save?: [string, unknown][] };
    return { ...rest, ...(save === undefined ? {} : { save: new Map(save) }) } as unknown as Output;
  }

  get sessions() {
    return this.#twin.sessions;
  }
  get activeSession() {
    return this.#twin.activeSession;
  }
  get queueDepth() {
    return this.#twin.queueDepth;
  }
  get clockId() {
    return this.#twin.clockId;
  }
  clockAt(now: Instant, clockId?: string) {
    return this.#twin.clockAt(now, clockId);
  }
  knowsClock(clockId: string) {
    return this.#twin.knowsClock(clockId);
  }
  wakeAt(now: Instant) {
    return this.#twin.wakeAt(now);
  }
}

/** Opens engines of that program. */
export function swiftEngines(program: SwiftProgram): OpenEngine {
  return (options) => new SwiftEngine(program, options);
}
