import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildHeadless, findSwift } from "../../scripts/swift.mjs";
import { SwiftProgram } from "./swift-program.ts";
import { teeLockstep, teeSteps } from "./swift-tee.ts";

/*
 * The tee of the watch against that of the phone: told the same by seeded chance, both must do the same at every step. A third of the seeds
 * are new in every run.
 */

const fixed = 200;
const fresh = 100;

describe.skipIf(!findSwift())("the tee in Swift", () => {
  let program: SwiftProgram;

  beforeAll(() => {
    program = new SwiftProgram(buildHeadless(undefined, "debug"));
  }, 900_000);
  afterAll(() => program?.close());

  test(`[TEE-1] [TEE-3] [TEE-4] [TEE-5] [TEE-8] [TEE-9] ${fixed + fresh} schedules of ${teeSteps} steps end each step as in TypeScript`, () => {
    const seeds = Array.from({ length: fixed }, (_, i) => String(i));
    const prefix = Date.now().toString(36);
    for (let i = 0; i < fresh; i++) seeds.push(`${prefix}-${i}`);
    const states = new Set<string>();
    for (const seed of seeds) expect(teeLockstep(program, seed, (state) => states.add(state))).toBeUndefined();
    expect([...states].sort()).toEqual(["connecting", "greeting", "idle", "open", "waiting"]);
  });
});
