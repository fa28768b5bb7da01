import { beforeAll, describe, expect, test } from "vitest";
import { buildHeadless, findSwift } from "../../scripts/swift.mjs";
import { tellHostileLines } from "./swift-lines.ts";
import { SwiftProgram } from "./swift-program.ts";

/* Swift ends a program that overflows, unwraps nothing, or reaches beyond an array: so it is given cause. The debug build holds the tee as well. */

const fixed = ["0", "1", "2", "3", "4", "5"];
const fresh = [0, 1].map((i) => `${Date.now().toString(36)}-${i}`);
const lines = 1_000;

describe.skipIf(!findSwift())("lines told to the Swift program", () => {
  let binary = "";

  beforeAll(() => {
    binary = buildHeadless(undefined, "debug");
  }, 900_000);

  test.each([...fixed, ...fresh])(
    `invariant 13 [BND-1] [BND-5] [ERR-2] none of ${lines} ends it, whatever they hold: seed %s`,
    (seed) => {
      const program = new SwiftProgram(binary);
      try {
        expect(tellHostileLines(program, seed, lines).understood).toBeGreaterThan(lines / 4);
      } finally {
        program.close();
      }
    },
    120_000,
  );
});
