import { existsSync, writeFileSync } from "node:fs";
import { basename, dirname, relative, resolve } from "node:path";
import { expectationPath, loadCapture } from "../../replay/loaded-capture.ts";
import { verifyFile } from "../../replay/verified-file.ts";
import { vitestFile } from "../../replay/vitest-file.ts";
import { asCommandError } from "../capture-errors.ts";
import { command } from "../command.ts";
import { misuse } from "../errors.ts";

export const spec = command({
  group: "Replay",
  summary: "Write a vitest file that verifies a capture",
  description: `The test plays the capture back and holds it to the expectation beside it, and does it again in five weathers. Where there is no expectation yet, one is written of what the capture shows now: look at it before you commit it. A capture that is red makes a test that is red. The capture must lie uncompressed, as the test reads it as text.`,
  arguments: { capture: { summary: "an uncompressed capture", completes: "file" } },
  options: {
    out: {
      type: "text",
      placeholder: "file",
      summary: "where to; NAME.test.ts beside the capture without it",
      completes: "file",
    },
  },
  examples: [["new-test gym.ndjson", "turns a report from the gym into gym.test.ts"]],
  exits: ["mismatch", "capture"],
  run: async ({ arguments: { capture }, options, terminal }) => {
    if (!existsSync(capture)) throw misuse(`there is no file ${capture}`, "name a capture that is there");
    if (!capture.endsWith(".ndjson"))
      throw misuse(
        `${capture} is compressed, or no capture`,
        "write it plain: lighty export -o gym.ndjson, or gunzip it",
      );
    await loadCapture(capture).catch((error: unknown) => {
      throw asCommandError(error, capture);
    });
    const out = resolve(options.out ?? `${capture.slice(0, -".ndjson".length)}.test.ts`);
    if (existsSync(out)) throw misuse(`${out} is there already`, "name another with --out, or remove it");
    const expectation = expectationPath(capture);
    if (!existsSync(expectation)) {
      await verifyFile(capture, { seeds: [], kinds: undefined, isUpdated: true, failures: "." });
      terminal.say(`wrote ${expectation}`);
    }
    const from = (path: string) => `./${relative(dirname(out), resolve(path)).replaceAll("\\", "/")}`;
    const name = basename(capture, ".ndjson");
    writeFileSync(out, vitestFile({ capture: from(capture), expectation: from(expectation), name }));
    terminal.print(out);
    return "ok";
  },
});
