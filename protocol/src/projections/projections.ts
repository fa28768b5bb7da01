import { Note } from "../frame.ts";
import { ObservedDevice } from "../observe.ts";
import { checkShape } from "../parse.ts";
import type { Finding } from "../stream.ts";
import { DeliveryLog } from "./delivery.ts";
import { DeviceList } from "./device-list.ts";
import { Divergence } from "./divergence.ts";
import type { ListedEntry } from "./listing.ts";
import { Outlines } from "./outline.ts";
import { Recent } from "./recent.ts";
import { findingRules } from "./rules.ts";
import type { Rule, Seen } from "./seen.ts";
import { SessionList } from "./session-list.ts";
import { States } from "./states.ts";

/** Devices whose frames are folded; one beyond is begun anew when it is heard of again. */
const mostDevices = 256;

/**
 * Everything a reader knows beyond the log, folded from its entries one by one: the same entries give the same projections in the relay, on
 * a command line and in a page. What it holds is bounded, and no entry is looked at twice. [PRJ-1] [PRJ-2]
 *
 *   entry -> device's fold -> delivery, divergence -> rules -> findings -> session list
 */
export class Projections {
  readonly sessions = new SessionList();
  readonly devices = new DeviceList();
  readonly delivery = new DeliveryLog();
  readonly divergence = new Divergence();
  readonly states = new States();
  readonly outlines = new Outlines();
  /** How often each rule has found something. */
  readonly found = new Map<string, number>();
  readonly #observed = new Recent<string, ObservedDevice>(mostDevices);
  readonly #rules: readonly Rule[] = Object.values(findingRules).map((open) => open(this));
  readonly #look: (seen: Seen) => void;

  /** `look` is shown each entry as the fold left it, after everything else has been told. */
  constructor(look: (seen: Seen) => void = () => {}) {
    this.#look = look;
  }

  /** Folds entries in log order; returns the sessions whose summary is another now. */
  apply(entries: readonly ListedEntry[]): Set<string> {
    const changed = new Set<string>();
    for (const entry of entries) {
      try {
        this.#apply(entry);
      } catch (error) {
        // No frame may end the reader, nor keep it from starting: what a fold cannot take is shown where it stands.
        this.#add(unfoldable(entry, error), entry.sessions);
      }
      for (const sessionId of entry.sessions) changed.add(sessionId);
    }
    return changed;
  }

  #apply(listed: ListedEntry): void {
    const { entry, receivedAt, frame, sessions } = listed;
    const { deviceId } = frame.observer;
    const device = this.#observed.take(deviceId, () => new ObservedDevice(deviceId));
    const observation = device.apply(frame);
    const { packet } = observation;
    const note = packet === undefined && frame.direction === "local" ? readNote(frame.body) : undefined;
    const seen: Seen = { entry, receivedAt, frame, sessions, packet, note, device, observation };
    this.devices.apply(listed);
    this.sessions.apply(listed, packet);
    for (const sessionId of sessions) {
      this.outlines.apply(sessionId, listed, this.sessions.firstEntry(sessionId) === entry);
    }
    this.delivery.apply(seen);
    this.states.apply(seen);
    for (const rule of this.#rules) {
      const findings = rule.apply(seen);
      for (const finding of findings) this.#add(finding, sessions);
    }
    this.#look(seen);
  }

  #add(finding: Finding, sessions: readonly string[]): void {
    this.found.set(finding.rule, (this.found.get(finding.rule) ?? 0) + 1);
    const owners = finding.sessionId === undefined ? sessions : [finding.sessionId];
    for (const sessionId of owners) this.sessions.add(sessionId, { ...finding, sessionId });
  }
}

function readNote(body: string): Note | undefined {
  try {
    const note = checkShape(Note, JSON.parse(body));
    return note.ok ? note.value : undefined;
  } catch {
    return undefined;
  }
}

function unfoldable({ entry }: ListedEntry, error: unknown): Finding {
  const sentence = `this entry could not be folded (${error instanceof Error ? error.message : String(error)}): a fault of the reader`;
  return { rule: "unfoldable_entry", severity: "error", sentence, entries: [entry] };
}
