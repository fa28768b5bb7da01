import type { Engine } from "../engine.ts";
import type { Note, Observer } from "../frame.ts";
import type { PacketHead } from "../packet.ts";
import { byteLength } from "../parse.ts";
import type { Action, Input, Instant, Output } from "../step.ts";
import { summary, type Verdict } from "../verdict.ts";
import { protocolVersion } from "../version.ts";
import type { Crossing } from "./spool.ts";

type Send = Extract<Action, { type: "send" }>;

/** What a tee reads off the device it stands beside: who it is, its clocks, and its engine while the app runs. */
export interface Teed extends Observer {
  readonly engine: Pick<Engine, "clockId" | "clockAt" | "queueDepth"> | null;
  instant(): Instant;
}

/**
 * Turns what a device does into the crossings its tee records: packets sent and received as the very text, own edits as a local events
 * packet, and notes of what no packet shows. Whoever drives the engine tells it of each send and, once it is durable, of each step; `record` gives
 * bootId and traceSeq. [TEE-1] [TEE-6]
 */
export class FrameTap<Device extends Teed = Teed> {
  readonly #record: (device: Device, crossing: Crossing) => void;
  readonly #failed = new Map<string, Send["channel"]>();
  #peer: string | undefined;

  constructor(record: (device: Device, crossing: Crossing) => void) {
    this.#record = record;
  }

  sent(device: Device, { sendId, channel, text, bytes }: Send): void {
    this.#failed.set(sendId, channel);
    this.#cross(device, { direction: "sent", transport: channel, sendId, sizeBytes: bytes, body: text, ...this.#to() });
  }

  /** Recorded with the save: what is durable is in the trace, also when the app dies the moment after. */
  saved(device: Device, input: Input, output: Output): void {
    this.#tellInput(device, input, output);
    for (const action of output.actions) {
      if (action.type !== "notify") continue;
      const { notice, sentence } = action.notice;
      const session = "sessionId" in action.notice ? { sessionId: action.notice.sessionId } : {};
      this.#note(device, { kind: "note", note: "notice", notice, ...session, sentence });
    }
  }

  #tellInput(device: Device, input: Input, output: Output): void {
    switch (input.type) {
      case "received": {
        const { text, transport } = input;
        this.#peer = authorOf(text) ?? this.#peer;
        const head = { direction: "received", transport, sizeBytes: byteLength(text), body: text } as const;
        this.#cross(device, { ...head, ...this.#to(), ...judged(output) });
        return;
      }
      case "acted": {
        if (output.events === undefined) return;
        const { deviceId, role } = device;
        const head: PacketHead = { v: protocolVersion, deviceId, role, have: {} };
        const body = JSON.stringify({ ...head, kind: "events", events: output.events });
        this.#cross(device, { direction: "local", sizeBytes: byteLength(body), body, ...judged(output) });
        return;
      }
      case "activated": {
        const clockId = device.engine?.clockId;
        if (clockId !== undefined) this.#note(device, { kind: "note", note: "activated", clockId });
        return;
      }
      case "reachability":
        this.#note(device, { kind: "note", note: "reachability", reachable: input.reachable });
        return;
      case "sent": {
        const { sendId, errorCode } = input;
        const transport = this.#failed.get(sendId) ?? "userInfo";
        this.#failed.delete(sendId);
        if (errorCode !== undefined) {
          this.#note(device, { kind: "note", note: "send_failed", sendId, transport, errorCode });
        }
        return;
      }
      case "tick":
        return;
    }
  }

  #note(device: Device, note: Note): void {
    const body = JSON.stringify(note);
    const sendId = note.note === "send_failed" ? { sendId: note.sendId } : {};
    this.#cross(device, { direction: "local", sizeBytes: byteLength(body), body, ...sendId });
  }

  #to(): { peer?: string } {
    return this.#peer === undefined ? {} : { peer: this.#peer };
  }

  #cross(device: Device, crossing: Omit<Crossing, "observedAt" | "monotonicMs" | "queueDepth">): void {
    const { engine } = device;
    if (engine === null) return;
    const now = device.instant();
    this.#record(device, {
      ...crossing,
      observedAt: Math.max(0, engine.clockAt(now)),
      monotonicMs: now.monotonicMs,
      queueDepth: engine.queueDepth,
    });
  }
}

function judged({ verdicts, digests }: Output): {
  verdict?: Verdict["verdict"];
  verdicts?: Verdict[];
  digests?: Record<string, string>;
} {
  return {
    ...(verdicts === undefined ? {} : { verdict: summary(verdicts), verdicts }),
    ...(digests === undefined || Object.keys(digests).length === 0 ? {} : { digests }),
  };
}

const author = /"deviceId":"([a-z0-9]{8,32})"/;

/** The head of a packet precedes all else that names a device. */
function authorOf(text: string): string | undefined {
  return author.exec(text)?.[1];
}
