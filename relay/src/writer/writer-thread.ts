import { Worker } from "node:worker_threads";
import type { SqliteLogOptions } from "../log/sqlite-log.ts";
import { threadMemory } from "../thread-memory.ts";
import type { ThreadData } from "./wire.ts";

/** Begins a thread that writes the log of a folder; what it says first is that it is open, or why not. */
export function beginWriter(folder: string, options: SqliteLogOptions, compileCache?: string): Worker {
  return new Worker(new URL("./thread.ts", import.meta.url), {
    name: "writer",
    workerData: { folder, options } satisfies ThreadData,
    // The thread's own first file is loaded by then, so it cannot ask for the cache itself.
    ...(compileCache === undefined ? {} : { env: { ...process.env, NODE_COMPILE_CACHE: compileCache } }),
    resourceLimits: threadMemory,
  });
}
