import { checkShape, errorRegistry, protocolVersion, StreamMessage } from "@lighty/protocol";
import {
  type Connection,
  type ConnectionEvent,
  connectionAfter,
  firstConnection,
  type OtherVersion,
  retryDelayMs,
} from "../model/connection.ts";
import type { Feed, Reader, Start } from "./session-source.ts";

/** The part of a WebSocket that a feed uses. */
export interface Socket {
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  close(): void;
}

/** What a feed needs of the world, so that a test can be the world. */
export interface World {
  /** Opens a socket that resumes after the cursor; from the beginning without one. */
  open(cursor: string | null): Socket;
  /** Asks over HTTP why a socket would not open: a browser never says. `null`: no reason known. */
  refusal(): Promise<string | null>;
  now(): number;
  after(ms: number, run: () => void): () => void;
}

/** One socket at a time, opened again and again, resuming by cursor: the reader sees one log without gap or repeat. [STR-2] */
export class LiveFeed implements Feed {
  #connection: Connection = firstConnection;
  #socket: Socket | null = null;
  #cancelRetry: () => void = () => {};
  #cursor: string | null = null;
  #relayId: string | null = null;
  #lastEntry = 0;
  #isClosed = false;
  #starting: AbortController | null = null;
  readonly #world: World;
  readonly #start: Start;
  readonly #reader: Reader;

  constructor(world: World, start: Start, reader: Reader) {
    this.#world = world;
    this.#start = start;
    this.#reader = reader;
    reader.connection(this.#connection);
    this.#open();
  }

  retryNow(): void {
    if (this.#connection.state === "disconnected" || this.#connection.state === "refused") this.#retry();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelRetry();
    this.#starting?.abort();
    this.#drop();
  }

  #retry(): void {
    this.#cancelRetry();
    this.#tell({ event: "retry" });
    this.#open();
  }

  #open(): void {
    if (this.#cursor === null) void this.#begin();
    else this.#connect();
  }

  async #begin(): Promise<void> {
    this.#starting?.abort();
    const starting = new AbortController();
    this.#starting = starting;
    try {
      this.#cursor = await this.#start(starting.signal);
    } catch {
      if (!starting.signal.aborted) await this.#broke(0, false);
      return;
    }
    if (!starting.signal.aborted) this.#connect();
  }

  #connect(): void {
    const socket = this.#world.open(this.#cursor);
    let hasSpoken = false;
    socket.onmessage = ({ data }) => {
      hasSpoken = true;
      this.#hear(data);
    };
    socket.onclose = ({ code }) => this.#broke(code, hasSpoken);
    this.#socket = socket;
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  #hear(data: unknown): void {
    const json = readJson(String(data));
    const message = checkShape(StreamMessage, json);
    if (!message.ok && isOfOtherVersion(json)) {
      const version = json.v > protocolVersion ? "newer" : "older";
      return this.#refuse(`the relay speaks protocol ${json.v}; this page knows protocol ${protocolVersion}`, version);
    }
    if (!message.ok)
      return this.#refuse(`the relay said what this page does not understand: ${message.rejection.sentence}`);
    this.#take(message.value);
  }

  #take(message: StreamMessage): void {
    switch (message.type) {
      case "welcome":
        return this.#welcome(message.relayId);
      case "entries": {
        this.#cursor = message.cursor;
        // The cursor rules out repeats; a relay that sends one all the same must not make the page count twice.
        const fresh = message.entries.filter((entry) => entry.entry > this.#lastEntry);
        this.#lastEntry = fresh.at(-1)?.entry ?? this.#lastEntry;
        if (fresh.length > 0) this.#reader.entries(fresh);
        return;
      }
      case "live":
        this.#cursor = message.cursor;
        return this.#tell({ event: "live" });
      case "sessions":
        return this.#reader.summaries(message.sessions);
      case "summary":
        return this.#reader.changed(message.sessions, message.gone);
      case "storage":
        return this.#tell({ event: "storage", trouble: message.trouble });
      case "error":
        if (!errorRegistry[message.code].retryable) this.#refuse(message.sentence);
        return;
    }
  }

  #welcome(relayId: string): void {
    const isOther = this.#relayId !== null && this.#relayId !== relayId;
    this.#relayId = relayId;
    if (isOther) {
      this.#cursor = null;
      this.#lastEntry = 0;
      this.#reader.reset();
      this.#drop();
      return this.#retry();
    }
    this.#tell({ event: "welcomed" });
  }

  #refuse(reason: string, version?: OtherVersion): void {
    this.#drop();
    this.#tell({ event: "refused", reason, ...(version && { version }) });
  }

  async #broke(code: number, hasSpoken: boolean): Promise<void> {
    this.#socket = null;
    if (code === errorRegistry.unauthorized.close) return this.#refuse(errorRegistry.unauthorized.sentence);
    const refusal = hasSpoken ? null : await this.#world.refusal();
    if (this.#isClosed) return;
    if (refusal !== null) return this.#refuse(refusal);
    const attempt = "attempt" in this.#connection ? this.#connection.attempt : 0;
    const retryAfterMs = retryDelayMs(attempt);
    this.#tell({ event: "closed", now: this.#world.now(), reason: reasonOf(code, hasSpoken), retryAfterMs });
    this.#cancelRetry = this.#world.after(retryAfterMs, () => this.#retry());
  }

  #tell(event: ConnectionEvent): void {
    this.#connection = connectionAfter(this.#connection, event);
    this.#reader.connection(this.#connection);
  }
}

/** A relay that was brought up to date, or back, under a page that stayed open. */
function isOfOtherVersion(json: unknown): json is { v: number } {
  const { type, v } = (json ?? {}) as Record<string, unknown>;
  return type === "welcome" && typeof v === "number" && v !== protocolVersion;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf(code: number, hasSpoken: boolean): string {
  const known = Object.values(errorRegistry).find((error) => error.close === code);
  if (known !== undefined) return known.sentence;
  return hasSpoken ? "the line to the relay broke" : "the relay does not answer";
}
