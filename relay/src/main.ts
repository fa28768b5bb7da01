import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheCompiled } from "./compile-cache.ts";

// Nothing else is imported here: what is loaded before the cache is there is not kept in it.
const repository = fileURLToPath(new URL("../..", import.meta.url));
const compileCache = join(repository, "node_modules/.cache/lighty-relay");
cacheCompiled(compileCache);

const { serve } = await import("./cli/serve.ts");
await serve(repository, compileCache);
