import type { Duplex } from "node:stream";
import type { WebSocket } from "@fastify/websocket";
import { errorRegistry, type Rejection, reject } from "@lighty/protocol";
import { teeMessageBytes } from "@lighty/protocol/tee";
import { answerBare } from "./bare-answer.ts";
import { refuse } from "./errors.ts";

/** A handshake that `ws` takes for none is refused as any other request is. */
export function answerHandshake({ message }: Error, socket: Duplex): void {
  const refusal = refuse("bad_shape", `the WebSocket handshake is wrong: ${message}`);
  answerBare(socket, refusal, { "sec-websocket-version": "13" });
}

/** Messages come in one piece; a browser may cut a large one into a few. */
export const mostFragments = 64;

/** A peer that owes an answer to a close is cut off after this long. */
const closeMs = 2_000;

/** Says why in the registry's words, then closes with the code that stands there. */
export function closeWith(socket: WebSocket, { code, sentence }: Rejection): void {
  if (socket.readyState !== socket.OPEN) return;
  socket.send(JSON.stringify({ type: "error", code, sentence }));
  socket.close(errorRegistry[code].close ?? 1008, code);
  setTimeout(() => socket.terminate(), closeMs).unref();
}

/** However small they are, no more messages wait for one peer: each costs a good deal beside its bytes. */
const mostWaiting = 8_192;

/** What a peer is sent, and what becomes of one that does not read it. */
export interface Outlet {
  /** More than these may not wait for it. */
  mostBytes: number;
  /** It is let go, with `slow_reader`. */
  cut?(): void;
}

/** Says messages to a device in answer to its own: one that talks on and reads nothing would else fill the memory with answers. */
export function sayTo(socket: WebSocket, { mostBytes, cut }: Outlet): (message: object) => void {
  let waiting = 0;
  return (message) => {
    if (socket.readyState !== socket.OPEN) return;
    waiting += 1;
    socket.send(JSON.stringify(message), () => {
      waiting -= 1;
    });
    if (waiting <= mostWaiting && socket.bufferedAmount <= mostBytes) return;
    cut?.();
    closeWith(socket, reject("slow_reader", "the device does not read what it is sent; it may come again"));
  };
}

/**
 * `ws` itself ends a socket that breaks the framing, with a bare code and no word. Where the registry has a word for it, the peer gets that
 * one: too large, or not UTF-8.
 */
export function speakForFraming(socket: WebSocket): void {
  const close = socket.close.bind(socket);
  const words: Record<number, Rejection> = {
    1007: reject("bad_json", "the message is not UTF-8"),
    1008: reject("too_large", `the message comes in more than ${mostFragments} pieces`),
    1009: reject("too_large", `the message has more than ${teeMessageBytes} bytes`),
  };
  socket.close = (code, reason) => {
    // What has a reason is our own.
    const word = code === undefined || reason !== undefined ? undefined : words[code];
    if (word === undefined) return close(code, reason);
    socket.close = close;
    closeWith(socket, word);
  };
  // The close above has said it; without a listener the error would end the process.
  socket.on("error", () => {});
}

/** Pings, and lets go of a peer that stays silent: a laptop that sleeps leaves its sockets open for hours. */
export function keepAlive(socket: WebSocket, intervalMs: number): void {
  let missed = 0;
  const timer = setInterval(() => {
    if (missed >= 2) {
      closeWith(socket, reject("heartbeat_lost"));
      clearInterval(timer);
      return;
    }
    missed += 1;
    socket.ping();
  }, intervalMs);
  timer.unref();
  socket.on("pong", () => {
    missed = 0;
  });
  socket.on("close", () => clearInterval(timer));
}
