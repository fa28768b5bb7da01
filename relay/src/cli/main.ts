#!/usr/bin/env node
import { cacheCompiled } from "../compile-cache.ts";
import { compileCache } from "./places.ts";

// Nothing else is imported here: what is loaded before the cache is there is not kept in it.
cacheCompiled(compileCache);

const { run } = await import("./run.ts");
process.exit(await run(process.argv.slice(2)));
