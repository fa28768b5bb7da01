import type { ResourceLimits } from "node:worker_threads";

/** Room for what a commit or a page makes, so that it is gone before it would be moved to where only a long collection finds it. */
const youngMb = 64;

/**
 * Below two gigabytes V8 lets a heap grow to twice what lives in it before it looks for what does not, beyond them to four times: what the log and its
 * projections hold in memory is bounded far below, and so the process stays the smaller.
 */
const oldMb = 2_000;

/** What the threads that write the log and fold it may hold. */
export const threadMemory: ResourceLimits = { maxYoungGenerationSizeMb: youngMb, maxOldGenerationSizeMb: oldMb };
