import { rmSync } from "node:fs";
import { particularsOf, type Role } from "@lighty/protocol";
import type { CaptureAbout } from "@lighty/protocol/captures";
import { bytesOf, CaptureStream, type FrameText, writeCapture } from "../captures/capture-file.ts";
import { redacted } from "../captures/log-capture.ts";
import { type Followed, follow } from "./following.ts";
import type { RelayChoice } from "./relay-options.ts";
import type { Terminal } from "./terminal.ts";

/** When a recording ends by itself. */
export interface Ends {
  forMs: number | undefined;
  untilEnd: boolean;
}

const endings = new Set(["session_finished", "session_discarded"]);
/** Acknowledgements and the last figures come after the end. */
const lingerMs = 5_000;

/** What lands in a relay, on its way into a capture. */
export class Recording {
  readonly #choice: RelayChoice;
  readonly #followed: Followed;
  readonly #terminal: Terminal;
  readonly #observers = new Map<string, Role>();
  frames = 0;

  constructor(choice: RelayChoice, followed: Followed, terminal: Terminal) {
    this.#choice = choice;
    this.#followed = followed;
    this.#terminal = terminal;
  }

  /**
   * Resolves once the capture is whole: at an end that was asked for, or when the command was told to stop. The header of a file names who was
   * recorded; on stdout it is said before that is known, and names whom `about` does. [CAP-2]
   */
  async write(file: string, about: CaptureAbout, ends: Ends): Promise<void> {
    const frames = redacted(this.#batches(ends), about.redaction);
    if (file === "-") return writeCapture(file, about, frames);
    // A capture itself, and left there should the last step fail.
    const raw = `${file}.recording`;
    await writeCapture(raw, about, frames);
    await writeCapture(file, this.#recorded(about), (await CaptureStream.open(bytesOf(raw))).frames());
    rmSync(raw);
  }

  #recorded(about: CaptureAbout): CaptureAbout {
    const known = new Map(about.devices.map((device) => [device.deviceId, device]));
    const devices = [...this.#observers].map(([deviceId, role]) => known.get(deviceId) ?? { deviceId, role });
    return {
      ...about,
      devices,
      clockSamples: about.clockSamples.filter(({ deviceId }) => this.#observers.has(deviceId)),
    };
  }

  async *#batches({ forMs, untilEnd }: Ends): AsyncGenerator<FrameText[]> {
    const over = new AbortController();
    const endAfter = (ms: number) => setTimeout(() => over.abort(), ms).unref();
    if (forMs !== undefined) endAfter(forMs);
    const signal = AbortSignal.any([this.#terminal.signal, over.signal]);
    const progress = this.#terminal.progress("Recorded frames", null);
    let isEnding = false;
    for await (const heard of follow(this.#choice, this.#followed, signal)) {
      if (heard.kind === "live") this.#terminal.say("Recording; Ctrl-C ends it.");
      else if (heard.kind === "away") this.#terminal.say(`The relay is away (${heard.sentence}); waiting for it.`);
      else if (heard.kind === "back") this.#terminal.say("The relay is back.");
      else if (heard.kind === "other-log")
        this.#terminal.say("The relay's log is another one now; what lies between is not in the capture.");
      else {
        this.frames += heard.entries.length;
        for (const { frame } of heard.entries) this.#observers.set(frame.observer.deviceId, frame.observer.role);
        progress.at(this.frames);
        yield heard.entries.map(({ receivedAt, frame }) => ({ receivedAt, text: JSON.stringify(frame) }));
        const isOver = heard.entries.some(({ frame }) =>
          particularsOf(frame.body).names.some((name) => endings.has(name)),
        );
        if (untilEnd && isOver && !isEnding) endAfter(lingerMs);
        isEnding ||= isOver;
      }
    }
    progress.end();
  }
}
