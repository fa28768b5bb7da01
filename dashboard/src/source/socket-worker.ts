import { type FromWorker, mostUnreadChars, type ToWorker } from "./threaded-socket.ts";

/*
 * The other end of `threadedSocket`: opens the one socket it is told to and hands on what it hears. What the page has not read is bounded: past
 * that the line is cut, and what was missed is read from the log when the page comes back with its cursor.
 */

let unread = 0;

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if ("url" in data) open(data.url);
  else unread -= data.read;
};

function open(url: string): void {
  const socket = new WebSocket(url);
  const tell = (message: FromWorker) => self.postMessage(message);
  socket.onmessage = ({ data }) => {
    unread += data.length;
    tell({ data });
    if (unread > mostUnreadChars) socket.close();
  };
  socket.onclose = ({ code, reason }) => tell({ code, reason });
}
