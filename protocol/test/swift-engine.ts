import { isDeepStrictEqual } from "node:util";
import { type Engine, type EngineOptions, type Input, type Instant, type Output, openEngine } from "../src/index.ts";
import type { SessionRecord } from "../src/record.ts";
import type { DrivenEngine } from "../src/sim/sim-device.ts";
import type { Value } from "../src/value.ts";
import type { SwiftProgram } from "./swift-program.ts";

/** Where the two languages part: at one input, in one place of what came out. */
export class Divergence extends Error {}

/**
 * A Swift engine in a simulated device. What it says is what is saved and sent; beside it a TypeScript engine is given the same inputs over the
 * same store, and at every step both must have said the same: save, packets, verdicts, digests, and when to be woken. What a simulation asks of
 * an engine's memory is answered by the twin, which is why nothing but equality will do.
 */
export class SwiftEngine implements DrivenEngine {
  readonly #program: SwiftProgram;
  readonly #twin: Engine;
  /** Inputs both have answered alike. */
  steps = 0;

  constructor(program: SwiftProgram, { deviceId, role, mintId, stored = [] }: EngineOptions) {
    this.#program = program;
    const entries = [...stored];
    const idPrefix = `${mintId()}-`;
    let minted = 0;
    this.#ask({ open: { deviceId, role, idPrefix, stored: entries } });
    this.#twin = openEngine({
      deviceId,
      role,
      mintId: () => `${idPrefix}${++minted}`,
      stored: structuredClone(entries),
    });
  }

  step(input: Input): Output {
    const text = this.#program.ask({ step: input });
    const twin = this.#twin.step(input);
    const expected = { output: plain(twin), wakeAt: this.#twin.wakeAt(input.now) };
    const answer = JSON.parse(text) as { error?: string; output: Plain; wakeAt: number | null };
    if (text !== JSON.stringify(expected)) compare(input, answer, expected);
    this.steps++;
    const { save, ...rest } = answer.output;
    return { ...rest, ...(save === undefined ? {} : { save: new Map(save) }) } as unknown as Output;
  }

  /** Every register of every session, asked of the Swift engine itself. */
  judgeRegisters(): void {
    for (const [sessionId, { state }] of this.#twin.sessions) {
      const { registers } = this.#ask({ registers: sessionId }) as { registers: Value };
      const { digest } = this.#ask({ digest: sessionId }) as { digest: string };
      if (digest !== state.digest || !isDeepStrictEqual(registers, reread(state.registers.toMap())))
        throw new Divergence(`session ${sessionId}: the registers are not the same`);
    }
  }

  get sessions(): ReadonlyMap<string, SessionRecord> {
    return this.#twin.sessions;
  }
  get activeSession(): SessionRecord | undefined {
    return this.#twin.activeSession;
  }
  get queueDepth(): number {
    return this.#twin.queueDepth;
  }
  get clockId(): string | undefined {
    return this.#twin.clockId;
  }
  clockAt(now: Instant, clockId?: string): number {
    return this.#twin.clockAt(now, clockId);
  }
  knowsClock(clockId: string): boolean {
    return this.#twin.knowsClock(clockId);
  }
  wakeAt(now: Instant): number | null {
    return this.#twin.wakeAt(now);
  }

  #ask(request: object): unknown {
    const answer = JSON.parse(this.#program.ask(request)) as { error?: string };
    if (answer.error !== undefined) throw new Divergence(`the Swift program says: ${answer.error}`);
    return answer;
  }
}

type Plain = { save?: [string, Value][] } & Record<string, unknown>;

/** An output as it crosses the pipe. */
function plain({ save, ...rest }: Output): Plain {
  return { ...(save === undefined ? {} : { save: [...save] }), ...rest };
}

function reread(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function compare(input: Input, answer: { error?: string }, expected: unknown): void {
  if (answer.error !== undefined) throw new Divergence(`the Swift program says: ${answer.error}`);
  const place = difference(comparable(answer), comparable(reread(expected)), "");
  if (place !== undefined) throw new Divergence(`at input ${JSON.stringify(input).slice(0, 500)}: ${place}`);
}

/** Packets are compared as JSON, and sentences about malformed packets, which are each language's own, not at all. */
function comparable(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => comparable(item));
  if (typeof value === "object" && value !== null) {
    const { code, notice } = value as { code?: string; notice?: string };
    const isOwnWords = code === "bad_shape" || code === "bad_json" || notice === "quarantined";
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, key === "sentence" && isOwnWords ? "" : comparable(item, key)]),
    );
  }
  return key === "text" && typeof value === "string" ? JSON.parse(value) : value;
}

function difference(swift: unknown, typescript: unknown, path: string): string | undefined {
  if (isDeepStrictEqual(swift, typescript)) return undefined;
  if (isBranch(swift) && isBranch(typescript)) {
    for (const key of new Set([...Object.keys(swift), ...Object.keys(typescript)])) {
      const found = difference(swift[key], typescript[key], `${path}/${key}`);
      if (found !== undefined) return found;
    }
  }
  return `${path} is ${JSON.stringify(swift)} in Swift and ${JSON.stringify(typescript)} in TypeScript`;
}

function isBranch(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
