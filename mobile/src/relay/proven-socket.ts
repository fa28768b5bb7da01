import type { Socket, SocketPorts } from "@lighty/protocol";
import type { PairedRelay, RelayPorts } from "./paired-relay.ts";
import { proofFor, RelayFault, standingWith } from "./pairing.ts";

/**
 * A relay's socket for a paired device: each connection asks for a nonce first and shows a proof made with it, as a subprotocol, which is all
 * that a page's socket can send. `failed` is told why one did not come to be: a socket that was refused says nothing of it, so the relay is asked.
 * A device that was sent away hears the relay's own word for it, and stops trying. [PAIR-3]
 */
export function provenSocket(
  relay: PairedRelay,
  path: "/v1/link" | "/v1/tee",
  ports: RelayPorts,
  failed: (fault: RelayFault) => void = () => {},
): SocketPorts {
  return {
    now: ports.now,
    schedule: ports.schedule,
    connect: ({ opened, message, closed }): Socket => {
      let socket: WebSocket | null = null;
      let isGivenUp = false;
      let isOpened = false;
      const open = (proof: string) => {
        if (isGivenUp) return;
        socket = new ports.WebSocket(`${relay.origin.replace(/^http/, "ws")}${path}`, ["lighty", `lighty.${proof}`]);
        socket.onopen = () => {
          isOpened = true;
          opened();
        };
        socket.onmessage = ({ data }) => message(String(data));
        socket.onclose = () => {
          if (isOpened || isGivenUp) closed();
          else void standingWith(relay, ports).then(fail, fail);
        };
      };
      const fail = (error: unknown) => {
        if (error instanceof RelayFault) failed(error);
        if (error instanceof RelayFault && error.kind === "revoked") {
          message(JSON.stringify({ type: "error", code: "unauthorized", sentence: error.message }));
        }
        closed();
      };
      proofFor(relay, ports).then(open).catch(fail);
      return {
        send: (text) => socket?.send(text),
        close: (code, reason) => {
          isGivenUp = true;
          socket?.close(code, reason);
        },
      };
    },
  };
}
