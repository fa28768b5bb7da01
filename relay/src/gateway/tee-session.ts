import {
  limits,
  protocolVersion,
  type Rejection,
  reject,
  type TeeClock,
  type TeeDown,
  type TeeHello,
  type TraceAck,
} from "@lighty/protocol";
import type { z } from "zod";
import { type Intake, nextLine } from "../ingest/intake.ts";
import { readMessage } from "../ingest/message.ts";
import type { EventLog } from "../log/event-log.ts";
import { type Speaker, strangeObserver } from "./speaker.ts";

type Hello = z.infer<typeof TeeHello>;

/** The relay's end of one tee socket, as far as it needs no socket. */
export interface TeeSessionPorts {
  say(message: TeeDown): void;
  /** Says why, and closes. */
  close(rejection: Rejection): void;
  now(): number;
  /** Reads no more until told otherwise: what waits then waits at the device. */
  pause(isPaused: boolean): void;
  /** The device has said who it is, and may be it. */
  greeted(hello: Hello): void;
  /** It has been told what is held, and goes on behind that. */
  welcomed(hello: Hello, acked: readonly TraceAck[]): void;
  clock(hello: Hello, stamps: z.infer<typeof TeeClock>): void;
}

/** A socket is not read on while this much of it is not durable, or anything at all of it while all sockets together have that much. */
const mostOwnBytes = 1_048_576;
const mostBacklogBytes = 32 * 1_048_576;

/** How frames begin as every tee writes them: such a message is handed on unread. */
const framesHead = '{"type":"frames"';

/**
 * One device, from hello to close.
 *
 *   hello -> everything taken before is durable -> welcome with what is held
 *   frames -> ingest -> ack, and an error for each that was set aside
 */
export class TeeSession {
  readonly #ingest: Intake;
  readonly #log: EventLog;
  readonly #ports: TeeSessionPorts;
  readonly #speaker: Speaker;
  readonly #line = nextLine();
  #hello: Hello | null = null;
  #bytes = 0;
  #isPaused = false;

  constructor(ingest: Intake, log: EventLog, speaker: Speaker, ports: TeeSessionPorts) {
    this.#ingest = ingest;
    this.#log = log;
    this.#speaker = speaker;
    this.#ports = ports;
  }

  get deviceId(): string | null {
    return this.#hello?.deviceId ?? null;
  }

  async hear(message: Buffer): Promise<void> {
    const isFrames = message.toString("latin1", 0, framesHead.length) === framesHead;
    if (isFrames && this.#hello !== null && this.#speaker.allowed === null)
      return this.#take(message, this.#hello.deviceId);
    const said = readMessage(message.toString());
    if (said.type === "refused") return this.#ports.close(said.rejection);
    if (said.type === "hello") return this.#welcome(said.hello);
    if (this.#hello === null) return this.#ports.close(reject("hello_expected"));
    if (said.type === "ping") return this.#pong(said.sentAt);
    if (said.type === "clock") return this.#ports.clock(this.#hello, said.stamps);
    const strange = strangeObserver(said.texts, this.#speaker.allowed);
    if (strange !== null) return this.#ports.close(strange);
    await this.#take(message, this.#hello.deviceId);
  }

  async #welcome(hello: Hello): Promise<void> {
    if (this.#hello !== null) return this.#ports.close(reject("bad_shape", "a socket says hello once"));
    const refused = this.#speaker.introduce(hello);
    if (refused !== null) return this.#ports.close(refused);
    this.#hello = hello;
    this.#ports.greeted(hello);
    // An earlier socket of this device may have frames on their way into the log; what is said to be held must include them.
    await this.#ingest.settled();
    const boots = new Set([...hello.spools.map(({ bootId }) => bootId), hello.bootId]);
    const acked = (await this.#log.acked(hello.deviceId, [...boots])).filter(({ traceSeq }) => traceSeq > 0);
    const { id: relayId } = this.#log;
    const redact = this.#speaker.redacts ? { redactHealth: true as const } : {};
    this.#ports.say({ type: "welcome", v: protocolVersion, relayId, window: limits.teeWindow, acked, ...redact });
    this.#ports.welcomed(hello, acked);
  }

  #pong(pingSentAt: number): void {
    const receivedAt = this.#ports.now();
    this.#ports.say({ type: "pong", pingSentAt, receivedAt, sentAt: this.#ports.now() });
  }

  async #take(message: Buffer, deviceId: string): Promise<void> {
    this.#count(message.byteLength);
    const taken = await this.#ingest
      .takeMessage(message, { deviceId, line: this.#line })
      .finally(() => this.#count(-message.byteLength));
    if (!taken.taken) return this.#ports.close(taken.rejection);
    for (const { code, sentence } of taken.quarantined) {
      this.#ports.say({ type: "error", code, sentence: `a frame was set aside: ${sentence}` });
    }
    if (taken.acked.length > 0) this.#ports.say({ type: "ack", acked: [...taken.acked] });
  }

  #count(bytes: number): void {
    this.#bytes += bytes;
    const isFull = this.#bytes > mostOwnBytes || (this.#bytes > 0 && this.#ingest.backlogBytes > mostBacklogBytes);
    if (isFull === this.#isPaused) return;
    this.#isPaused = isFull;
    this.#ports.pause(isFull);
  }
}
