import { compileCache } from "./cli/places.ts";
import { cacheCompiled } from "./compile-cache.ts";

// Nothing else is imported here: what is loaded before the cache is there is not kept in it.
cacheCompiled(compileCache);

// `npm start`: a relay with something to look at. `--no-demo` and `--no-phone` behind it take it away again.
const { run } = await import("./cli/run.ts");
process.exit(await run(["relay", "--demo", "--phone", ...process.argv.slice(2)]));
