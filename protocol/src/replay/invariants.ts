import type { Final } from "../event.ts";
import type { Frame } from "../frame.ts";
import { toVector } from "../have.ts";
import type { Role } from "../ids.ts";
import type { Seen } from "../projections/index.ts";
import { hideHealth, type Json } from "../redaction/index.ts";
import { Registers } from "../register.ts";
import type { SessionState } from "../session.ts";
import { isBelow } from "../sim/model.ts";
import { canonical, type Value } from "../value.ts";
import { writesOf } from "../writes.ts";

/** What must hold in any capture of honest devices, whatever the link did. */
export const invariants = {
  converged: "devices that have received the same events end in the same state",
  no_lost_edit: "no edit is lost that no higher stamp replaced, and none is acknowledged that never came",
  revision_rises:
    "the revisions and seqs that a device writes in a session strictly rise, and outrank what it has seen",
  one_finish: "a session ends once on each device, stays ended, and ends alike everywhere",
} as const;
export type Invariant = keyof typeof invariants;

export interface Breach {
  readonly invariant: Invariant;
  /** Where it showed; absent when only the end shows it. */
  readonly entry: number | undefined;
  readonly sentence: string;
}

/** One device in one session, as its frames left it. */
export interface Standing {
  readonly deviceId: string;
  readonly role: Role;
  readonly state: SessionState;
  readonly at: number;
  /** It was told of without its health values, at least at times. [OBS-6] */
  readonly isRedacted: boolean;
}

interface Part extends Standing {
  isRedacted: boolean;
  at: number;
  /** R after the last frame. */
  revision: number;
  seq: number;
  ownRevision: number;
  ended: boolean;
  /** Its final metrics are told: nothing of the end is left to say. [EVT-8] */
  isFinal: boolean;
}

/** An own edit's cell, and where it was made. */
interface Edit {
  name: string;
  value: Value;
  revision: number;
  deviceId: string;
  entry: number;
}

const mostBreaches = 50;
/** Health is measured, not decided: the next reading replaces it everywhere. */
const isLasting = (name: string) => !name.startsWith("health/");

/** Watches a playback for what must hold in every capture; `end` adds what only the end can show. */
export class Invariants {
  readonly breaches: Breach[] = [];
  readonly #parts = new Map<string, Map<string, Part>>();
  readonly #edits = new Map<string, Map<string, Edit>>();
  /** The device of each role that was installed last: an older one is gone. */
  readonly #installed = new Map<Role, string>();
  readonly #known = new Set<string>();

  apply({ entry, frame, packet, observation }: Seen): void {
    const { deviceId, role } = frame.observer;
    if (!this.#known.has(deviceId)) this.#installed.set(role, deviceId);
    this.#known.add(deviceId);
    if (observation.missingFrames > 0) for (const parts of this.#parts.values()) parts.delete(deviceId);
    if (frame.direction === "local" && packet?.kind === "events") {
      for (const event of packet.events) {
        const part = this.#parts.get(event.sessionId)?.get(deviceId);
        const what = `the ${role}'s ${event.eventType} of session ${event.sessionId}`;
        if (part !== undefined) {
          if (event.revision <= part.revision || event.revision <= part.ownRevision)
            this.#add(
              "revision_rises",
              entry,
              `${what} has revision ${event.revision}; ${part.revision} had been seen`,
            );
          if (event.seq !== undefined && event.seq !== part.seq + 1 && part.seq > 0)
            this.#add("revision_rises", entry, `${what} has seq ${event.seq} after ${part.seq}`);
          if (part.ended && event.eventType !== "session_finished")
            this.#add("one_finish", entry, `${what} was made though the device knew of the end`);
          if (event.eventType === "session_finished") {
            if (part.isFinal) this.#add("one_finish", entry, `${what} comes after its last word on the end`);
            part.isFinal ||= (event.payload as Final).outcome === "final";
          }
          part.seq = event.seq ?? part.seq;
          part.ownRevision = Math.max(part.ownRevision, event.revision);
        }
        for (const [name, value] of writesOf(event)) {
          if (isLasting(name)) this.#keep(event.sessionId, { name, value, revision: event.revision, deviceId, entry });
        }
      }
    }
    for (const sessionId of observation.unseen) {
      this.#add(
        "no_lost_edit",
        entry,
        `the ${role} acknowledges events of session ${sessionId} that none of its frames brought`,
      );
    }
    for (const state of observation.sessions) this.#stand(entry, frame, state);
  }

  /** True when all devices of the session have received the same events. */
  isSettled(sessionId: string): boolean {
    const parts = this.standing(sessionId);
    const vectors = parts.map(({ state }) => canonical(toVector(state.vector) as Value));
    return parts.every(({ state }) => !state.hasHoles) && new Set(vectors).size <= 1;
  }

  /** What stands at the end: nothing can be said of a capture that stops while the devices are apart. */
  end(): readonly Breach[] {
    const breaches = [...this.breaches];
    for (const sessionId of this.#parts.keys()) {
      if (!this.isSettled(sessionId)) continue;
      const parts = this.standing(sessionId);
      const isBare = parts.some(({ isRedacted }) => isRedacted);
      const digests = parts.map(({ state }) => (isBare ? bareDigest(state) : state.registers.coreDigest));
      if (new Set(digests).size > 1) {
        const sentence = `session ${sessionId}: ${parts.map(({ role }, i) => `the ${role} ends at ${digests[i]}`).join(", ")}, after the same events`;
        breaches.push({ invariant: "converged", entry: undefined, sentence });
      }
      const statuses = new Set(parts.map(({ state }) => state.registers.status));
      if (statuses.size > 1) {
        const sentence = `session ${sessionId} ends ${parts.map(({ role, state }) => `${state.registers.status} on the ${role}`).join(", ")}`;
        breaches.push({ invariant: "one_finish", entry: undefined, sentence });
      }
      for (const { role, state } of parts) {
        for (const edit of this.#edits.get(sessionId)?.values() ?? []) {
          const held = state.registers.get(edit.name);
          if (held !== undefined && (edit.name === "status" || !isBelow(held, edit))) continue;
          const sentence = `the ${role} ends session ${sessionId} without ${edit.name} = ${JSON.stringify(edit.value)}, made at entry ${edit.entry} at revision ${edit.revision} by ${edit.deviceId}`;
          breaches.push({ invariant: "no_lost_edit", entry: edit.entry, sentence });
        }
      }
    }
    return breaches;
  }

  /** The session on each device that is still there, and the device's session clock when it was last heard of. */
  standing(sessionId: string): readonly Standing[] {
    return [...(this.#parts.get(sessionId)?.values() ?? [])].filter(
      ({ role, deviceId }) => this.#installed.get(role) === deviceId,
    );
  }

  #stand(entry: number, { observer: { deviceId, role }, observedAt, redacted }: Frame, state: SessionState): void {
    let devices = this.#parts.get(state.sessionId);
    if (devices === undefined) {
      devices = new Map();
      this.#parts.set(state.sessionId, devices);
    }
    let part = devices.get(deviceId);
    if (part === undefined || part.state !== state) {
      const own = state.vector.get(deviceId)?.upTo ?? 0;
      part = {
        deviceId,
        role,
        state,
        at: observedAt,
        isRedacted: false,
        revision: 0,
        seq: own,
        ownRevision: 0,
        ended: false,
        isFinal: false,
      };
      devices.set(deviceId, part);
    }
    const { ended } = state.registers;
    if (part.ended && !ended) this.#add("one_finish", entry, `session ${state.sessionId} is live again on the ${role}`);
    part.ended = ended;
    part.at = observedAt;
    part.isRedacted ||= redacted === true;
    part.revision = state.revision;
  }

  /** The highest edit of each register stands for all it outranks. */
  #keep(sessionId: string, edit: Edit): void {
    let edits = this.#edits.get(sessionId);
    if (edits === undefined) {
      edits = new Map();
      this.#edits.set(sessionId, edits);
    }
    const held = edits.get(edit.name);
    if (held === undefined || isBelow(held, edit)) edits.set(edit.name, edit);
  }

  #add(invariant: Invariant, entry: number, sentence: string): void {
    if (this.breaches.length < mostBreaches)
      this.breaches.push({ invariant, entry, sentence: `entry ${entry}: ${sentence}` });
  }
}

/** The digest of what the edits alone make, without the calories of its end. [OBS-6] */
function bareDigest(state: SessionState): string {
  const bare = new Registers();
  for (const [name, cell] of state.registers.entries())
    bare.write(name, { ...cell, value: hideHealth(cell.value as Json) });
  return bare.coreDigest;
}
