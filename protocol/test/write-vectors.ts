import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { clockCases, haveCases, placeCases, revisionCases } from "./cases/arithmetic.ts";
import { engineScripts } from "./cases/engine.ts";
import { invalidEnvelopes, validEnvelopes } from "./cases/envelope.ts";
import { findingCases } from "./cases/finding.ts";
import { canonicalCases, digestCases, lineCases, publishedMurmur } from "./cases/hashing.ts";
import { invalidPackets, validPackets } from "./cases/packet.ts";
import { pairingCases, proofCases } from "./cases/pairing.ts";
import { derivedCases, trainingCases } from "./cases/projecting.ts";
import { receiveCases } from "./cases/receiving.ts";
import { redactionCases } from "./cases/redacting.ts";
import { invalidCapture, invalidStream, invalidTee, validCapture, validStream, validTee } from "./cases/relaying.ts";
import { invalidRoutines, validRoutines } from "./cases/routine.ts";
import { teeScripts } from "./cases/tee-machine.ts";
import {
  invalidFrames,
  invalidNotes,
  invalidVerdicts,
  validFrames,
  validNotes,
  validVerdicts,
} from "./cases/tracing.ts";

/*
 * The cases are made by hand in `cases/`, each with its reason. What is mechanical of them (a digest, the state after a merge, an engine's
 * output) is computed here once and then committed: from then on the file is the law, and a code that gives something else is wrong.
 */

export const vectorsFolder = new URL("../vectors/", import.meta.url);

/** Every file of vectors by its path, as it should be. */
export function vectorFiles(): Map<string, readonly object[]> {
  const { next, ceiling, stamps } = revisionCases();
  const { planned, between } = placeCases();
  const { withSeq, joined } = haveCases();
  const { samples, offsets, readings } = clockCases();
  return new Map<string, readonly object[]>([
    ["envelope/valid.json", validEnvelopes],
    ["envelope/invalid.json", invalidEnvelopes],
    ["packet/valid.json", validPackets],
    ["packet/invalid.json", invalidPackets],
    ["verdict/valid.json", validVerdicts],
    ["verdict/invalid.json", invalidVerdicts],
    ["frame/valid.json", validFrames],
    ["frame/invalid.json", invalidFrames],
    ["note/valid.json", validNotes],
    ["note/invalid.json", invalidNotes],
    ["tee/valid.json", validTee],
    ["tee/invalid.json", invalidTee],
    ["tee/machine.json", teeScripts()],
    ["stream/valid.json", validStream],
    ["stream/invalid.json", invalidStream],
    ["capture/valid.json", validCapture],
    ["capture/invalid.json", invalidCapture],
    ["routine/valid.json", validRoutines],
    ["routine/invalid.json", invalidRoutines],
    ["hash/canonical.json", canonicalCases()],
    ["hash/lines.json", lineCases()],
    ["hash/digests.json", digestCases()],
    [
      "hash/murmur.json",
      publishedMurmur.map((each) => ({ rule: "DIG-3", why: "A published answer of MurmurHash3 x86_32.", ...each })),
    ],
    ["revision/next.json", next],
    ["revision/ceiling.json", ceiling],
    ["revision/stamps.json", stamps],
    ["place/planned.json", planned],
    ["place/between.json", between],
    ["have/with-seq.json", withSeq],
    ["have/joined.json", joined],
    ["clock/samples.json", samples],
    ["clock/offsets.json", offsets],
    ["clock/readings.json", readings],
    ["derived/cases.json", derivedCases()],
    ["training/cases.json", trainingCases()],
    ["receive/cases.json", receiveCases()],
    ["engine/scripts.json", engineScripts()],
    ["pairing/codes.json", pairingCases()],
    ["pairing/proofs.json", proofCases()],
    ["redaction/health.json", redactionCases()],
    ...[...findingCases()].map(([name, cases]): [string, readonly object[]] => [`findings/${name}.json`, cases]),
  ]);
}

/** A case a line: a changed case is a changed line. */
export function vectorText(cases: readonly object[]): string {
  return `[\n${cases.map((each) => JSON.stringify(each)).join(",\n")}\n]\n`;
}

/** The committed files, by path. */
export function committedVectors(): Map<string, string> {
  const paths = readdirSync(vectorsFolder, { recursive: true, encoding: "utf8" }).filter(
    // The captures are written by `pnpm corpus`.
    (path) => path.endsWith(".json") && !path.startsWith("captures/"),
  );
  return new Map(paths.map((path) => [path, readFileSync(new URL(path, vectorsFolder), "utf8")]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = vectorFiles();
  for (const path of committedVectors().keys()) if (!files.has(path)) rmSync(new URL(path, vectorsFolder));
  for (const [path, cases] of files) {
    mkdirSync(new URL(".", new URL(path, vectorsFolder)), { recursive: true });
    writeFileSync(new URL(path, vectorsFolder), vectorText(cases));
  }
  console.log(`wrote ${[...files.values()].flat().length} cases in ${files.size} files of protocol/vectors`);
}
