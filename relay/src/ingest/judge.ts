import {
  checkFrame,
  type Facts,
  type Frame,
  factsOf,
  isDeviceId,
  isId,
  isReplayed,
  parseJson,
  type Rejection,
  reject,
} from "@lighty/protocol";
import type { Arrival, Quarantined, TraceKey } from "../log/event-log.ts";
import { readMessage } from "./message.ts";

/** A frame's text, judged: it lands, it is set aside, or it is not even JSON, and then neither is the message it came in. */
export type Judged =
  | { lands: true; arrival: Arrival }
  | { lands: false; quarantined: Quarantined }
  | { lands: false; quarantined: null; rejection: Rejection };

/** A message, judged frame by frame. */
export interface JudgedFrames {
  arrivals: Arrival[];
  quarantined: Quarantined[];
}

/** Draws the facts out of a frame that passed. */
export type DrawFacts = (frame: Frame) => Facts;

/** Judges a message of frames as a device said it, or says why it is none. [TEE-4] */
export function judgeMessage(text: string, sender: string, draw?: DrawFacts): JudgedFrames | Rejection {
  const said = readMessage(text);
  if (said.type === "frames") return judgeFrames(said.texts, sender, draw);
  return said.type === "refused" ? said.rejection : reject("bad_shape", "the message is not one of frames");
}

/** Judges frames that came together; a text that is not JSON refuses them all. */
export function judgeFrames(texts: readonly string[], sender: string, draw?: DrawFacts): JudgedFrames | Rejection {
  const frames: JudgedFrames = { arrivals: [], quarantined: [] };
  for (const text of texts) {
    const judged = judgeFrame(text, sender, draw);
    if (judged.lands) frames.arrivals.push(judged.arrival);
    else if (judged.quarantined !== null) frames.quarantined.push(judged.quarantined);
    else return judged.rejection;
  }
  return frames;
}

/** Judges one frame of a message that `sender` sent. [TEE-1] [BND-2] */
export function judgeFrame(text: string, sender: string, draw: DrawFacts = factsOf): Judged {
  const json = parseJson(text);
  const frame = json.ok ? checkFrame(json.value) : json;
  const foreign = frame.ok ? foreignReplay(frame.value, sender) : null;
  if (frame.ok && foreign === null)
    return { lands: true, arrival: { frame: frame.value, text, facts: draw(frame.value) } };
  const rejection = frame.ok ? (foreign as Rejection) : frame.rejection;
  const key = keyOf(text);
  // What is too large was refused unread, and may not even be JSON.
  if (key === undefined) return { lands: false, quarantined: null, rejection: reject("bad_json") };
  return { lands: false, quarantined: { sender, text, rejection, key } };
}

/** A replay's devices each speak on a socket of their own, whose door has asked for control; no other brings their frames. [RPL-3] */
function foreignReplay({ observer: { deviceId } }: Frame, sender: string): Rejection | null {
  if (!isReplayed(deviceId) || deviceId === sender) return null;
  return reject(
    "forbidden_scope",
    `${deviceId} is a replay's; its frames come over /v1/replay/tee, with the scope control`,
  );
}

/** The key of a frame that did not pass, if that much of it can be read; undefined when the text is not even JSON. */
function keyOf(text: string): TraceKey | null | undefined {
  let json: { observer?: { deviceId?: unknown }; bootId?: unknown; traceSeq?: unknown } | null;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { observer, bootId, traceSeq } = json ?? {};
  const deviceId = observer?.deviceId;
  if (typeof deviceId !== "string" || !isDeviceId(deviceId)) return null;
  if (typeof bootId !== "string" || !isId(bootId)) return null;
  if (typeof traceSeq !== "number" || !Number.isSafeInteger(traceSeq) || traceSeq < 1) return null;
  return { deviceId, bootId, traceSeq };
}
