import {
  limits,
  protocolVersion,
  type Rejection,
  reject,
  type TeeDown,
  type TeeHello,
  type TraceAck,
} from "@lighty/protocol";
import type { z } from "zod";
import type { Ingest } from "../ingest/ingest.ts";
import { readMessage } from "../ingest/message.ts";
import type { EventLog } from "../log/event-log.ts";

type Hello = z.infer<typeof TeeHello>;

/** The relay's end of one tee socket, as far as it needs no socket. */
export interface TeeSessionPorts {
  say(message: TeeDown): void;
  /** Says why, and closes. */
  close(rejection: Rejection): void;
  now(): number;
}

/**
 * One device, from hello to close.
 *
 *   hello -> everything taken before is durable -> welcome with what is held
 *   frames -> ingest -> ack, and an error for each that was set aside
 */
export class TeeSession {
  readonly #ingest: Ingest;
  readonly #log: EventLog;
  readonly #ports: TeeSessionPorts;
  #hello: Hello | null = null;
  #unacked = 0;

  constructor(ingest: Ingest, log: EventLog, ports: TeeSessionPorts) {
    this.#ingest = ingest;
    this.#log = log;
    this.#ports = ports;
  }

  get deviceId(): string | null {
    return this.#hello?.deviceId ?? null;
  }

  async hear(text: string): Promise<void> {
    const said = readMessage(text);
    if (said.type === "refused") return this.#ports.close(said.rejection);
    if (said.type === "hello") return this.#welcome(said.hello);
    if (this.#hello === null) return this.#ports.close(reject("hello_expected"));
    if (said.type === "ping") return this.#pong(said.sentAt);
    await this.#take(said.texts, this.#hello.deviceId);
  }

  async #welcome(hello: Hello): Promise<void> {
    if (this.#hello !== null) return this.#ports.close(reject("bad_shape", "a socket says hello once"));
    this.#hello = hello;
    // An earlier socket of this device may have frames on their way into the log; what is said to be held must include them.
    await this.#ingest.settled();
    const boots = new Set([...hello.spools.map(({ bootId }) => bootId), hello.bootId]);
    const acked = (await this.#log.acked(hello.deviceId, [...boots])).filter(({ traceSeq }) => traceSeq > 0);
    const { id: relayId } = this.#log;
    this.#ports.say({ type: "welcome", v: protocolVersion, relayId, window: limits.teeWindow, acked });
  }

  #pong(pingSentAt: number): void {
    const receivedAt = this.#ports.now();
    this.#ports.say({ type: "pong", pingSentAt, receivedAt, sentAt: this.#ports.now() });
  }

  async #take(texts: readonly string[], sender: string): Promise<void> {
    this.#unacked += texts.length;
    if (this.#unacked > limits.teeWindow) {
      return this.#ports.close(
        reject("window_exceeded", `${this.#unacked} frames are unacknowledged; the window is ${limits.teeWindow}`),
      );
    }
    const taken = await this.#ingest.take(texts, sender);
    this.#unacked -= texts.length;
    if (!taken.taken) return this.#ports.close(taken.rejection);
    for (const { code, sentence } of taken.quarantined) {
      this.#ports.say({ type: "error", code, sentence: `a frame was set aside: ${sentence}` });
    }
    const acked: TraceAck[] = taken.acked;
    if (acked.length > 0) this.#ports.say({ type: "ack", acked });
  }
}
