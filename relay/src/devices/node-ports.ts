import type { SocketPorts } from "@lighty/protocol";
import { WebSocket } from "ws";
import type { RealTime } from "../real-time.ts";

/** How a device of ours reaches the relay. */
export interface Line {
  url: string;
  token: string;
  /** The certificate to trust on an encrypted line. */
  ca?: string | undefined;
}

/** Binds a tee or a room link to a real socket and real timers. */
export function nodePorts({ url, token, ca }: Line): SocketPorts {
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

/** The same for a device that lives by an agenda: what its socket says, and its timers, come at the agenda's time. */
export function inTime(ports: SocketPorts, time: RealTime): SocketPorts {
  return {
    now: ports.now,
    schedule: (delayMs, run) => ports.schedule(delayMs, () => time.meanwhile(run)),
    connect: ({ opened, message, closed }) =>
      ports.connect({
        opened: () => time.meanwhile(opened),
        message: (text) => time.meanwhile(() => message(text)),
        closed: () => time.meanwhile(closed),
      }),
  };
}
