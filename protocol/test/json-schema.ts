/**
 * A reader of the few words of JSON Schema that our own schema is written in. It says whether a value fits, and by which parts of the schema:
 * a second reading of the law, independent of zod, and the measure of what the vectors cover. A word it does not know is a bug here.
 */
export type Schema = {
  $ref?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  propertyNames?: Schema;
  additionalProperties?: Schema;
  items?: Schema | false;
  prefixItems?: Schema[];
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  pattern?: string;
};

export type SchemaDocument = Schema & { $defs: Record<string, Schema> };

const words = new Set([
  "$ref",
  "type",
  "const",
  "enum",
  "anyOf",
  "oneOf",
  "properties",
  "required",
  "propertyNames",
  "additionalProperties",
  "items",
  "prefixItems",
  "minItems",
  "maxItems",
  "minimum",
  "maximum",
  "maxLength",
  "pattern",
]);

/** Places of a schema that a value made use of, e.g. `Frame/transport`, `Frame/transport absent`, `Run/running=true`. */
export type Uses = Set<string>;

type Json = Record<string, unknown>;

/** True when the value fits the definition of that name; what it made use of is added to `uses`. */
export function fits(document: SchemaDocument, definition: string, value: unknown, uses: Uses = new Set()): boolean {
  return new Reader(document, uses).definition(definition, value);
}

/** Every place the schema has: each property present, each optional one absent, each value of an enumeration, each branch. */
export function placesOf(document: SchemaDocument): Uses {
  const places: Uses = new Set();
  for (const [name, schema] of Object.entries(document.$defs)) collect(schema, name, places);
  return places;
}

function collect(schema: Schema, path: string, places: Uses): void {
  for (const word of Object.keys(schema)) if (!words.has(word)) throw new Error(`${path}: unknown word ${word}`);
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    places.add(`${path}/${key}`);
    if (!schema.required?.includes(key)) places.add(`${path}/${key} absent`);
    collect(property, `${path}/${key}`, places);
  }
  for (const value of schema.enum ?? []) places.add(`${path}=${JSON.stringify(value)}`);
  (schema.anyOf ?? schema.oneOf ?? []).forEach((branch, index) => {
    places.add(`${path}|${index}`);
    collect(branch, `${path}|${index}`, places);
  });
  for (const [word, child] of [
    ["items", schema.items],
    ["additionalProperties", schema.additionalProperties],
  ] as const) {
    if (child) collect(child, `${path}/${word}`, places);
  }
  (schema.prefixItems ?? []).forEach((child, index) => {
    collect(child, `${path}/${index}`, places);
  });
}

class Reader {
  readonly #document: SchemaDocument;
  readonly #uses: Uses;

  constructor(document: SchemaDocument, uses: Uses) {
    this.#document = document;
    this.#uses = uses;
  }

  definition(name: string, value: unknown): boolean {
    const schema = this.#document.$defs[name];
    if (schema === undefined) throw new Error(`no definition ${name}`);
    return this.#fits(schema, value, name);
  }

  #fits(schema: Schema, value: unknown, path: string): boolean {
    if (schema.$ref !== undefined) return this.definition(schema.$ref.slice("#/$defs/".length), value);
    const branches = schema.anyOf ?? schema.oneOf;
    if (branches !== undefined) return this.#fitsOne(branches, value, path);
    if ("const" in schema && value !== schema.const) return false;
    if (schema.enum !== undefined) {
      if (!schema.enum.includes(value)) return false;
      this.#uses.add(`${path}=${JSON.stringify(value)}`);
    }
    switch (schema.type) {
      case "object":
        return typeof value === "object" && value !== null && !Array.isArray(value)
          ? this.#fitsObject(schema, value as Json, path)
          : false;
      case "array":
        return Array.isArray(value) && this.#fitsArray(schema, value, path);
      case "string":
        return typeof value === "string" && fitsText(schema, value);
      case "integer":
        return Number.isInteger(value) && fitsRange(schema, value as number);
      case "number":
        return typeof value === "number" && fitsRange(schema, value);
      case "boolean":
        return typeof value === "boolean";
      case "null":
        return value === null;
      default:
        return schema.type === undefined;
    }
  }

  /** Branches are tried apart, so that one that does not fit leaves no trace. */
  #fitsOne(branches: readonly Schema[], value: unknown, path: string): boolean {
    for (const [index, branch] of branches.entries()) {
      const uses: Uses = new Set();
      if (!new Reader(this.#document, uses).#fits(branch, value, `${path}|${index}`)) continue;
      this.#uses.add(`${path}|${index}`);
      for (const use of uses) this.#uses.add(use);
      return true;
    }
    return false;
  }

  #fitsObject(schema: Schema, value: Json, path: string): boolean {
    for (const key of schema.required ?? []) if (!Object.hasOwn(value, key)) return false;
    for (const [key, property] of Object.entries(schema.properties ?? {})) {
      const there = Object.hasOwn(value, key);
      this.#uses.add(there ? `${path}/${key}` : `${path}/${key} absent`);
      if (there && !this.#fits(property, value[key], `${path}/${key}`)) return false;
    }
    for (const key of Object.keys(value)) {
      if (Object.hasOwn(schema.properties ?? {}, key)) continue;
      if (schema.propertyNames !== undefined && !this.#fits(schema.propertyNames, key, `${path}/names`)) return false;
      const { additionalProperties } = schema;
      if (
        additionalProperties !== undefined &&
        !this.#fits(additionalProperties, value[key], `${path}/additionalProperties`)
      )
        return false;
    }
    return true;
  }

  #fitsArray(schema: Schema, value: readonly unknown[], path: string): boolean {
    if (value.length < (schema.minItems ?? 0) || value.length > (schema.maxItems ?? Number.POSITIVE_INFINITY))
      return false;
    const prefix = schema.prefixItems ?? [];
    return value.every((item, index) => {
      const own = prefix[index];
      if (own !== undefined) return this.#fits(own, item, `${path}/${index}`);
      return schema.items === undefined
        ? true
        : schema.items !== false && this.#fits(schema.items, item, `${path}/items`);
    });
  }
}

function fitsText({ maxLength, pattern }: Schema, text: string): boolean {
  return (
    text.length <= (maxLength ?? Number.POSITIVE_INFINITY) && (pattern === undefined || new RegExp(pattern).test(text))
  );
}

function fitsRange({ minimum, maximum }: Schema, n: number): boolean {
  return n >= (minimum ?? Number.NEGATIVE_INFINITY) && n <= (maximum ?? Number.POSITIVE_INFINITY);
}
