import type { TeePorts } from "@lighty/protocol/tee";
import { WebSocket } from "ws";

/** Binds a tee to a real socket and real timers; `ca` is the certificate to trust on an encrypted line. */
export function nodeTeePorts(url: string, token: string, ca?: string): TeePorts {
  return {
    now: () => performance.now(),
    schedule: (delayMs, run) => {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
    connect: (handlers) => {
      const socket = new WebSocket(url, {
        headers: { authorization: `Bearer ${token}` },
        perMessageDeflate: false,
        ...(ca === undefined ? {} : { ca }),
      });
      socket.on("open", () => handlers.opened());
      socket.on("message", (data) => handlers.message(data.toString()));
      socket.on("close", () => handlers.closed());
      // A close follows every error.
      socket.on("error", () => {});
      return { send: (text) => socket.send(text), close: (code, reason) => socket.close(code, reason) };
    },
  };
}
