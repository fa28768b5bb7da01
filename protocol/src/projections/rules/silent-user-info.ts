import type { Finding } from "../../stream.ts";
import { Recent } from "../recent.ts";
import { type Half, halfOf, isSameText } from "../same-text.ts";
import type { Rule, Seen } from "../seen.ts";
import { count } from "./wording.ts";

const mostSilent = 3;
const graceMs = 10_000;

interface Way {
  /** Transfers that left and of which nothing was heard since. */
  sent: { entry: number; at: number; sendId?: string }[];
  hasArrived: boolean;
  isTold: boolean;
}

/**
 * Transfers by userInfo that leave a device without an error and never come, while other packets do. The simulator of Xcode takes them and
 * does nothing, so a developer who relies on them there waits for ever. [LNK-1]
 */
export class SilentUserInfo implements Rule {
  readonly #ways = new Recent<string, Way>(1_000);
  /** What left by other ways, and when. */
  readonly #sentAt = new Recent<string, { at: number; half: Half }>(1_000);
  /** By receiver: the latest entry before which frames of it are missing, transfers among them for all that is known. */
  readonly #torn = new Recent<string, number>(1_000);
  readonly hearsLate = true;
  readonly memory = { ways: this.#ways, sentAt: this.#sentAt, torn: this.#torn };

  apply(seen: Seen): Finding[] {
    const { entry, frame, packet, note, observation } = seen;
    const { deviceId, role } = frame.observer;
    if (frame.direction === "received" && frame.transport === "userInfo" && packet !== undefined) {
      Object.assign(this.#way(packet.deviceId), { hasArrived: true, sent: [] });
      return [];
    }
    if (observation.isLate) return [];
    // What was left out of a selection is of other sessions. [CAP-8]
    if (observation.missingFrames > (frame.leftOutBefore ?? 0)) this.#torn.set(deviceId, entry);
    if (note?.note === "send_failed") this.#failed(deviceId, note.sendId);
    if (frame.direction === "sent") {
      if (frame.transport !== "userInfo") {
        this.#sentAt.set(frame.body, { at: frame.observedAt, half: halfOf(frame) });
        return [];
      }
      const way = this.#way(deviceId);
      const { observedAt: at, sendId } = frame;
      if (way.sent.push({ entry, at, ...(sendId === undefined ? {} : { sendId }) }) > 64) way.sent.shift();
      return [];
    }
    if (frame.direction !== "received" || packet === undefined) return [];
    const way = this.#way(packet.deviceId);
    if (way.hasArrived || way.isTold || way.sent.length < mostSilent) return [];
    const sentAt = this.#timeSent(halfOf(frame));
    if (sentAt === undefined) return [];
    const torn = this.#torn.peek(deviceId) ?? 0;
    const silent = way.sent.filter((each) => sentAt - each.at >= graceMs && each.entry > torn);
    if (silent.length < mostSilent) return [];
    way.isTold = true;
    const sentence = `${count(silent.length, "transfer")} by userInfo left the ${packet.role} without an error and none came to the ${role}, while a later ${frame.transport} did; in the simulator transferUserInfo does nothing`;
    const entries = [...silent.slice(0, mostSilent).map((each) => each.entry), entry];
    return [{ rule: "silent_user_info", severity: "warning", sentence, entries }];
  }

  /** One that failed did not leave without an error. */
  #failed(from: string, sendId: string): void {
    const way = this.#ways.peek(from);
    if (way !== undefined) way.sent = way.sent.filter((each) => each.sendId !== sendId);
  }

  #timeSent(half: Half): number | undefined {
    const known = this.#sentAt.peek(half.body);
    if (known !== undefined) return known.at;
    for (const each of this.#sentAt.values()) if (isSameText(each.half, half)) return each.at;
    return undefined;
  }

  #way(from: string): Way {
    return this.#ways.take(from, () => ({ sent: [], hasArrived: false, isTold: false }));
  }
}
