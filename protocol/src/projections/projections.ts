import { readBody } from "../body.ts";
import { ObservedDevice } from "../observe.ts";
import { Readings } from "../readings.ts";
import type { Finding } from "../stream.ts";
import { DeliveryLog } from "./delivery.ts";
import { DeviceList } from "./device-list.ts";
import { Divergence } from "./divergence.ts";
import type { ListedEntry } from "./listing.ts";
import { Outlines } from "./outline.ts";
import { Recent } from "./recent.ts";
import { findingRules } from "./rules.ts";
import { pack, savedVersion, unpack } from "./saving.ts";
import type { Memory, Rule, Seen } from "./seen.ts";
import { SessionList } from "./session-list.ts";
import type { Shelf } from "./shelf.ts";
import { States } from "./states.ts";
import { VitalsList } from "./vitals.ts";

/** Devices whose frames are folded; one beyond is begun anew when it is heard of again. */
const mostDevices = 256;

/** Parts of the projections: all there is of them to be seen, functions aside. */
type Part = {
  [K in keyof Projections]: Projections[K] extends (...given: never[]) => unknown ? never : K;
}[keyof Projections];

/** Projections as they are written down: JSON, of a version. */
export interface SavedProjections {
  readonly version: number;
  readonly packed: unknown;
}

/**
 * Everything a reader knows beyond the log, folded from its entries one by one: the same entries give the same projections in the relay, on
 * a command line and in a page. What it holds is bounded, and no entry is looked at twice. [PRJ-1] [PRJ-2]
 *
 *   entry -> device's fold -> delivery, divergence -> rules -> findings -> session list
 */
export class Projections {
  readonly sessions = new SessionList();
  readonly devices = new DeviceList();
  readonly vitals = new VitalsList();
  readonly delivery = new DeliveryLog();
  readonly divergence = new Divergence();
  readonly states: States;
  readonly outlines = new Outlines();
  /** How often each rule has found something. */
  readonly found = new Map<string, number>();
  #pruned = 0;
  readonly #observed = new Recent<string, ObservedDevice>(mostDevices);
  readonly #bodies = new Readings(readBody);
  readonly #rules: readonly (readonly [name: string, rule: Rule])[] = Object.entries(findingRules).map(
    ([name, open]) => [name, open(this)] as const,
  );
  readonly #look: (seen: Seen) => void;

  /**
   * `look` is shown each entry as the fold left it, after everything else has been told; `shelf` is where checkpoints of device states lie,
   * in memory without one.
   */
  constructor(look: (seen: Seen) => void = () => {}, shelf?: Shelf) {
    this.#look = look;
    this.states = new States(shelf);
  }

  /**
   * Goes on from where others stood: what is folded from here gives what it would have given them. Undefined for what was saved in another
   * shape; throws for what nobody saved. What is handed in is used up. [PRJ-7]
   */
  static restore({ version, packed }: SavedProjections, ...given: ConstructorParameters<typeof Projections>) {
    if (version !== savedVersion) return undefined;
    const projections = new Projections(...given);
    projections.#restore(unpack(packed) as Remembered);
    return projections;
  }

  /** All of it, to go on from elsewhere, as the JSON of `SavedProjections`, part by part. Takes as long as there is much of it: see docs/performance.md. [PRJ-7] */
  save(say: (part: string) => void): void {
    const memories = new Map(this.#rules.map(([name, { memory }]) => [name, memory]));
    const all: Remembered = { parts: partsOf(this), memories, observed: this.#observed, pruned: this.#pruned };
    pack(all, say);
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
    for (const sessionId of gone) this.#forget(sessionId);
    for (const deviceId of this.devices.prune(upTo)) {
      this.#observed.delete(deviceId);
      this.vitals.forget(deviceId);
      this.delivery.forgetDevice(deviceId);
    }
    this.states.prune(upTo, (sessionId, deviceId) => this.#observed.peek(deviceId)?.replica.sessions.get(sessionId));
  }

  /**
   * A session was deleted from the log: it is known no more. Counts of devices and rules stay what was folded, so this is for a reader that folds the log
   * anew beside it. [PRJ-9]
   */
  forget(sessionId: string): void {
    this.sessions.forget(sessionId);
    this.outlines.forget(sessionId);
    this.states.forget(sessionId);
    this.#forget(sessionId);
  }

  #forget(sessionId: string): void {
    this.delivery.forget(sessionId);
    this.divergence.forget(sessionId);
    for (const device of this.#observed.values()) device.forget(sessionId);
  }

  #restore({ parts, memories, observed, pruned }: Remembered): void {
    for (const [rule, count] of parts.found) this.found.set(rule, count);
    this.sessions.restore(parts.sessions);
    this.devices.restore(parts.devices);
    this.vitals.restore(parts.vitals);
    this.delivery.restore(parts.delivery);
    this.divergence.restore(parts.divergence);
    this.states.restore(parts.states);
    this.outlines.restore(parts.outlines);
    for (const [name, { memory }] of this.#rules) {
      for (const [part, recent] of Object.entries(memory)) recent.adopt(memories.get(name)?.[part] as typeof recent);
    }
    this.#observed.adopt(observed);
    this.#pruned = pruned;
  }

  #apply(listed: ListedEntry): void {
    const { entry, receivedAt, frame, sessions } = listed;
    const { deviceId } = frame.observer;
    const device = this.#observed.take(deviceId, () => new ObservedDevice(deviceId, this.#pruned > 0));
    if (listed.isRemoved) return device.passOver(frame);
    // What a device did itself is met only here.
    const body = frame.direction === "local" ? readBody(frame.body) : this.#bodies.of(frame.body);
    const observation = device.apply(frame, body);
    const { packet } = observation;
    const note = frame.direction === "local" ? body.note : undefined;
    const seen: Seen = { entry, receivedAt, frame, sessions, packet, note, device, observation };
    this.devices.apply(seen);
    this.vitals.apply(seen);
    this.sessions.apply(seen);
    for (const sessionId of sessions) {
      this.outlines.apply(sessionId, listed, this.sessions.firstEntry(sessionId) === entry);
    }
    this.delivery.apply(seen);
    this.states.apply(seen);
    for (const [, rule] of this.#rules) {
      // Most rules read what a device does now; a late frame tells what it did. [TEE-12]
      if (observation.isLate && rule.hearsLate !== true) continue;
      const findings = rule.apply(seen);
      if (findings.length > 0) for (const finding of findings) this.#add(finding, sessions);
    }
    this.#look(seen);
  }

  #add(finding: Finding, sessions: readonly string[]): void {
    this.found.set(finding.rule, (this.found.get(finding.rule) ?? 0) + 1);
    const owners = finding.sessionId === undefined ? sessions : [finding.sessionId];
    for (const sessionId of owners) this.sessions.add(sessionId, { ...finding, sessionId });
  }
}

/** What each part remembers: one that is added to the projections is added here, or this does not compile. [PRJ-7] */
function partsOf({ found, sessions, devices, vitals, delivery, divergence, states, outlines }: Projections) {
  return {
    found,
    sessions: sessions.save(),
    devices: devices.save(),
    vitals: vitals.save(),
    delivery: delivery.save(),
    divergence: divergence.save(),
    states: states.save(),
    outlines: outlines.save(),
  } satisfies Record<Part, unknown>;
}

interface Remembered {
  parts: ReturnType<typeof partsOf>;
  memories: Map<string, Memory>;
  observed: Recent<string, ObservedDevice>;
  pruned: number;
}

function unfoldable({ entry }: ListedEntry, error: unknown): Finding {
  const sentence = `this entry could not be folded (${error instanceof Error ? error.message : String(error)}): a fault of the reader`;
  return { rule: "unfoldable_entry", severity: "error", sentence, entries: [entry] };
}
