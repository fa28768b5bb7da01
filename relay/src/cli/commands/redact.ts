import { Redaction } from "@lighty/protocol";
import { bothRedactions } from "@lighty/protocol/redaction";
import { z } from "zod";
import { aboutOf, openInput, outputOption, partialOption } from "../capture-input.ts";
import { command } from "../command.ts";
import { misuse } from "../errors.ts";

export const spec = command({
  group: "Captures",
  summary: "Take health values, names, or both out of a capture",
  description:
    "Writes the capture anew: every health value is 0 and every name another one, inside the bodies, too, and the same name is the same throughout. Who sent what when, and what became of it, stays. The file says what was left out, and digests that rested on it are not judged any more. Names of exercises and routines are names; ids are not.",
  arguments: { file: { summary: "the capture; - is stdin", completes: "file" } },
  options: {
    output: { ...outputOption, summary: `${outputOption.summary}; stdout without it` },
    redact: { type: "choice", choices: ["health", "names", "all"], default: "all", summary: "what to leave out" },
    partial: partialOption,
  },
  examples: [
    ["redact gym.ndjson.gz -o shared.ndjson.gz", "a capture that can be shared"],
    ["redact - --redact health < gym.ndjson > safe.ndjson", "health values alone, through a pipe"],
  ],
  exits: ["capture"],
  json: { schema: z.object({ written: z.string(), redaction: Redaction, frames: z.int() }) },
  run: async ({ arguments: { file }, options: { output = "-", redact, partial }, terminal }) => {
    if (output === "-" && terminal.isJson)
      throw misuse("--json tells of a file that was written; name one with --output");
    const [{ captureText, writeText }, { redacted }] = await Promise.all([
      import("../../captures/capture-file.ts"),
      import("../../captures/log-capture.ts"),
    ]);
    const capture = await openInput(file, partial, (text) => terminal.say(text));
    const redaction = bothRedactions(capture.header.redaction, redact);
    let frames = 0;
    const counted = async function* () {
      for await (const batch of capture.frames()) {
        frames += batch.length;
        yield batch;
      }
    };
    await writeText(output, captureText({ ...aboutOf(capture.header), redaction }, redacted(counted(), redact)));
    if (terminal.isJson) terminal.printJson({ written: output, redaction, frames });
    else if (output !== "-") terminal.say(`${frames} frames written to ${output}; redaction ${redaction}`);
    return "ok";
  },
});
