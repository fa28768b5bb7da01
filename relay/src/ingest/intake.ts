import { limits, type Rejection, reject, type TraceAck } from "@lighty/protocol";

/** What became of one message of frames, once it is durable. */
export type Taken =
  | { taken: true; acked: readonly TraceAck[]; quarantined: readonly Rejection[] }
  /** Not a message of frames at all: nothing of it was kept, and the socket is to be closed. */
  | { taken: false; rejection: Rejection };

/** Where a message came from: a device, and the socket it speaks on. */
export interface Source {
  deviceId: string;
  /** Of all sockets that ever were, the how manieth. One socket's frames share a window, and one acknowledgement a commit. */
  line: number;
}

/** Where frames go in. Whether that is this thread or another, who hands them over cannot tell. */
export interface Intake {
  /**
   * Takes a message of frames as it came off a socket, unread. Resolves after the commit; of several messages that a line has in one commit only
   * the last one is told what is acknowledged. Rejects when the log could not be written; nothing is acknowledged then.
   */
  takeMessage(bytes: Uint8Array, source: Source): Promise<Taken>;
  /** Takes frames that are already cut, each the text of one. Always told what is acknowledged. */
  take(texts: readonly string[], sender: string): Promise<Taken>;
  /** Resolves when everything taken so far is durable, or has failed. */
  settled(): Promise<void>;
  /** Bytes taken that are not durable yet. */
  readonly backlogBytes: number;
  /** How often what writes died and was begun anew. */
  readonly restarts: number;
}

let lines = 0;

/** A number for a new socket. */
export function nextLine(): number {
  lines += 1;
  return lines;
}

/** How many frames each line has unacknowledged. [TEE-5] */
export class Windows {
  readonly #unacked = new Map<number, number>();

  /** Counts frames in; a rejection when they are more than the window allows. */
  open(line: number, frames: number): Rejection | null {
    const unacked = (this.#unacked.get(line) ?? 0) + frames;
    if (unacked > limits.teeWindow) {
      const sentence = `${unacked} frames are unacknowledged; the window is ${limits.teeWindow}`;
      return reject("window_exceeded", sentence);
    }
    this.#unacked.set(line, unacked);
    return null;
  }

  close(line: number, frames: number): void {
    const left = (this.#unacked.get(line) ?? 0) - frames;
    if (left > 0) this.#unacked.set(line, left);
    else this.#unacked.delete(line);
  }
}
