import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { errorCodes, payloads, verdictWords } from "../src/index.ts";
import { fits, placesOf, type SchemaDocument } from "./json-schema.ts";
import { schemaFile, schemaText } from "./write-schema.ts";

const committed = readFileSync(schemaFile, "utf8");
const document = JSON.parse(committed) as SchemaDocument;

test("the committed schema is what the sources say; if not, run `pnpm schema`", () => {
  expect(committed === schemaText(), "protocol/schema/lighty.schema.json is stale: run `pnpm schema`").toBe(true);
});

test("every reference leads to a definition; only what a register alone can hold is referred to by none", () => {
  const referred = new Set([...committed.matchAll(/"#\/\$defs\/([^"]+)"/g)].map(([, name]) => name));
  for (const name of referred) expect(Object.keys(document.$defs)).toContain(name);
  const alone = Object.keys(document.$defs).filter((name) => !referred.has(name));
  expect(alone).toEqual(["Run", "HealthCell"]);
});

test("every kind of event has an envelope and a payload by its wire name", () => {
  for (const kind of Object.keys(payloads)) expect(document.$defs).toHaveProperty([`Envelope.${kind}`]);
});

test("[VER-1] [ERR-1] the words of verdicts and errors are the schema's own", () => {
  const places = placesOf(document);
  for (const word of verdictWords) expect(places).toContain(`Frame/verdict="${word}"`);
  for (const code of errorCodes) expect(places).toContain(`ErrorMessage/code="${code}"`);
});

describe("the reader of the schema", () => {
  const read = (schema: object) => ({ $defs: { It: schema } }) as SchemaDocument;

  test("refuses what does not fit, by every word the schema uses", () => {
    const refused: [object, unknown][] = [
      [{ type: "string", pattern: "^a$" }, "b"],
      [{ type: "string", maxLength: 1 }, "ab"],
      [{ type: "integer" }, 1.5],
      [{ type: "integer", minimum: 1 }, 0],
      [{ type: "number", maximum: 1 }, 2],
      [{ type: "boolean" }, null],
      [{ type: "null" }, 0],
      [{ type: "array", items: { type: "null" } }, [1]],
      [{ type: "array", minItems: 1 }, []],
      [{ type: "array", maxItems: 1 }, [1, 2]],
      [{ type: "array", prefixItems: [{ type: "null" }], items: false }, [null, null]],
      [{ type: "object", properties: {}, required: ["a"] }, {}],
      [{ type: "object", properties: { a: { type: "null" } } }, { a: 1 }],
      [{ type: "object", propertyNames: { type: "string", pattern: "^a$" } }, { b: 1 }],
      [{ type: "object", additionalProperties: { type: "null" } }, { b: 1 }],
      [{ type: "object" }, []],
      [{ type: "string", enum: ["a"] }, "b"],
      [{ type: "number", const: 1 }, 2],
      [{ oneOf: [{ type: "null" }, { type: "boolean" }] }, 1],
    ];
    for (const [schema, value] of refused) expect(fits(read(schema), "It", value), JSON.stringify(schema)).toBe(false);
  });

  test("a branch that does not fit leaves no trace of use", () => {
    const document = read({
      oneOf: [
        { type: "object", properties: { a: { type: "null" }, kind: { type: "string", const: "x" } } },
        { type: "object", properties: { b: { type: "null" } } },
      ],
    });
    const uses = new Set<string>();
    expect(fits(document, "It", { a: null, kind: "y" }, uses)).toBe(true);
    expect([...uses]).toEqual(["It|1", "It|1/b absent"]);
  });
});
