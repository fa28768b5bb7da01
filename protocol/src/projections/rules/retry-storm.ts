import type { Finding } from "../../stream.ts";
import { Recent } from "../recent.ts";
import type { Rule, Seen } from "../seen.ts";
import { count, span } from "./wording.ts";

const windowMs = 10_000;
const mostSends = 6;
const idleMs = 60_000;

interface Burst {
  entries: number[];
  times: number[];
  isTold: boolean;
}

interface Device {
  lastAt: number;
  /** Its latest silence: how long it was, and when it ended. */
  idleForMs: number;
  idleUntil: number;
  bursts: Recent<string, Burst>;
}

/** One event that leaves a device again and again within seconds, typically when the link comes back after a long silence. [OUT-7] */
export class RetryStorm implements Rule {
  readonly #devices = new Recent<string, Device>(1_000);
  readonly memory = { devices: this.#devices };

  apply({ entry, frame, packet }: Seen): Finding[] {
    const { deviceId, role } = frame.observer;
    const now = frame.observedAt;
    const device = this.#devices.take(deviceId, () => ({ ...idle(0, now), lastAt: now, bursts: new Recent(512) }));
    if (now - device.lastAt >= idleMs) Object.assign(device, idle(now - device.lastAt, now));
    device.lastAt = now;
    if (frame.direction !== "sent" || packet?.kind !== "events") return [];
    const findings: Finding[] = [];
    for (const { eventId, eventType, sessionId, seq } of packet.events) {
      if (seq === undefined) continue;
      const burst = device.bursts.take(eventId, () => ({ entries: [], times: [], isTold: false }));
      while (burst.times.length > 0 && now - (burst.times[0] as number) > windowMs) {
        burst.times.shift();
        burst.entries.shift();
      }
      if (burst.times.length === 0) burst.isTold = false;
      burst.times.push(now);
      burst.entries.push(entry);
      if (burst.times.length < mostSends || burst.isTold) continue;
      burst.isTold = true;
      // A silence long before the burst has nothing to do with it.
      const isAfter = device.idleForMs > 0 && (burst.times[0] as number) - device.idleUntil <= windowMs;
      const after = isAfter ? `, after ${span(device.idleForMs)} without a frame` : "";
      const sentence = `the ${role} sent ${eventType} #${seq} ${count(burst.times.length, "time")} within ${span(now - (burst.times[0] as number))}${after}`;
      findings.push({ rule: "retry_storm", severity: "warning", sentence, sessionId, entries: [...burst.entries] });
    }
    return findings;
  }
}

function idle(idleForMs: number, idleUntil: number): Pick<Device, "idleForMs" | "idleUntil"> {
  return { idleForMs, idleUntil };
}
