import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { errorBody, type RelayError } from "./errors.ts";

/** Whoever was refused and does not hang up is hung up on. */
const partingMs = 2_000;

/** Says a refusal as every other is said, where there is only a socket and no reply; then ends it. */
export function answerBare(socket: Duplex, refusal: RelayError, headers: Readonly<Record<string, string>> = {}): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(errorBody(refusal));
  const all = {
    ...headers,
    "content-type": "application/json; charset=utf-8",
    "content-length": String(Buffer.byteLength(body)),
    "x-content-type-options": "nosniff",
    connection: "close",
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.on("error", () => {});
  socket.end(`HTTP/1.1 ${refusal.statusCode} ${STATUS_CODES[refusal.statusCode]}\r\n${lines.join("")}\r\n${body}`);
  setTimeout(() => socket.destroy(), partingMs).unref();
}
