import type { Transport } from "../../ids.ts";
import { limits } from "../../limits.ts";
import type { Finding } from "../../stream.ts";
import type { Rule, Seen } from "../seen.ts";

const caps: Partial<Record<Transport, number>> = {
  message: limits.messageBytes,
  userInfo: limits.messageBytes,
  applicationContext: limits.contextBytes,
};

/** A packet that its transport refuses for its size, or would with little more in it. [LNK-2] */
export class OversizedFrame implements Rule {
  readonly hearsLate = true;
  readonly memory = {};

  apply({ entry, frame }: Seen): Finding[] {
    const { transport, sizeBytes, direction, observer } = frame;
    const cap = transport === undefined ? undefined : caps[transport];
    if (direction !== "sent" || cap === undefined || sizeBytes * 16 <= cap * 15) return [];
    const isOver = sizeBytes > cap;
    const sentence = `the ${observer.role} sent ${sizeBytes} bytes by ${transport}, ${isOver ? "above" : "close to"} its limit of ${cap}`;
    return [{ rule: "oversized_frame", severity: isOver ? "error" : "warning", sentence, entries: [entry] }];
  }
}
