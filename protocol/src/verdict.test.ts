import { expect, test } from "vitest";
import { summary, Verdict, verdictWords } from "./verdict.ts";

const lost = [{ register: "rest", revision: 9, deviceId: "watch0001" }];

test("[VER-3] the word for a packet is the loudest of its parts", () => {
  const applied: Verdict = { verdict: "applied", registers: [] };
  const superseded: Verdict = { verdict: "superseded", lost };
  const early: Verdict = { verdict: "early", missing: [1], registers: [], lost: [] };
  expect(summary([applied])).toBe("applied");
  expect(summary([applied, early, applied])).toBe("early");
  expect(summary([superseded, early])).toBe("superseded");
  expect(summary([])).toBe("applied");
});

test("[VER-3] the order of loudness is SPEC's", () => {
  expect(verdictWords.join(", ")).toBe(
    "applied, duplicate, healed, early, partly_applied, superseded, foreign, ended, rejected",
  );
});

test("[VER-1] every word of the schema has a loudness, and every loudness a schema", () => {
  const words = Verdict.options.map((option) => option.shape.verdict.value);
  expect([...words].sort()).toEqual([...verdictWords].sort());
});
