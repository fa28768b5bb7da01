import { FrameScan } from "./frame-scan.ts";
import { closeBracket, comma, pastWord } from "./json-bytes.ts";
import type { JudgedFrames } from "./judge.ts";
import type { ScannedFrame } from "./scanned-frame.ts";

/** How a message of frames begins and ends, as every tee writes it. */
const head = '{"type":"frames","frames":[';
const tail = "]}";

/** Reads messages of frames off their bytes, as far as nothing about them is unusual. */
export class MessageScan {
  readonly #frames = new FrameScan();

  /** Null when the message is to be judged the long way, by `judgeMessage`, which judges every message that passes here the same. [TEE-4] */
  read(bytes: Buffer, sender: string): JudgedFrames | null {
    let i = pastWord(bytes, 0, head);
    if (i < 0) return null;
    const arrivals: ScannedFrame[] = [];
    for (; ; i++) {
      const frame = this.#frames.read(bytes, i, sender);
      if (frame === null) return null;
      arrivals.push(frame);
      i = this.#frames.end;
      if (bytes[i] === comma) continue;
      const isWhole = bytes[i] === closeBracket && pastWord(bytes, i, tail) === bytes.length;
      return isWhole ? { arrivals, quarantined: [] } : null;
    }
  }
}
