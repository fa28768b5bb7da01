import { z } from "zod";
import type { Readable } from "../../captures/merge.ts";
import { openInput, outputOption, partialOption } from "../capture-input.ts";
import { command } from "../command.ts";
import { CommandError, misuse } from "../errors.ts";
import { count } from "../words.ts";

export const spec = command({
  group: "Captures",
  summary: "Make one capture of several that saw the same",
  description:
    "For captures of one session taken on two devices, or at two relays. Times are brought to the clock of the first file's recorder, by the clock samples of a device that both have, else by what crossed between the devices, else by when frames arrived; how far, and how wrong that may be, is told. A frame that several have stands there once; what none of them has is told, too. Each file is read twice, so none of them can be stdin.",
  arguments: { files: { summary: "two captures or more", isRepeated: true, completes: "file" } },
  options: {
    output: { ...outputOption, summary: `${outputOption.summary}; stdout without it` },
    partial: partialOption,
  },
  examples: [["merge phone.ndjson.gz watch.ndjson.gz -o both.ndjson.gz", "what two devices saw, as one"]],
  exits: ["capture"],
  json: {
    schema: z.object({
      written: z.string(),
      frames: z.int(),
      duplicates: z.int(),
      aligned: z.array(
        z.object({ name: z.string(), offsetMs: z.int(), uncertaintyMs: z.int().nullable(), by: z.string() }),
      ),
      holes: z.array(z.object({ deviceId: z.string(), bootId: z.string(), first: z.int(), last: z.int() })),
    }),
  },
  run: async ({ arguments: { files }, options: { output = "-", partial }, terminal }) => {
    if (files.length < 2) throw misuse("merging takes two captures or more", "lighty merge --help");
    if (files.includes("-")) throw misuse("a capture on stdin can be read once, and merging reads it twice");
    if (output === "-" && terminal.isJson)
      throw misuse("--json tells of a file that was written; name one with --output");
    const { captureText, writeText } = await import("../../captures/capture-file.ts");
    const { mergeFrames, planMerge } = await import("../../captures/merge.ts");
    const { RelayError } = await import("../../errors.ts");
    const readables = files.map(
      (name): Readable => ({ name, open: () => openInput(name, partial, (text) => terminal.say(text)) }),
    );
    const plan = await planMerge(readables).catch((error) => {
      throw error instanceof RelayError ? new CommandError("capture", error.sentence) : error;
    });
    await writeText(output, captureText(plan.about, mergeFrames(readables, plan)));
    const { aligned, frames, duplicates, holes } = plan;
    if (terminal.isJson) {
      terminal.printJson({ written: output, frames, duplicates, aligned, holes });
      return "ok";
    }
    for (const { name, offsetMs, uncertaintyMs, by } of aligned.slice(1)) {
      const doubt = uncertaintyMs === null ? "nobody knows how exactly" : `± ${uncertaintyMs} ms`;
      terminal.say(`${name}: moved by ${offsetMs} ms (${doubt}), by ${by}`);
    }
    terminal.say(`${count(frames, "frame")}, ${count(duplicates, "duplicate")} left out`);
    for (const { deviceId, bootId, first, last } of holes)
      terminal.say(`missing in all of them: ${deviceId} ${bootId} ${first} to ${last}`);
    return "ok";
  },
});
