import { on } from "node:events";
import { checkShape, StreamMessage } from "@lighty/protocol";
import { WebSocket } from "ws";
import type { Address } from "./address.ts";
import { answerMs } from "./http-exchange.ts";

/** What is asked of `/api/v1/live`. */
export interface Interest {
  after?: string | undefined;
  session?: string | undefined;
  filter?: string | undefined;
  entries?: "none";
}

/** Messages that may wait for their reader; the socket is then left unread, and the relay holds the rest in its log. */
const mostWaiting = 64;

/** What a relay says over one socket, until that ends; leaving the loop ends it. Throws the system's error, or ws's. */
export async function* liveMessages(
  { url, token, certificate }: Address,
  interest: Interest,
  signal: AbortSignal,
): AsyncGenerator<StreamMessage> {
  const target = new URL("/api/v1/live", url);
  target.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  for (const [name, value] of Object.entries(interest)) if (value !== undefined) target.searchParams.set(name, value);
  const socket = new WebSocket(target, {
    headers: { authorization: `Bearer ${token}` },
    handshakeTimeout: answerMs,
    perMessageDeflate: false,
    ...(certificate === undefined ? {} : { ca: certificate }),
  });
  const messages = on(socket, "message", {
    signal,
    close: ["close"],
    highWaterMark: mostWaiting,
    lowWaterMark: mostWaiting / 2,
  });
  try {
    for await (const [data] of messages) yield readMessage(String(data));
  } finally {
    // A socket that is still being opened says so when it is ended.
    socket.on("error", () => {});
    socket.terminate();
  }
}

/** The very object that was sent: what a newer device wrote into its frames stays there. */
function readMessage(text: string): StreamMessage {
  const message = checkShape(StreamMessage, JSON.parse(text));
  if (message.ok) return message.value;
  throw new Error(`the relay said something this version does not know: ${message.rejection.sentence}`);
}
