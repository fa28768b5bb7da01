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
import type { Shelf } from "./shelf.ts";
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
  readonly states: States;
  readonly outlines = new Outlines();
  /** How often each rule has found something. */
  readonly found = new Map<string, number>();
  #pruned = 0;
  readonly #observed = new Recent<string, ObservedDevice>(mostDevices);
  readonly #rules: readonly Rule[] = Object.values(findingRules).map((open) => open(this));
  readonly #look: (seen: Seen) => void;

  /**
   * `look` is shown each entry as the fold left it, after everything else has been told; `shelf` is where checkpoints of device states lie,
   * in memory without one.
   */
  constructor(look: (seen: Seen) => void = () => {}, shelf?: Shelf) {
    this.#look = look;
    this.states = new States(shelf);
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

  /** Forgets what is about entries up to `upTo` alone: the log does not hold them any more. [PRJ-6] */
  prune(upTo: number): void {
    this.#pruned = Math.max(this.#pruned, upTo);
    const { gone, torn } = this.sessions.prune(upTo);
    // An outline of what is left is made of the log.
    for (const sessionId of [...gone, ...torn]) this.outlines.forget(sessionId);
    for (const sessionId of gone) {
      this.delivery.forget(sessionId);
      this.divergence.forget(sessionId);
      for (const device of this.#observed.values()) device.forget(sessionId);
    }
    for (const deviceId of this.devices.prune(upTo)) this.#observed.delete(deviceId);
    this.states.prune(upTo, (sessionId, deviceId) => this.#observed.peek(deviceId)?.replica.sessions.get(sessionId));
  }

  #apply(listed: ListedEntry): void {
    const { entry, receivedAt, frame, sessions } = listed;
    const { deviceId } = frame.observer;
    const device = this.#observed.take(deviceId, () => new ObservedDevice(deviceId, this.#pruned > 0));
    const observation = device.apply(frame);
    const { packet } = observation;
    const note = packet === undefined && frame.direction === "local" ? readNote(frame.body) : undefined;
    const seen: Seen = { entry, receivedAt, frame, sessions, packet, note, device, observation };
    this.devices.apply(seen);
    this.sessions.apply(seen);
    for (const sessionId of sessions) {
      this.outlines.apply(sessionId, listed, this.sessions.firstEntry(sessionId) === entry);
    }
    this.delivery.apply(seen);
    this.states.apply(seen);
    for (const rule of this.#rules) {
      // Most rules read what a device does now; a late frame tells what it did. [TEE-12]
      if (observation.isLate && rule.hearsLate !== true) continue;
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
