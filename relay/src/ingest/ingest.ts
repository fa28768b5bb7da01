import type { Rejection, TraceAck } from "@lighty/protocol";
import type { Arrival, EventLog, Quarantined } from "../log/event-log.ts";
import { judgeFrame } from "./judge.ts";

/** What became of one message of frames, once it is durable. */
export type Taken =
  | { taken: true; acked: TraceAck[]; quarantined: readonly Rejection[] }
  /** Not a message of frames at all: nothing of it was kept, and the socket is to be closed. */
  | { taken: false; rejection: Rejection };

interface Waiting {
  arrivals: Arrival[];
  quarantined: Quarantined[];
  settle: (result: Taken) => void;
  fail: (error: unknown) => void;
}

export interface IngestPorts {
  now(): number;
  /** Runs once the sockets that have something have been read. */
  later(run: () => void): void;
}

/**
 * Takes messages of frames in and makes them durable, many at a time: the next batch is whatever came while the last one was being
 * committed. No timer: idle it is quick, busy its batches are large.
 *
 *   texts -> judged -> waiting -> log.append -> acks
 */
export class Ingest {
  readonly #log: EventLog;
  readonly #ports: IngestPorts;
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;

  constructor(log: EventLog, ports: IngestPorts) {
    this.#log = log;
    this.#ports = ports;
  }

  /** Resolves after the commit. Rejects when the log could not be written; nothing is acknowledged then. */
  take(texts: readonly string[], sender: string): Promise<Taken> {
    const arrivals: Arrival[] = [];
    const quarantined: Quarantined[] = [];
    for (const text of texts) {
      const judged = judgeFrame(text, sender);
      if (judged.lands) arrivals.push(judged.arrival);
      else if (judged.quarantined !== null) quarantined.push(judged.quarantined);
      else return Promise.resolve({ taken: false, rejection: judged.rejection });
    }
    return new Promise((settle, fail) => {
      this.#waiting.push({ arrivals, quarantined, settle, fail });
      this.#running ??= new Promise((done) => this.#ports.later(() => done(this.#run())));
    });
  }

  /** Resolves when everything taken so far is durable, or has failed. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) await this.#commit(this.#waiting.splice(0));
    this.#running = null;
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.#log.append({
        receivedAt: this.#ports.now(),
        arrivals: batch.flatMap(({ arrivals }) => arrivals),
        quarantined: batch.flatMap(({ quarantined }) => quarantined),
      });
      for (const { arrivals, quarantined, settle } of batch) {
        const rejections = quarantined.map(({ rejection }) => rejection);
        settle({ taken: true, acked: await this.#acked(arrivals, quarantined), quarantined: rejections });
      }
    } catch (error) {
      for (const { fail } of batch) fail(error);
    }
  }

  async #acked(arrivals: readonly Arrival[], quarantined: readonly Quarantined[]): Promise<TraceAck[]> {
    const boots = new Map<string, Set<string>>();
    const note = (deviceId: string, bootId: string) => {
      const known = boots.get(deviceId);
      if (known === undefined) boots.set(deviceId, new Set([bootId]));
      else known.add(bootId);
    };
    for (const { frame } of arrivals) note(frame.observer.deviceId, frame.bootId);
    for (const { key } of quarantined) if (key !== null) note(key.deviceId, key.bootId);
    const acked: TraceAck[] = [];
    for (const [deviceId, bootIds] of boots) acked.push(...(await this.#log.acked(deviceId, [...bootIds])));
    return acked;
  }
}
