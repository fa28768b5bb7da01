/**
 * How long a test waits for what must come, in milliseconds. No test is about time: this only ends what hangs, well below vitest's own limit,
 * so that what did not come is named.
 */
export const patienceMs = 120_000;
