import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { CaptureHeader, Frame } from "@lighty/protocol";
import { CaptureWriter } from "@lighty/protocol/captures";
import { McapStreamReader, McapWriter } from "@mcap/core";
import { z } from "zod";
import { refuse } from "../errors.ts";
import type { Frames } from "./bridges.ts";
import type { FrameText } from "./capture-file.ts";

/** The name of the metadata record that holds the header, so that a capture comes out as it went in. */
const headerRecord = "lighty-capture";

/** A chunk of ours has about a megabyte; one that says it opens to more than this is not ours. */
const mostChunkBytes = 64 * 1_048_576;

const schemaText = () =>
  JSON.stringify(z.toJSONSchema(z.object({ receivedAt: z.int(), frame: Frame }), { io: "input" }));

/** MCAP with JSON messages: a channel a device, logged at the recorder's time, published at the device's. */
export async function* writeMcap(header: CaptureHeader, frames: Frames): AsyncGenerator<Uint8Array> {
  const written: Uint8Array[] = [];
  let position = 0n;
  const writable = {
    position: () => position,
    write: async (bytes: Uint8Array) => {
      written.push(bytes.slice());
      position += BigInt(bytes.byteLength);
    },
  };
  const compressChunk = (data: Uint8Array) => ({ compression: "zstd", compressedData: zstdCompressSync(data) });
  const writer = new McapWriter({ writable, compressChunk });
  await writer.start({ profile: "", library: "lighty" });
  await writer.addMetadata({ name: headerRecord, metadata: new Map([["header", JSON.stringify(header)]]) });
  const data = new TextEncoder().encode(schemaText());
  const schemaId = await writer.registerSchema({ name: "lighty.Frame", encoding: "jsonschema", data });
  const channels = new Map<string, number>();
  let sequence = 0;
  for await (const batch of frames) {
    for (const { receivedAt, frame, text } of batch) {
      const { deviceId, role } = frame.observer;
      const topic = `/${role}/${deviceId}`;
      const channelId =
        channels.get(topic) ??
        (await writer.registerChannel({ schemaId, topic, messageEncoding: "json", metadata: new Map() }));
      channels.set(topic, channelId);
      await writer.addMessage({
        channelId,
        sequence: sequence++,
        logTime: nanoseconds(receivedAt),
        publishTime: nanoseconds(frame.observedAt),
        data: new TextEncoder().encode(`{"receivedAt":${receivedAt},"frame":${text}}`),
      });
    }
    yield* written.splice(0);
  }
  await writer.end();
  yield* written.splice(0);
}

/** The text of the capture that an MCAP file was made of. Throws `capture_invalid`. */
export async function* captureOfMcap(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const reader = new McapStreamReader({ decompressHandlers: { zstd: openChunk } });
  const writer = new CaptureWriter();
  let hasHeader = false;
  try {
    for await (const chunk of bytes) {
      reader.append(chunk);
      let lines = "";
      for (let record = reader.nextRecord(); record !== undefined; record = reader.nextRecord()) {
        if (record.type === "Metadata" && record.name === headerRecord && !hasHeader) {
          hasHeader = true;
          const {
            kind: _,
            format: __,
            formatVersion: ___,
            protocolVersion: ____,
            ...about
          } = headerIn(record.metadata);
          lines += writer.header(about);
        }
        if (record.type !== "Message") continue;
        if (!hasHeader) throw new Error("it holds no header of a capture");
        const { receivedAt, text } = frameIn(record.data);
        lines += writer.frame(receivedAt, text);
      }
      if (lines !== "") yield lines;
    }
    if (!hasHeader || !reader.done()) throw new Error("it breaks off");
  } catch (error) {
    throw refuse("capture_invalid", `the MCAP file cannot be read as a capture: ${(error as Error).message}`);
  }
  yield writer.trailer();
}

function headerIn(metadata: ReadonlyMap<string, string>): CaptureHeader {
  return CaptureHeader.parse(JSON.parse(metadata.get("header") ?? ""));
}

function frameIn(data: Uint8Array): FrameText {
  const text = new TextDecoder("utf-8", { fatal: true }).decode(data);
  const head = /^\{"receivedAt":(\d{1,14}),"frame":/.exec(text);
  if (head === null || !text.endsWith("}")) throw new Error("a message is not a frame that lighty wrote");
  return { receivedAt: Number(head[1]), text: text.slice(head[0].length, -1) };
}

function openChunk(data: Uint8Array, size: bigint): Uint8Array {
  if (size > BigInt(mostChunkBytes)) throw new Error(`a chunk says it opens to ${size} bytes`);
  return zstdDecompressSync(data, { maxOutputLength: Number(size) });
}

function nanoseconds(ms: number): bigint {
  return BigInt(ms) * 1_000_000n;
}
