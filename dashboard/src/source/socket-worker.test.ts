import { afterEach, expect, test, vi } from "vitest";
import { type FromWorker, mostUnreadChars, type ToWorker } from "./threaded-socket.ts";

/** The socket that the worker opened; a test speaks for the relay. */
class SpokenSocket {
  static latest: SpokenSocket;
  readonly url: string;
  isClosed = false;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;

  constructor(url: string) {
    this.url = url;
    SpokenSocket.latest = this;
  }

  close(): void {
    this.isClosed = true;
    this.onclose?.({ code: 1005, reason: "" });
  }
}

/** The worker's own file, in a global scope that the test holds both ends of. */
async function opened() {
  const heard: FromWorker[] = [];
  const scope = { onmessage: null as ((event: { data: ToWorker }) => void) | null };
  vi.stubGlobal("self", { ...scope, postMessage: (message: FromWorker) => heard.push(message) });
  vi.stubGlobal("WebSocket", SpokenSocket);
  vi.resetModules();
  await import("./socket-worker.ts");
  const tell = (data: ToWorker) => (self as unknown as typeof scope).onmessage?.({ data });
  tell({ url: "ws://localhost/live?after=7" });
  return { heard, tell, socket: SpokenSocket.latest };
}
afterEach(() => vi.unstubAllGlobals());

const big = "x".repeat(mostUnreadChars / 4);

test("what the socket says is handed on as it came, and so is its end", async () => {
  const { heard, socket } = await opened();
  expect(socket.url).toBe("ws://localhost/live?after=7");
  socket.onmessage?.({ data: "four" });
  socket.onclose?.({ code: 4003, reason: "too_large" });
  expect(heard).toEqual([{ data: "four" }, { code: 4003, reason: "too_large" }]);
});

test("a page that reads is never cut off, however much comes; one that does not is, and hears of it after all that was said", async () => {
  const reading = await opened();
  for (let times = 0; times < 12; times++) {
    reading.socket.onmessage?.({ data: big });
    reading.tell({ read: big.length });
  }
  expect(reading.socket.isClosed).toBe(false);

  const stuck = await opened();
  for (let times = 0; times < 4; times++) stuck.socket.onmessage?.({ data: big });
  expect(stuck.socket.isClosed).toBe(false);
  stuck.socket.onmessage?.({ data: "one more" });
  expect(stuck.socket.isClosed).toBe(true);
  expect(stuck.heard.map((said) => ("data" in said ? said.data.length : said.code))).toEqual([
    ...Array(4).fill(big.length),
    "one more".length,
    1005,
  ]);
});
