import type { Transport } from "@lighty/protocol";

/** Line styles of the transports, as dashes: the queue is broken, the context is dotted. */
export const dashes: Record<Transport, string | undefined> = {
  message: undefined,
  userInfo: "6 4",
  applicationContext: "1.5 4",
  file: "10 3 2 3",
  relay: "3 2",
};

/** A transport as a piece of its line. */
export function TransportLine({ transport }: { transport: Transport }) {
  return (
    <svg width="22" height="8" viewBox="0 0 22 8" role="img" aria-label={transport}>
      <path
        d="M1 4h20"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap={transport === "applicationContext" ? "round" : "butt"}
        strokeDasharray={dashes[transport]}
      />
    </svg>
  );
}
