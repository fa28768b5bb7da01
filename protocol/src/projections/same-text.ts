import type { Frame } from "../frame.ts";
import { bareText } from "../redaction/index.ts";

/** What one end of a crossing tells of the text. */
export type Half = Pick<Frame, "body" | "sizeBytes" | "redacted">;

export function halfOf({ body, sizeBytes, redacted }: Frame): Half {
  return redacted === undefined ? { body, sizeBytes } : { body, sizeBytes, redacted };
}

/** Whether both tell of one text, of which one end may have left the health values out. [OBS-6] [DLV-1] */
export function isSameText(a: Half, b: Half): boolean {
  if (a.body === b.body) return true;
  if (a.redacted === b.redacted || a.sizeBytes !== b.sizeBytes) return false;
  return bareText(a.body) === bareText(b.body);
}
