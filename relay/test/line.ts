import { once } from "node:events";
import type { Frame, StreamMessage, TeeDown, TeeUp } from "@lighty/protocol";
import { WebSocket } from "ws";
import { token } from "./open-relay.ts";

export interface LineOptions {
  headers?: Record<string, string>;
  token?: string | null;
  protocols?: string[];
  autoPong?: boolean;
}

/** One WebSocket to a relay, whose messages a test takes one by one, waiting for those that have yet to come. */
export class Line<Down extends { type: string }> {
  readonly socket: WebSocket;
  readonly heard: Down[] = [];
  closed: { code: number; reason: string } | null = null;
  #taken = 0;
  #wake: (() => void)[] = [];

  constructor(url: string, { headers = {}, token: own = token, protocols = [], autoPong = true }: LineOptions = {}) {
    const authorization = own === null ? {} : { authorization: `Bearer ${own}` };
    this.socket = new WebSocket(url, protocols, { headers: { ...authorization, ...headers }, autoPong });
    this.socket.on("message", (data) => {
      this.heard.push(JSON.parse(data.toString()));
      this.#wakeAll();
    });
    this.socket.on("close", (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      this.#wakeAll();
    });
    this.socket.on("error", () => {});
  }

  /** Resolves when it is open; rejects with the HTTP status when it was refused. */
  async opened(): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.socket.once("open", resolve);
      this.socket.once("unexpected-response", (_request, response) =>
        reject(new Error(`refused with ${response.statusCode}`)),
      );
      this.socket.once("error", reject);
    });
    return this;
  }

  say(message: unknown): void {
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  /** Resolves when something more is heard; rejects when the line is closed. */
  async more(): Promise<void> {
    if (this.closed !== null) throw new Error(`closed with ${this.closed.code} ${this.closed.reason}`);
    await new Promise<void>((wake) => this.#wake.push(wake));
  }

  /** The next message of that type; others before it are passed over. */
  async next<T extends Down["type"]>(type: T): Promise<Extract<Down, { type: T }>> {
    for (;;) {
      while (this.#taken < this.heard.length) {
        const message = this.heard[this.#taken++] as Down;
        if (message.type === type) return message as Extract<Down, { type: T }>;
      }
      if (this.closed !== null)
        throw new Error(`closed with ${this.closed.code} ${this.closed.reason} while waiting for ${type}`);
      await new Promise<void>((wake) => this.#wake.push(wake));
    }
  }

  async whenClosed(): Promise<{ code: number; reason: string }> {
    while (this.closed === null) await new Promise<void>((wake) => this.#wake.push(wake));
    return this.closed;
  }

  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.socket, "close");
    this.socket.terminate();
    await closed;
  }

  #wakeAll(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}

export const hello = {
  type: "hello",
  v: 1,
  deviceId: "phone0001",
  role: "phone",
  bootId: "boot-1",
  spools: [],
} as const;

export function teeLine(host: string, options?: LineOptions): Line<TeeDown> {
  return new Line<TeeDown>(`ws://${host}/v1/tee`, options);
}

/** A tee that has said hello and been welcomed. */
type Hello = Extract<TeeUp, { type: "hello" }>;

export async function welcomedTee(host: string, more: Partial<Omit<Hello, "spools">> = {}): Promise<Line<TeeDown>> {
  const line = await teeLine(host).opened();
  line.say({ ...hello, ...more });
  await line.next("welcome");
  return line;
}

export function liveLine(host: string, query = "", options?: LineOptions): Line<StreamMessage> {
  return new Line<StreamMessage>(`ws://${host}/api/v1/live${query}`, options);
}

export function framesMessage(...frames: Frame[]): { type: "frames"; frames: Frame[] } {
  return { type: "frames", frames };
}
