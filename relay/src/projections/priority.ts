import { readlinkSync } from "node:fs";
import { getPriority, setPriority } from "node:os";

/** Steps below the others; each takes some tenth of what a busy core gives. */
const steps = 5;

/**
 * Lets this thread stand back where cores are scarce: who records is waited for by devices, who folds by nobody yet. Only Linux tells threads of a process
 * apart; elsewhere it competes as any other does.
 */
export function standBack(): void {
  if (process.platform !== "linux") return;
  try {
    setPriority(Number(readlinkSync("/proc/thread-self").split("/").at(-1)), getPriority() + steps);
  } catch {
    // Not allowed to: it is only quicker for others with it.
  }
}
