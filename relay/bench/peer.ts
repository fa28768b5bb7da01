import { openSync, writeSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { constants, zstdCompressSync } from "node:zlib";
import { McapWriter } from "@mcap/core";
import { WebSocketServer } from "ws";
import { cutMessage } from "../src/ingest/cut.ts";
import { buildRelay } from "../src/relay.ts";

/*
 * A server under load, in a process of its own: `node peer.ts echo | mcap | relay, folder, flags`. Tells its port over IPC, and when asked
 * its memory, and how late the sockets' loop has been since it was asked last.
 */

const [kind, folder = "", ...flags] = process.argv.slice(2);
export const token = "token-of-the-bench-0123456789";

/** Answers each message with a word: what sockets alone can carry. */
function echo(): Promise<number> {
  return serve((message, answer) => answer(message.length));
}

/** Appends each frame to an MCAP file with zstd chunks: a recorder that validates nothing, dedupes nothing and answers no query. */
async function mcap(): Promise<number> {
  const file = openSync(join(folder, "peer.mcap"), "w");
  let position = 0n;
  const writable = {
    position: () => position,
    write: async (bytes: Uint8Array) => {
      writeSync(file, bytes);
      position += BigInt(bytes.byteLength);
    },
  };
  // As fast as the relay's own blocks are compressed: at zstd's usual level it would come out slower.
  const fast = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
  const compressChunk = (data: Uint8Array) => ({ compression: "zstd", compressedData: zstdCompressSync(data, fast) });
  const writer = new McapWriter({ writable, compressChunk });
  await writer.start({ profile: "", library: "bench" });
  const channel = { schemaId: 0, topic: "frames", messageEncoding: "json", metadata: new Map() };
  const channelId = await writer.registerChannel(channel);
  let sequence = 0;
  let last: Promise<void> = Promise.resolve();
  return serve((message, answer) => {
    last = last.then(async () => {
      // Byte by byte, as a text of other scripts would take twice as long and longer.
      for (const frame of cutMessage(message.toString("latin1"))?.frames ?? []) {
        const time = BigInt(sequence);
        const data = Buffer.from(frame, "latin1");
        await writer.addMessage({ channelId, sequence: sequence++, logTime: time, publishTime: time, data });
      }
      answer(message.length);
    });
  });
}

function serve(hear: (message: Buffer, answer: (bytes: number) => void) => void): Promise<number> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
  server.on("connection", (socket) => {
    socket.on("message", (message) =>
      hear(message as Buffer, (bytes) => socket.send(`{"type":"ack","bytes":${bytes}}`)),
    );
  });
  return new Promise((resolve) => server.on("listening", () => resolve((server.address() as AddressInfo).port)));
}

async function relay(): Promise<number> {
  const { app } = await buildRelay({
    token,
    log: folder,
    dashboardFolder: folder,
    phoneFolder: folder,
    ...(flags.includes("--durable") ? { isDurable: true } : {}),
  });
  // The projections' thread begins with the first question, or when Fastify has listened.
  if (flags.includes("--no-projections")) {
    await app.ready();
    await new Promise<void>((done) => app.server.listen(0, "127.0.0.1", done));
  } else await app.listen({ host: "127.0.0.1", port: 0 });
  return (app.server.address() as AddressInfo).port;
}

const servers: Record<string, () => Promise<number>> = { echo, mcap, relay };
if (kind !== undefined) {
  const port = await servers[kind]?.();
  const lag = monitorEventLoopDelay({ resolution: 2 });
  lag.enable();
  process.on("message", () => {
    process.send?.({ rss: process.memoryUsage.rss(), lagMs: lag.percentile(99) / 1_000_000 });
    lag.reset();
  });
  process.on("disconnect", () => process.exit());
  process.send?.({ port });
}
