import { Playback } from "@lighty/protocol/replay";
import { z } from "zod";
import { firstDepartures, TypeScriptDoor } from "../../replay/engine-run.ts";
import { loadCapture } from "../../replay/loaded-capture.ts";
import { isSwiftHere, SwiftDoor } from "../../replay/swift-door.ts";
import { asCommandError } from "../capture-errors.ts";
import { command } from "../command.ts";
import { misuse } from "../errors.ts";

const Part = z.object({
  /** Who part: a device and the law, two devices, or an engine and the record. */
  between: z.enum(["device_and_law", "devices", "engine_and_record"]),
  entry: z.int(),
  register: z.string().optional(),
  sentence: z.string(),
});
type Part = z.infer<typeof Part>;

export const spec = command({
  group: "Replay",
  summary: "Name the first entry at which the two devices, or the engines, part",
  description: `Three answers, each with its entry: where a device first says something else than the law gives for its own frames; where the two devices first stand at other states after the same events; and where a whole engine that is told what a device was told first says something else than was recorded. With --swift the headless Swift engine is asked beside the TypeScript one.`,
  arguments: { capture: { summary: "the capture; - for standard input", completes: "file" } },
  options: { swift: { type: "flag", summary: "ask the Swift engine, too; it is built if it must be" } },
  examples: [
    ["bisect gym.ndjson.gz", "where it went wrong"],
    ["bisect gym.ndjson.gz --swift", "the same, and whether Swift and TypeScript agree"],
  ],
  exits: ["mismatch", "capture"],
  json: { schema: Part, isLines: true },
  run: async ({ arguments: { capture }, options, terminal }) => {
    if (options.swift && !isSwiftHere())
      throw misuse("there is no Swift here", "scripts/swift.sh --install fetches it");
    const { entries } = await loadCapture(capture).catch((error: unknown) => {
      throw asCommandError(error, capture);
    });
    const playback = new Playback();
    playback.apply(entries);
    const parts: Part[] = [...lawOf(playback), ...devicesOf(playback)];
    const doors = [new TypeScriptDoor(), ...(options.swift ? [SwiftDoor.start()] : [])];
    try {
      const departures = await firstDepartures(entries, doors);
      parts.push(
        ...departures.map(({ entry, sentence }) => ({ between: "engine_and_record" as const, entry, sentence })),
      );
    } finally {
      for (const door of doors) await door.close();
    }
    for (const part of parts) {
      if (terminal.isJson) terminal.printJson(part);
      else terminal.print(part.sentence);
    }
    if (parts.length > 0) return "mismatch";
    terminal.say(
      `${entries.length} entries: devices, law and ${doors.map(({ name }) => name).join(" and ")} agree throughout`,
    );
    return "ok";
  },
});

function lawOf({ differences: [first] }: Playback): Part[] {
  if (first === undefined) return [];
  const { entry, register, sentence } = first;
  return [{ between: "device_and_law", entry, sentence, ...(register === undefined ? {} : { register }) }];
}

function devicesOf({ projections }: Playback): Part[] {
  const partings = projections.sessions
    .page(1_000)
    .sessions.flatMap(({ sessionId }) => projections.divergence.report(sessionId)?.partings ?? [])
    .sort((a, b) => a.entry - b.entry);
  const [first] = partings;
  if (first === undefined) return [];
  const { entry, register, devices, digests, healed } = first;
  const where = register === undefined ? "" : `, first in ${register}`;
  const until = healed === undefined ? "and it is not healed" : `healed at entry ${healed.entry} by ${healed.by}`;
  const sentence = `entry ${entry}: ${devices.join(" and ")} have seen the same events and stand at ${digests.join(" and ")}${where}; ${until}`;
  return [{ between: "devices", entry, sentence, ...(register === undefined ? {} : { register }) }];
}
