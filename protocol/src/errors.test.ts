import { expect, test } from "vitest";
import { errorCodes, errorRegistry, reject } from "./errors.ts";

test("[ERR-1] a code is snake_case and has a sentence of its own", () => {
  const sentences = errorCodes.map((code) => errorRegistry[code].sentence);
  for (const code of errorCodes) expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
  for (const sentence of sentences) expect(sentence).toMatch(/^[a-z].*[^.]$/);
  expect(new Set(sentences).size).toBe(sentences.length);
});

test("[ERR-2] a close code ends one kind of refusal only, and is one that an application may use", () => {
  const closes = errorCodes.map((code) => errorRegistry[code].close).filter((close) => close !== null);
  expect(new Set(closes).size).toBe(closes.length);
  for (const close of closes) expect([1001, 1011, 1013].includes(close) || (close >= 4000 && close < 4100)).toBe(true);
});

test("[ERR-2] a rejection speaks the registry's sentence unless the place that found it says more", () => {
  expect(reject("bad_json")).toEqual({ code: "bad_json", sentence: "the text is not JSON" });
  expect(reject("bad_json", "the text that begins x is not JSON").sentence).toBe("the text that begins x is not JSON");
});
