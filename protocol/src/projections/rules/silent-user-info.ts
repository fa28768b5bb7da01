import type { Finding } from "../../stream.ts";
import { Recent } from "../recent.ts";
import { type Half, halfOf, isSameText } from "../same-text.ts";
import type { Rule, Seen } from "../seen.ts";
import { count } from "./wording.ts";

const mostSilent = 3;
const graceMs = 10_000;

interface Way {
  /** Transfers that left and of which nothing was heard since. */
  sent: { entry: number; at: number; body: string }[];
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
  readonly memory = { ways: this.#ways, sentAt: this.#sentAt };

  apply({ entry, frame, packet }: Seen): Finding[] {
    const { deviceId, role } = frame.observer;
    if (frame.direction === "sent") {
      if (frame.transport !== "userInfo") {
        this.#sentAt.set(frame.body, { at: frame.observedAt, half: halfOf(frame) });
        return [];
      }
      const way = this.#way(deviceId);
      if (way.sent.push({ entry, at: frame.observedAt, body: frame.body }) > 64) way.sent.shift();
      return [];
    }
    if (frame.direction !== "received" || packet === undefined) return [];
    const way = this.#way(packet.deviceId);
    if (frame.transport === "userInfo") {
      way.hasArrived = true;
      way.sent = [];
      return [];
    }
    if (way.hasArrived || way.isTold || way.sent.length < mostSilent) return [];
    const sentAt = this.#timeSent(halfOf(frame));
    if (sentAt === undefined) return [];
    const silent = way.sent.filter(({ at }) => sentAt - at >= graceMs);
    if (silent.length < mostSilent) return [];
    way.isTold = true;
    const sentence = `${count(silent.length, "transfer")} by userInfo left the ${packet.role} without an error and none came to the ${role}, while a later ${frame.transport} did; in the simulator transferUserInfo does nothing`;
    const entries = [...silent.slice(0, mostSilent).map((each) => each.entry), entry];
    return [{ rule: "silent_user_info", severity: "warning", sentence, entries }];
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
