import { z } from "zod";

const made = new Map<z.ZodType, z.ZodType>();

/**
 * The schema with a generated fast path, made at first use: compiling costs milliseconds that a program which never parses should not pay.
 * Where code may not be generated it is the schema itself: a page under a content security policy says so by `z.config({ jitless: true })`.
 */
export function compiled<T extends z.ZodType>(schema: T): T {
  let fast = made.get(schema);
  if (fast === undefined) {
    fast = z.config().jitless === true ? schema : z.compile(schema);
    made.set(schema, fast);
  }
  return fast as T;
}
