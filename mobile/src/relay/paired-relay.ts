import { z } from "zod";

/** A relay that this device holds a token for. */
export const PairedRelay = z.object({
  /** `http://192.168.1.20:7788`, with nothing behind it. */
  origin: z.string().regex(/^https?:\/\/[^/?#]+$/),
  relayId: z.string(),
  deviceId: z.string(),
  token: z.string(),
  /** SHA-256 of the relay's key, in hex, where its lines are encrypted: for a person to compare. */
  fingerprint: z.string().optional(),
});
export type PairedRelay = z.infer<typeof PairedRelay>;

/** What speaking to a relay takes of the machine. */
export interface RelayPorts {
  fetch: typeof fetch;
  WebSocket: typeof WebSocket;
  /** Milliseconds, never going back. */
  now(): number;
  /** Runs later; returns what takes it back. */
  schedule(delayMs: number, run: () => void): () => void;
  randomBytes(count: number): Uint8Array;
}

/** The machine's own. */
export function worldPorts(): RelayPorts {
  return {
    fetch: (...asked) => fetch(...asked),
    WebSocket,
    now: () => performance.now(),
    schedule: (delayMs, run) => {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  };
}
