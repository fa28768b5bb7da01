import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Frame } from "@lighty/protocol";
import { WebSocket } from "ws";
import type { Trace } from "./frames.ts";
import { Onlooker } from "./onlooker.ts";

export type Kind = "echo" | "mcap" | "relay";

const token = "token-of-the-bench-0123456789";
/** Less than a device may have unacknowledged, so that nobody is refused. */
const window = 2_048;

/** A server in a process of its own, with a folder that is gone when it ends. */
export class Peer {
  readonly kind: Kind;
  readonly folder: string;
  readonly #child: ChildProcess;
  port = 0;

  constructor(kind: Kind, ...flags: string[]) {
    this.kind = kind;
    this.folder = mkdtempSync(join(tmpdir(), "lighty-bench-"));
    this.#child = fork(fileURLToPath(new URL("./peer.ts", import.meta.url)), [kind, this.folder, ...flags]);
  }

  async up(): Promise<this> {
    const [{ port }] = (await once(this.#child, "message")) as [{ port: number }];
    this.port = port;
    return this;
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  async rss(): Promise<number> {
    return (await this.#ask()).rss;
  }

  /** Milliseconds that the loop of its sockets was late by, at the 99th percentile since this was asked last. */
  async lagMs(): Promise<number> {
    return (await this.#ask()).lagMs;
  }

  /** A dashboard that reads everything and keeps nothing. */
  dashboard(): Promise<Onlooker> {
    return Onlooker.open(this.port, "/api/v1/live", token);
  }

  /** A dashboard that tells of each frame when it came. */
  async watch(seen: (frame: Frame, at: number) => void): Promise<void> {
    const socket = this.#open("/api/v1/live");
    socket.on("message", (data) => {
      const at = performance.now();
      const message = JSON.parse(data.toString()) as { type: string; entries?: { frame: Frame }[] };
      for (const { frame } of message.entries ?? []) seen(frame, at);
    });
    await once(socket, "open");
  }

  /** Milliseconds until the projections have folded all there is, and how many entries they were behind. */
  async caughtUp(): Promise<{ ms: number; behind: number }> {
    const begun = performance.now();
    const ask = (path: string) =>
      fetch(`http://127.0.0.1:${this.port}${path}`, { headers: { authorization: `Bearer ${token}` } });
    const behind = Number(/^lighty_projections_behind (\d+)/m.exec(await (await ask("/metrics")).text())?.[1]);
    while (!(await ask("/api/v1/sessions?limit=1")).ok);
    return { ms: performance.now() - begun, behind };
  }

  async device(trace: Trace): Promise<Device> {
    const socket = this.#open("/v1/tee");
    await once(socket, "open");
    if (this.kind === "relay") {
      const { deviceId, role } = trace;
      socket.send(JSON.stringify({ type: "hello", v: 1, deviceId, role, bootId: "boot-1", spools: [] }));
      await once(socket, "message");
    }
    return new Device(socket, this.kind === "relay", trace.texts);
  }

  async end(): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.disconnect();
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #ask(): Promise<{ rss: number; lagMs: number }> {
    const answer = once(this.#child, "message");
    this.#child.send("state");
    return (await answer)[0];
  }

  #open(path: string): WebSocket {
    const options = { headers: { authorization: `Bearer ${token}` }, perMessageDeflate: false };
    return new WebSocket(`ws://127.0.0.1:${this.port}${path}`, options);
  }
}

/** A letter a byte of UTF-8: one letter of another script would else make the whole message twice as large to put together, and slow to encode. */
function asBytes(text: string): string {
  return Buffer.from(text).toString("latin1");
}

/** One socket that sends frames and hears what was acknowledged. */
export class Device {
  readonly #socket: WebSocket;
  readonly #texts: readonly string[];
  /** Frames of each message on its way, and when it left. */
  readonly #pending: { upTo: number; at: number }[] = [];
  #sent = 0;
  #acked = 0;
  readonly latenciesMs: number[] = [];
  /** When each frame left, and where the frames of a boot begin among them. */
  readonly #leftAt: number[] = [];
  readonly #places = new Map<string, number>();
  #wake: () => void = () => {};

  constructor(socket: WebSocket, isRelay: boolean, texts: readonly string[]) {
    this.#socket = socket;
    this.#texts = texts.map(asBytes);
    if (isRelay) {
      let boot = "";
      for (const [i, text] of texts.entries()) {
        const bootId = /"bootId":"([^"]+)"/.exec(text)?.[1] as string;
        if (bootId !== boot) this.#places.set(bootId, i);
        boot = bootId;
      }
    }
    socket.on("message", (data) => {
      if (!isRelay) return this.#ackNext();
      const message = JSON.parse(data.toString()) as { type: string; acked?: { bootId: string; traceSeq: number }[] };
      if (message.type !== "ack") throw new Error(data.toString());
      for (const { bootId, traceSeq } of message.acked ?? [])
        this.#ackUpTo((this.#places.get(bootId) as number) + traceSeq);
    });
    socket.on("close", (code) => code !== 1005 && code !== 1006 && console.error(`closed with ${code}`));
  }

  /** Sends frames from where the last call ended, so many a message, and returns when all are acknowledged. */
  async saturate(frames: number, perMessage: number): Promise<void> {
    const end = this.#sent + frames;
    while (this.#sent < end) {
      while (this.#sent < end && this.#sent - this.#acked <= window - perMessage)
        this.send(Math.min(perMessage, end - this.#sent));
      if (this.#sent < end) await this.#heard();
    }
    await this.allAcked();
  }

  send(frames: number): void {
    const texts = this.#texts.slice(this.#sent, this.#sent + frames);
    this.#sent += texts.length;
    const at = performance.now();
    for (const _ of texts) this.#leftAt.push(at);
    this.#pending.push({ upTo: this.#sent, at });
    this.#socket.send(Buffer.from(`{"type":"frames","frames":[${texts.join(",")}]}`, "latin1"), { binary: false });
  }

  /** When a frame left. */
  leftAt({ bootId, traceSeq }: Frame): number {
    return this.#leftAt[(this.#places.get(bootId) as number) + traceSeq - 1] as number;
  }

  async allAcked(): Promise<void> {
    while (this.#acked < this.#sent) await this.#heard();
  }

  end(): void {
    this.#socket.close();
  }

  #heard(): Promise<void> {
    return new Promise((wake) => {
      this.#wake = wake;
    });
  }

  #ackNext(): void {
    this.#ackUpTo(this.#pending[0]?.upTo ?? 0);
  }

  #ackUpTo(frame: number): void {
    const now = performance.now();
    this.#acked = Math.max(this.#acked, frame);
    while (this.#pending.length > 0 && (this.#pending[0] as { upTo: number }).upTo <= this.#acked) {
      this.latenciesMs.push(now - (this.#pending.shift() as { at: number }).at);
    }
    this.#wake();
  }
}
