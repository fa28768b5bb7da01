import type { Rejection } from "@lighty/protocol";
import type { EventLog } from "../log/event-log.ts";
import { Gathering } from "./gathering.ts";
import { type Intake, type Source, type Taken, Windows } from "./intake.ts";
import { type JudgedFrames, judgeFrames, judgeMessage } from "./judge.ts";

export interface IngestPorts {
  now(): number;
  /** Runs once the sockets that have something have been read. */
  later(run: () => void): void;
}

interface Waiting {
  bytes: number;
  settle: (result: Taken) => void;
  fail: (error: unknown) => void;
}

/**
 * The intake in this very thread, for any log: takes messages of frames in and makes them durable, many at a time. The next batch is
 * whatever came while the last one was being committed. No timer: idle it is quick, busy its batches are large.
 *
 *   message -> judged -> waiting -> log.append -> acks
 */
export class Ingest implements Intake {
  readonly #log: EventLog;
  readonly #ports: IngestPorts;
  readonly #windows = new Windows();
  #gathering = new Gathering(this.#windows);
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;
  #backlogBytes = 0;

  constructor(log: EventLog, ports: IngestPorts) {
    this.#log = log;
    this.#ports = ports;
  }

  get backlogBytes(): number {
    return this.#backlogBytes;
  }

  /** It lives and dies with its thread. */
  get restarts(): number {
    return 0;
  }

  takeMessage(bytes: Uint8Array, { deviceId, line }: Source): Promise<Taken> {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
    return this.#take(judgeMessage(text, deviceId), line, bytes.byteLength);
  }

  take(texts: readonly string[], sender: string): Promise<Taken> {
    const bytes = texts.reduce((sum, { length }) => sum + length, 0);
    return this.#take(judgeFrames(texts, sender), null, bytes);
  }

  async settled(): Promise<void> {
    await this.#running;
  }

  #take(judged: JudgedFrames | Rejection, line: number | null, bytes: number): Promise<Taken> {
    this.#gathering.add(judged, line);
    this.#backlogBytes += bytes;
    return new Promise((settle, fail) => {
      this.#waiting.push({ bytes, settle, fail });
      this.#running ??= new Promise((done) => this.#ports.later(() => done(this.#run())));
    });
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const gathering = this.#gathering;
      this.#gathering = new Gathering(this.#windows);
      await this.#commit(gathering, this.#waiting.splice(0));
    }
    this.#running = null;
  }

  async #commit(gathering: Gathering, waiting: readonly Waiting[]): Promise<void> {
    try {
      if (gathering.frames > 0) await this.#log.append(gathering.batch(this.#ports.now()));
      const outcomes = await gathering.outcomes((deviceId, bootIds) => this.#log.acked(deviceId, bootIds));
      for (const [i, { settle }] of waiting.entries()) settle(outcomes[i] as Taken);
    } catch (error) {
      for (const { fail } of waiting) fail(error);
    } finally {
      gathering.end();
      for (const { bytes } of waiting) this.#backlogBytes -= bytes;
    }
  }
}
