import { readFileSync } from "node:fs";
import { CaptureLine, factsOf } from "@lighty/protocol";
import type { Arrival } from "../src/log/event-log.ts";

/** The frames of one of the captures that each tell one story, as a log takes them in. */
export function storyArrivals(name: string): Arrival[] {
  const file = new URL(`../../protocol/vectors/captures/${name}.ndjson`, import.meta.url);
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  return lines.flatMap((text) => {
    const line = CaptureLine.parse(JSON.parse(text));
    if (line.kind !== "frame") return [];
    return [{ frame: line.frame, text: JSON.stringify(line.frame), facts: factsOf(line.frame) }];
  });
}
