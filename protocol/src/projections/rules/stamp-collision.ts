import { limits } from "../../limits.ts";
import { hideHealth, type Json } from "../../redaction/index.ts";
import { type Cell, fromStamped, isHealth } from "../../register.ts";
import type { Finding } from "../../stream.ts";
import { sameValue, type Value } from "../../value.ts";
import { writesOf } from "../../writes.ts";
import { Recent } from "../recent.ts";
import type { Rule, Seen } from "../seen.ts";

interface Met {
  cell: Cell;
  entry: number;
  isRedacted: boolean;
}

const mostSessions = 256;
const shownCharacters = 60;

/**
 * Two values under one stamp: only a fault makes that. It shows in the frames themselves, whichever device sent or received them; a device's
 * own word of it counts where they do not show it. Health is left out: it is measured, and redacted. [MRG-2] [OBS-6]
 */
export class StampCollision implements Rule {
  readonly hearsLate = true;
  /** By session: what was met last at each register, by its highest stamp. */
  readonly #met = new Recent<string, Map<string, Met>>(mostSessions);
  /** By session: the collisions that were told. */
  readonly #told = new Recent<string, Set<string>>(mostSessions);
  readonly memory = { met: this.#met, told: this.#told };

  apply(seen: Seen): Finding[] {
    const { entry, frame, note, packet } = seen;
    if (note?.note === "notice" && note.notice === "stamp_collision") return this.#noticed(seen, note);
    if (packet === undefined || frame.verdict === "rejected" || frame.verdict === "foreign") return [];
    const findings: Finding[] = [];
    const isRedacted = frame.redacted === true;
    if (packet.kind === "events") {
      for (const event of packet.events) {
        const { sessionId, revision, deviceId } = event;
        for (const [name, value] of writesOf(event))
          this.#meet(sessionId, name, { entry, isRedacted, cell: { value, revision, deviceId } }, findings);
      }
    } else if (packet.kind === "snapshot") {
      for (const { sessionId, registers } of packet.sessions) {
        for (const name of Object.keys(registers)) {
          const stamped = registers[name];
          if (stamped !== undefined)
            this.#meet(sessionId, name, { entry, isRedacted, cell: fromStamped(stamped) }, findings);
        }
      }
    }
    return findings;
  }

  #meet(sessionId: string, name: string, next: Met, findings: Finding[]): void {
    if (isHealth(name)) return;
    const { cell, entry } = next;
    const met = this.#met.take(sessionId, () => new Map());
    const before = met.get(name);
    const order = before === undefined ? 1 : cell.revision - before.cell.revision;
    const isSameStamp = order === 0 && cell.deviceId === before?.cell.deviceId;
    if (order > 0 && (before !== undefined || met.size < limits.registers)) met.set(name, next);
    if (before === undefined || !isSameStamp || isSame(before, next)) return;
    const told = this.#told.take(sessionId, () => new Set());
    const key = `${name} ${cell.revision} ${cell.deviceId}`;
    if (told.has(key) || told.size >= limits.registers) return;
    told.add(key);
    const values = [before.cell, cell]
      .map(({ value }) => JSON.stringify(value).slice(0, shownCharacters))
      .join(" and ");
    const sentence = `the register ${name} holds two values under one stamp (revision ${cell.revision} of ${cell.deviceId}): ${values}`;
    findings.push({
      rule: "stamp_collision",
      severity: "error",
      sentence,
      sessionId,
      entries: [...new Set([before.entry, entry])],
    });
  }

  #noticed({ entry, frame }: Seen, note: { sessionId?: string | undefined; sentence: string }): Finding[] {
    const { sessionId } = note;
    if (sessionId !== undefined && this.#told.peek(sessionId) !== undefined) return [];
    const sentence = `the ${frame.observer.role} noticed: ${note.sentence}`;
    const of = sessionId === undefined ? {} : { sessionId };
    return [{ rule: "stamp_collision", severity: "error", sentence, ...of, entries: [entry] }];
  }
}

/** A value is the same as itself without its health values. */
function isSame(a: Met, b: Met): boolean {
  if (sameValue(a.cell.value, b.cell.value)) return true;
  if (!a.isRedacted && !b.isRedacted) return false;
  return sameValue(bare(a.cell.value), bare(b.cell.value));
}

function bare(value: Value): Value {
  return hideHealth(value as Json);
}
