import { writesOf } from "@lighty/protocol";
import { eventsIn, type Reading } from "./reading.ts";

/** What an entry did to a register of the device that saw it: wrote it, or tried and lost. */
export type Touch = "wrote" | "lost";

/** The registers an entry touched, so that a screen can show what just changed. */
export function touchedBy({ entry, body }: Reading): ReadonlyMap<string, Touch> {
  const touched = new Map<string, Touch>();
  if (entry.frame.direction === "local") {
    for (const event of eventsIn(body)) for (const [name] of writesOf(event)) touched.set(name, "wrote");
  }
  for (const verdict of entry.frame.verdicts ?? []) {
    if ("registers" in verdict) for (const name of verdict.registers) touched.set(name, "wrote");
    if ("lost" in verdict) for (const { register } of verdict.lost) touched.set(register, "lost");
  }
  return touched;
}
