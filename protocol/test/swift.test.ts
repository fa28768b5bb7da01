import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { buildHeadless, findSwift } from "../../scripts/swift.mjs";
import { limitScenes } from "./swift-limits.ts";
import { SwiftProgram } from "./swift-program.ts";
import { emptyTally, type MixedTally, runOnAllCores } from "./swift-schedules.ts";

/*
 * The Swift engine in the simulated world of the TypeScript one: same weather, same oracle. At every step it and a TypeScript twin over the
 * same store must say the same, byte for byte but for the order of keys. Half of the seeds are the same in every run, half are new.
 */

const isHere = findSwift();
if (!isHere) console.log("There is no Swift here, so it is left out: scripts/swift.sh --install fetches it");

/** All of them where Swift is demanded, in CI; a fifth for whoever runs `npm test`. */
const isDemanded = (process.env.LIGHTY_REQUIRE ?? "").split(",").includes("swift");
const [fixed, fresh, onThePhone] = isDemanded ? [5_000, 5_000, 2_000] : [1_000, 1_000, 400];
const all = fixed + fresh + onThePhone;

describe.skipIf(!isHere)("Swift", () => {
  const prefix = `${Date.now().toString(36)}-`;
  let binary = "";

  beforeAll(() => {
    binary = buildHeadless();
  }, 600_000);

  describe(`${all} schedules between the languages`, () => {
    let tally: MixedTally = emptyTally();

    beforeAll(async () => {
      const startedAt = performance.now();
      tally = await runOnAllCores(binary, [
        { what: "watch", prefix: "", count: fixed },
        { what: "watch", prefix, count: fresh },
        { what: "phone", prefix, count: onThePhone },
      ]);
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      console.log(
        `${tally.runs} mixed schedules (fresh seeds ${prefix}0 and on), ${tally.steps} steps, ${tally.edits} edits, ${tally.packets} packets in ${seconds} s`,
      );
    }, 900_000);

    test("all of them ran", () => expect([tally.runs, tally.failures]).toEqual([all, []]));

    test("invariant 10 [DIG-1] [DIG-2] [DIG-3] [SNP-2] [MRG-1] digests, saves and packets are equal at every step", () => {
      expect(tally.failures).toEqual([]);
      expect(tally.steps).toBeGreaterThan(all * 25);
    });
  });

  test("invariant 13 [BND-1] [BND-2] [BND-3] [BND-5] [ACT-6] odd inputs get the same answer from both", async () => {
    const { failures, runs } = await runOnAllCores(binary, [
      { what: "lockstep", prefix: "", count: 500 },
      { what: "lockstep", prefix, count: 500 },
    ]);
    expect(failures).toEqual([]);
    expect(runs).toBe(1_000);
  });

  test.each(Object.entries(limitScenes))("at the limits both do the same: %s", (_, play) => {
    const program = new SwiftProgram(binary);
    try {
      play(program);
    } finally {
      program.close();
    }
  });

  test.runIf(existsSync("/proc/self/mountinfo"))("no mount is left behind", () => {
    expect(readFileSync("/proc/self/mountinfo", "utf8")).not.toContain("/swift-");
  });
});
