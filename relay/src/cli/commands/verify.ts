import { writeFileSync } from "node:fs";
import { weatherKinds } from "@lighty/protocol/replay";
import { z } from "zod";
import { failurePage } from "../../replay/failure-page.ts";
import { buildReporter, isFailed, plain, reporterNames } from "../../replay/reporters.ts";
import { capturesIn, type VerifiedFile, verifyFile } from "../../replay/verified-file.ts";
import { asCommandError } from "../capture-errors.ts";
import { command } from "../command.ts";
import { misuse } from "../errors.ts";
import { mostSeeds, seedsOf } from "../seeds.ts";
import { kindsOf } from "../weather-kinds.ts";

const Verified = z.object({
  path: z.string(),
  outcome: z.enum(["green", "red", "known_red", "invalid"]),
  frames: z.int(),
  tookMs: z.int(),
  problems: z.array(
    z.object({
      kind: z.enum(["engine", "invariant", "golden", "weather"]),
      sentence: z.string(),
      entry: z.int().optional(),
      register: z.string().optional(),
      again: z.string().optional(),
    }),
  ),
  notes: z.array(z.string()),
});

export const spec = command({
  group: "Replay",
  summary: "Check captures against the law, against what must always hold, and against what was expected of them",
  description: `Each capture is played back without any device: what each device did and received goes through the protocol anew, and every verdict and digest that it reported is compared with what comes out; the first difference is named with its entry, its register and both values. Then what must hold in any capture (converged, no lost edit, rising revisions, one finish), and, where a NAME.expected.json lies beside it, every verdict, digest, finding and training. With --weather what people did in the capture is done again by the real engines in the weather of each seed, and a failure is shrunk to the shortest pair that shows it.`,
  arguments: {
    captures: { summary: "captures, or folders of them", isRepeated: true, completes: "file" },
  },
  options: {
    reporter: { type: "choice", choices: reporterNames, default: "human", summary: "how to tell it" },
    update: { type: "flag", summary: "write the expectations anew, of what is shown now; refused where CI is set" },
    weather: {
      type: "text",
      placeholder: "seeds",
      summary: `do it again in the weather of these seeds: 20 for 1 to 20, 5-9, or 3,7; at most ${mostSeeds}`,
    },
    kinds: { type: "text", placeholder: "kinds", summary: `weather of these kinds alone: ${weatherKinds.join(",")}` },
    html: {
      type: "text",
      placeholder: "file",
      summary: "write a page of what failed, which opens without a server",
      completes: "file",
    },
    failures: {
      type: "text",
      placeholder: "folder",
      summary: "where the shortest failing pairs are written",
      default: "lighty-failures",
      completes: "file",
    },
    knownRed: { type: "flag", summary: "a capture that is red in just the way its expectation says has passed" },
  },
  examples: [
    ["verify protocol/vectors/captures --known-red", "checks the corpus"],
    ["verify gym.ndjson.gz --weather 50", "checks a capture, and does it again in 50 weathers"],
    ["verify captures --reporter junit --html failures.html > verify.xml", "reports to a CI, with a page to look at"],
  ],
  exits: ["mismatch", "capture"],
  json: { schema: Verified, isLines: true },
  run: async ({ arguments: { captures }, options, terminal }) => {
    const { update, knownRed, weather, html, failures } = options;
    if (update && process.env.CI)
      throw misuse("--update is refused where CI is set: an expectation is changed by a person who looks at it");
    const seeds = weather === undefined ? [] : seedsOf(weather);
    const kinds = kindsOf(options.kinds);
    const paths = named(captures);
    const name = terminal.isJson ? "json" : options.reporter;
    const reporter = buildReporter(name, knownRed, (style, text) => terminal.paint(style, text));
    const progress = terminal.progress("Verifying", paths.length);
    const files: VerifiedFile[] = [];
    for (const path of paths) {
      if (terminal.signal.aborted) return "interrupted";
      const file = await verifyFile(path, { seeds, kinds, isUpdated: update, failures });
      files.push(file);
      progress.at(files.length);
      if (name === "json") terminal.printJson(plain(file));
      else await terminal.write(reporter.file(file));
    }
    progress.end();
    await terminal.write(reporter.end(files));
    if (html !== undefined) {
      writeFileSync(html, failurePage(files, knownRed));
      terminal.say(`wrote ${html}`);
    }
    if (files.some(({ outcome }) => outcome === "invalid")) return "capture";
    return files.some((file) => isFailed(file, knownRed)) ? "mismatch" : "ok";
  },
});

function named(captures: readonly string[]): string[] {
  try {
    const paths = capturesIn(captures);
    if (paths.length > 0) return paths;
  } catch (cause) {
    throw asCommandError(cause, captures.join(", "));
  }
  throw misuse(
    `there is no capture in ${captures.join(", ")}`,
    "a capture is a file that ends in .ndjson, .ndjson.gz or .ndjson.zst",
  );
}
