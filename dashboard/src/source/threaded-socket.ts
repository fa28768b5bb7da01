import type { Socket } from "./live-feed.ts";

/** Characters that the page may be behind its own socket: some fifteen seconds of 5,000 entries each. */
export const mostUnreadChars = 64 * 1_048_576;

/** What the page tells the worker: where to open its socket, and then how many characters it has read. */
export type ToWorker = { url: string } | { read: number };

/** What the worker tells the page: a message of the socket as it came, or that the socket is closed. */
export type FromWorker = { data: string } | { code: number; reason: string };

/**
 * A WebSocket in a thread of its own. A browser hands a page 64 KiB of a message at a time and asks the page's thread for the next: while that draws,
 * nothing comes in, and at thousands of entries a second a page falls ever further behind a relay that has sent all of it.
 */
export function threadedSocket(url: URL): Socket {
  const worker = new Worker(new URL("./socket-worker.ts", import.meta.url), { type: "module" });
  const tell = (message: ToWorker) => worker.postMessage(message);
  const socket: Socket = { onmessage: null, onclose: null, close: () => worker.terminate() };
  const closed = (why: { code: number; reason: string }) => {
    worker.terminate();
    socket.onclose?.(why);
  };
  worker.onmessage = ({ data: message }: MessageEvent<FromWorker>) => {
    if (!("data" in message)) return closed(message);
    socket.onmessage?.(message);
    // Once it is taken in: what the page cannot keep up with is unread.
    tell({ read: message.data.length });
  };
  // The worker itself comes from the relay, which may be away.
  worker.onerror = () => closed({ code: 1006, reason: "" });
  tell({ url: url.href });
  return socket;
}
