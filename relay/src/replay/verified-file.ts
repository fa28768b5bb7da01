import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Entry } from "@lighty/protocol";
import { expectationText, type Problem, type Shortest, verify, type WeatherKind } from "@lighty/protocol/replay";
import type { OpenEngine } from "@lighty/protocol/sim";
import { asRelayError } from "../errors.ts";
import { expectationPath, isCaptureName, loadCapture, loadExpectation } from "./loaded-capture.ts";

/** How one capture came out. */
export interface VerifiedFile {
  path: string;
  /** `known_red` is red in just the way its expectation says; `invalid` could not be read. */
  outcome: "green" | "red" | "known_red" | "invalid";
  frames: number;
  /** Milliseconds it took. */
  tookMs: number;
  problems: readonly VerifiedProblem[];
  /** What is no failure and yet worth a line. */
  notes: readonly string[];
  /** The entries around the first problem, for who wants to look. */
  around: readonly Entry[];
}

export type VerifiedProblem = Pick<Problem, "kind" | "sentence" | "entry" | "register"> & {
  /** The command that shows it again. */
  again?: string;
};

export interface VerifyFileOptions {
  seeds: readonly string[];
  kinds: readonly WeatherKind[] | undefined;
  /** Writes the expectation anew, of what is shown now. */
  isUpdated: boolean;
  /** Where the shortest failing pair of a weather is written. */
  failures: string;
  /** Another engine than the real one does it again. */
  open?: OpenEngine;
}

/** The captures that paths name, folders looked through, in order of name. */
export function capturesIn(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path, { recursive: true, encoding: "utf8" })
      .filter(isCaptureName)
      .sort()
      .map((name) => join(path, name));
  });
}

const aroundEntries = 4;

/** Verifies a capture with the expectation beside it. What cannot be read is an outcome, too. */
export async function verifyFile(path: string, options: VerifyFileOptions): Promise<VerifiedFile> {
  const startedAt = performance.now();
  const { seeds, kinds, isUpdated, open } = options;
  const notes: string[] = [];
  try {
    const { header, entries, missing } = await loadCapture(path);
    const expected = loadExpectation(path);
    const isGolden = expected !== undefined && !isUpdated;
    const result = verify({
      ...{ header, entries, seeds },
      ...(isGolden ? { expected } : {}),
      ...(kinds === undefined ? {} : { kinds }),
      ...(open === undefined ? {} : { open }),
    });
    const problems = result.problems.map((problem) => told(path, problem, options));
    for (const sentence of missing) problems.push({ kind: "golden", sentence: `the file is not whole: ${sentence}` });
    if (isUpdated) {
      const { format, formatVersion, ...shown } = result.shown;
      const story = expected?.story === undefined ? {} : { story: expected.story };
      writeFileSync(expectationPath(path), expectationText({ format, formatVersion, ...story, ...shown }));
      notes.push(`wrote ${expectationPath(path)}`);
    } else if (expected === undefined)
      notes.push(`nothing is expected of it: --update writes ${expectationPath(path)}`);
    for (const { sessionId, isSettled } of result.shown.sessions)
      if (!isSettled) notes.push(`session ${sessionId}: the capture ends before both devices have everything`);
    const outcome = problems.length === 0 ? "green" : result.isExpectedRed && isGolden ? "known_red" : "red";
    const at = problems.find(({ entry }) => entry !== undefined)?.entry;
    const around =
      at === undefined ? [] : entries.slice(Math.max(0, at - 1 - aroundEntries), Math.max(0, at + aroundEntries));
    return { path, outcome, frames: result.frames, tookMs: performance.now() - startedAt, problems, notes, around };
  } catch (error) {
    const { sentence } = asRelayError(error);
    const problems = [{ kind: "golden" as const, sentence: `${path}: ${sentence}` }];
    return { path, outcome: "invalid", frames: 0, tookMs: performance.now() - startedAt, problems, notes, around: [] };
  }
}

function told(path: string, problem: Problem, { failures }: VerifyFileOptions): VerifiedProblem {
  const { shortest, ...rest } = problem;
  if (shortest === undefined) return rest;
  const file = writeFailing(path, shortest, failures);
  const left = `${shortest.score.deeds.length} deeds and ${shortest.faults.length === 0 ? "no fault" : shortest.faults.join(", ")} are enough`;
  return {
    ...rest,
    sentence: `${rest.sentence} (${left})`,
    again: `lighty replay ${shown(path)} --failing ${shown(file)}`,
  };
}

/** A failing pair as a file: all that shows the failure again. */
function writeFailing(path: string, { score, weather, seed, claim, faults }: Shortest, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${basename(path).replace(/\.ndjson.*$/, "")}.weather-${seed}.failing.json`);
  const pair = {
    format: "lighty-failing",
    formatVersion: 1,
    capture: basename(path),
    seed,
    claim,
    faults,
    score,
    weather,
  };
  writeFileSync(file, `${JSON.stringify(pair, null, 1)}\n`);
  return file;
}

/** A word of a command line, quoted where a shell would take it apart. */
function shown(word: string): string {
  return /^[\w./=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
