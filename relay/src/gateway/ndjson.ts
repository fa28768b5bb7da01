import { isUtf8 } from "node:buffer";
import { gunzipSync } from "node:zlib";
import { limits, type Rejection, reject } from "@lighty/protocol";
import { judgeFrame } from "../ingest/judge.ts";

/** What a body may have, also once it is opened: that alone bounds it, for honest frames pack to a thirtieth of their size. */
export const bodyBytes = 1_048_576;

/** What became of one line. */
export type LineAnswer =
  | { line: number; is: "held" }
  /** Kept beside the log with the reason; its key counts as held. */
  | ({ line: number; is: "set_aside" } & Rejection)
  /** Not JSON: nothing of it was kept. */
  | ({ line: number; is: "refused" } & Rejection);

/** The text of a body, opened where it is gzip. Never throws. */
export function openBody(body: Buffer, encoding = "identity"): string | Rejection {
  const bytes = opened(body, encoding.toLowerCase());
  if (!Buffer.isBuffer(bytes)) return bytes;
  // A frame is kept as the text that it came in, and this would be another one.
  return isUtf8(bytes) ? bytes.toString() : reject("bad_json", "the body is not UTF-8");
}

function opened(body: Buffer, encoding: string): Buffer | Rejection {
  if (encoding === "identity") return body;
  if (encoding !== "gzip")
    return reject("bad_shape", `the content encoding is ${JSON.stringify(encoding)}; gzip is known`);
  try {
    return gunzipSync(body, { maxOutputLength: bodyBytes });
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    return isTooLarge
      ? reject("too_large", "the body opens to more than 1 MiB")
      : reject("bad_shape", "the body is not the gzip that its header says");
  }
}

/** Lines of frames, each judged by itself: `texts` go to ingest, `answers` to whoever sent them. [TEE-10] */
export function judgeLines(text: string): { texts: string[]; answers: LineAnswer[] } | Rejection {
  const texts: string[] = [];
  const answers: LineAnswer[] = [];
  let line = 0;
  for (const raw of text.split("\n")) {
    line += 1;
    const own = raw.trim();
    if (own === "") continue;
    if (answers.length >= limits.teeWindow) {
      return reject("window_exceeded", `the body has more than ${limits.teeWindow} frames`);
    }
    const judged = judgeFrame(own, "");
    if (!judged.lands && judged.quarantined === null) {
      answers.push({ line, is: "refused", ...judged.rejection });
      continue;
    }
    texts.push(own);
    answers.push(judged.lands ? { line, is: "held" } : { line, is: "set_aside", ...judged.quarantined.rejection });
  }
  return { texts, answers };
}
