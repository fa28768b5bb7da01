import { Milliseconds, type TeeHello, type TraceAck } from "@lighty/protocol";
import { z } from "zod";

/** How a device's tee stands with this relay, since the relay began. */
export const TeeLine = z.object({
  /** When its latest line was welcomed, and when the last one it had was gone; null while one is open. */
  since: Milliseconds,
  until: Milliseconds.nullable(),
  /** Lines it has had. */
  lines: z.int().min(1),
  /** The version of the protocol it speaks. */
  v: z.int().min(1),
  name: z.string().max(100).optional(),
  speaksFor: z.array(z.string()),
  bootId: z.string(),
  /** The frame of that boot up to which all was held when it came: it resumed behind it; 0 where it began. */
  resumedFrom: z.int().min(0),
  /** Frames it had kept to send again, of this boot and of earlier ones. */
  spooled: z.int().min(0),
  /** It was told to leave health values out. [TEE-9] */
  isRedacted: z.boolean(),
});
export type TeeLine = z.infer<typeof TeeLine>;

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
