import { checkShape, parseJson } from "@lighty/protocol";
import type { FastifyInstance } from "fastify";
import type { z } from "zod";
import { RelayError } from "../errors.ts";

/** JSON bodies are read within the same bounds as whatever a device sends: depth, lengths, key names, numbers. [BND-1] [BND-2] */
export function readJsonBodies(app: FastifyInstance, mostBytes: number): void {
  app.removeContentTypeParser(["application/json", "text/plain"]);
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => {
    const json = parseJson(body as string, mostBytes);
    if (json.ok) done(null, json.value);
    else done(new RelayError(json.rejection));
  });
}

/** What was sent, in the shape it is to have. Throws `bad_shape`. */
export function readBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const shaped = checkShape(schema, body ?? {});
  if (!shaped.ok) throw new RelayError(shaped.rejection);
  return shaped.value;
}
