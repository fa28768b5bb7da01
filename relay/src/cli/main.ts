#!/usr/bin/env node
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheCompiled } from "../compile-cache.ts";

// Nothing else is imported here: what is loaded before the cache is there is not kept in it.
cacheCompiled(join(fileURLToPath(new URL("../../..", import.meta.url)), "node_modules/.cache/lighty-relay"));

const { run } = await import("./run.ts");
process.exit(await run(process.argv.slice(2)));
