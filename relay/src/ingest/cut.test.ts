import fc from "fast-check";
import { expect, test } from "vitest";
import { cutMessage } from "./cut.ts";

/** JSON with white space wherever it may stand. */
const spacedJson = fc
  .tuple(fc.jsonValue(), fc.constantFrom(undefined, 1, "\t", " \n\r"))
  .map(([value, space]) => JSON.stringify(value, null, space));

test("[TEE-2] the cuts of any message are the very texts of its frames, wherever the member stands", () => {
  fc.assert(
    fc.property(fc.array(spacedJson), spacedJson, fc.boolean(), (frames, other, first) => {
      const member = `"frames" :\t[ ${frames.join(" ,\n")} ]`;
      const rest = `"type":"frames","other":${other}`;
      const text = first ? `{${member},${rest}}` : ` { ${rest} , ${member} } `;
      expect(cutMessage(text)).toEqual({ type: '"frames"', frames: frames.map((frame) => frame.trim()) });
    }),
  );
});

test("any text: it is JSON and an object exactly when it can be cut and every cut is JSON", () => {
  const pieces = fc.constantFrom(
    '{"type":"frames"',
    '"frames":[',
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"',
    '\\"',
    "1",
    "null",
    '"a"',
    " ",
    '"b":2',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(pieces).map((parts) => parts.join("")),
        spacedJson,
      ),
      (text) => {
        const json = parse(text);
        const cut = cutMessage(text);
        const isObject = typeof json === "object" && json !== null && !Array.isArray(json);
        if (isObject) expect(cut).not.toBeNull();
        if (isObject && Array.isArray((json as { frames?: unknown }).frames)) {
          expect(cut?.frames?.map((frame) => parse(frame))).toEqual((json as { frames: unknown[] }).frames);
        }
      },
    ),
    { numRuns: 2_000 },
  );
});

test("what is broken between the members is found here", () => {
  for (const text of [
    "",
    "[]",
    "1",
    '"x"',
    "{",
    '{"a"}',
    '{"a":}',
    '{"a":1,}',
    '{"a":1}x',
    '{"frames":[1 2]}',
    '{"frames":[1,]}',
    '{"frames":[}',
    '{"a":"',
  ]) {
    expect(cutMessage(text), text).toBeNull();
  }
});

test("depth and length cost linear time and no stack", () => {
  const deep = "[".repeat(500_000) + "]".repeat(500_000);
  expect(cutMessage(`{"type":"frames","frames":[${deep}]}`)?.frames).toEqual([deep]);
  expect(cutMessage(`{"frames":["${"\\\\".repeat(500_000)}"]}`)?.frames).toHaveLength(1);
  expect(cutMessage(`{"frames":["${'\\"'.repeat(300_000)}"]}`)?.frames).toHaveLength(1);
});

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
