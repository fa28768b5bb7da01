import { fieldNames, parseFilter } from "@lighty/protocol/filter";
import { expect, test } from "vitest";
import { completed, completionAt } from "./completion.ts";

const devices = ["phone-82cc"];
const offered = (text: string, caret = text.length) =>
  completionAt(text, caret, devices).choices.map((choice) => choice.text);

test("an empty filter offers every field", () => {
  expect(offered("")).toEqual([...fieldNames.map((name) => `${name}:`), "not", "or"]);
});

test("what is begun narrows the choice, of fields and of values", () => {
  expect(offered("tr")).toEqual(["transport:"]);
  expect(offered("verdict:su")).toEqual(["superseded"]);
  expect(offered("device:")).toEqual(["phone", "watch", "phone-82cc"]);
  expect(offered("type:set_")).toContain("set_updated");
  expect(offered("type:send")).toEqual(["send_failed"]);
});

test("a list of values goes on, and a comparison counts as one", () => {
  expect(offered("verdict:applied,dup")).toEqual(["duplicate"]);
  expect(offered("direction!=se")).toEqual(["sent"]);
});

test("in the middle of a text only the piece at the caret is completed", () => {
  const text = "ver seq>3";
  const at = completionAt(text, 3, devices);
  expect(completed(text, at, at.choices[0] ?? { text: "", detail: "" })).toEqual({ text: "verdict: seq>3", caret: 8 });
});

test("every choice of a listed value, once taken, is a filter that is understood", () => {
  for (const name of ["verdict", "transport", "direction", "device", "type"]) {
    const text = `${name}:`;
    const at = completionAt(text, text.length, devices);
    expect(at.choices.length).toBeGreaterThan(1);
    for (const choice of at.choices) expect(parseFilter(completed(text, at, choice).text).ok, choice.text).toBe(true);
  }
});
