import { availableParallelism } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Bench, type Caught } from "./mutations/bench.ts";
import { type Mutation, mutations } from "./mutations/table.ts";

/*
 * Each rule is broken once in a copy of the sources, and the suite must notice. A mutation that no part catches means that a rule stands in
 * SPEC without anyone watching over it.
 */

describe("the suite notices when", () => {
  const outcomes = new Map<Mutation | undefined, Caught | Error>();

  beforeAll(async () => {
    const queue: (Mutation | undefined)[] = [undefined, ...mutations];
    const work = async () => {
      const bench = new Bench();
      try {
        while (queue.length > 0) {
          const mutation = queue.shift();
          outcomes.set(mutation, await bench.run(mutation).catch((error: Error) => error));
        }
      } finally {
        bench.close();
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, work));
  });

  afterAll(() => {
    const lines = mutations.map((mutation) => {
      const outcome = outcomes.get(mutation);
      const by = outcome instanceof Error ? outcome.message : (outcome?.part ?? "NOT CAUGHT");
      return `${mutation.name} ${mutation.rules}: ${by}`;
    });
    console.log(lines.join("\n"));
  });

  test("nothing is broken: then it is silent", () => {
    expect(outcomes.get(undefined)).toBeNull();
  });

  for (const mutation of mutations) {
    test(mutation.name, () => {
      const outcome = outcomes.get(mutation);
      if (outcome instanceof Error) throw outcome;
      expect(outcome, `no part of the suite noticed that ${mutation.name} ${mutation.rules}`).not.toBeNull();
    });
  }
});
