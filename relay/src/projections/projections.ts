import type { Finding } from "@lighty/protocol";
import { DeviceCheck } from "./device-check.ts";
import { DeviceList } from "./device-list.ts";
import { Divergence } from "./divergence.ts";
import { type ListedEntry, SessionList } from "./session-list.ts";

/**
 * Everything the relay knows beyond the log, folded from it: rebuilt at each start, kept up with each batch. Pure: the same entries give
 * the same projections, in the relay, on a command line or in a page.
 */
export class Projections {
  readonly sessions = new SessionList();
  readonly devices = new DeviceList();
  readonly #check = new DeviceCheck();
  readonly #divergence = new Divergence();

  /** Folds entries in log order; returns the sessions whose summary is another now. */
  apply(entries: readonly ListedEntry[]): Set<string> {
    const changed = new Set<string>();
    for (const entry of entries) {
      try {
        this.#apply(entry);
      } catch (error) {
        // No frame may end the relay, nor keep it from starting: what a fold cannot take is shown where it stands.
        this.#add(unfoldable(entry, error), entry);
      }
      for (const sessionId of entry.sessions) changed.add(sessionId);
    }
    return changed;
  }

  #apply(entry: ListedEntry): void {
    const { packet, findings } = this.#check.apply(entry);
    this.devices.apply(entry);
    this.sessions.apply(entry, packet);
    for (const finding of [...findings, ...this.#divergence.apply(entry, packet)]) this.#add(finding, entry);
  }

  #add(finding: Finding, entry: ListedEntry): void {
    const owners = finding.sessionId === undefined ? entry.sessions : [finding.sessionId];
    for (const sessionId of owners) this.sessions.add(sessionId, { ...finding, sessionId });
  }
}

function unfoldable({ entry }: ListedEntry, error: unknown): Finding {
  const sentence = `this entry could not be folded (${error instanceof Error ? error.message : String(error)}): a fault of the relay`;
  return { rule: "unfoldable_entry", severity: "error", sentence, entries: [entry] };
}
