import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { asyncApi, openApi } from "../src/http/api-documents.ts";

export const apiFolder = new URL("../../docs/api/", import.meta.url);

/** The documents as they should be committed, by file name. */
export function apiFiles(): Map<string, string> {
  const text = (document: unknown) => `${JSON.stringify(document, null, 1)}\n`;
  return new Map([
    ["openapi.json", text(openApi())],
    ["asyncapi.json", text(asyncApi())],
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(apiFolder, { recursive: true });
  for (const [name, text] of apiFiles()) writeFileSync(new URL(name, apiFolder), text);
}
