import type { TeeHello, TeeLine, TraceAck } from "@lighty/protocol";
import type { z } from "zod";

const mostDevices = 512;

/** The latest line of each device's tee. */
export class TeeLines {
  readonly #lines = new Map<string, TeeLine>();

  /** A line was welcomed: what it brought, and what was held of it. */
  welcomed(
    hello: z.infer<typeof TeeHello>,
    { acked, isRedacted, now }: { acked: readonly TraceAck[]; isRedacted: boolean; now: number },
  ): void {
    const { deviceId, bootId, v, name, spools, speaksFor = [] } = hello;
    const lines = (this.#lines.get(deviceId)?.lines ?? 0) + 1;
    const resumedFrom = acked.find((ack) => ack.deviceId === deviceId && ack.bootId === bootId)?.traceSeq ?? 0;
    const spooled = spools.reduce((sum, { first, last }) => sum + Math.max(0, last - first + 1), 0);
    const named = name === undefined ? {} : { name };
    const line = { v, ...named, bootId, speaksFor: [...speaksFor], resumedFrom, spooled, isRedacted };
    this.#lines.delete(deviceId);
    this.#lines.set(deviceId, { since: now, until: null, lines, ...line });
    const [oldest] = this.#lines.keys();
    if (this.#lines.size > mostDevices && oldest !== undefined) this.#lines.delete(oldest);
  }

  /** The last line it had is gone. */
  ended(deviceId: string, now: number): void {
    const line = this.#lines.get(deviceId);
    if (line !== undefined) this.#lines.set(deviceId, { ...line, until: now });
  }

  /** Null for a device whose tee has had no line since the relay began. */
  of(deviceId: string): TeeLine | null {
    return this.#lines.get(deviceId) ?? null;
  }
}
