import { z } from "zod";
import { Json } from "../event.ts";
import { DeviceId, Id } from "../ids.ts";
import { Finding } from "../stream.ts";
import { projectTraining } from "../training.ts";
import { canonical, type Value } from "../value.ts";
import type { Playback } from "./playback.ts";

/**
 * What a capture is expected to show, as the law gives it: every verdict and digest in order, the findings, and the training that is saved.
 * It lies beside the capture as `NAME.expected.json`, a line for each thing, so that a change reads as one.
 */
export const Expectation = z.object({
  format: z.literal("lighty-expectation"),
  formatVersion: z.literal(1),
  /** The story in a sentence. */
  story: z.string().optional(),
  frames: z.int().min(0),
  /** `entry role verdict`, of each packet received. */
  verdicts: z.array(z.string()),
  /** `entry role sessionId digest`, where it changed. */
  digests: z.array(z.string()),
  findings: z.array(Finding),
  sessions: z.array(
    z.object({
      sessionId: Id,
      status: z.string(),
      revision: z.int().min(0),
      /** Every device has received the same events by the end. */
      isSettled: z.boolean(),
      digests: z.record(DeviceId, z.string()),
    }),
  ),
  trainings: z.array(Json),
  /** What is wrong with the capture itself, first of all; absent when all is well. */
  red: z.string().optional(),
});
export type Expectation = z.infer<typeof Expectation>;

const mostSessions = 10_000;

/** What a playback showed, in the form of an expectation. `red` is the first thing wrong. */
export function expectationOf(playback: Playback, story: string | undefined, red: string | undefined): Expectation {
  const { projections, invariants, verdicts, digests, frames } = playback;
  const summaries = projections.sessions.page(mostSessions).sessions.reverse();
  return {
    format: "lighty-expectation",
    formatVersion: 1,
    ...(story === undefined ? {} : { story }),
    frames,
    verdicts: verdicts.map(({ entry, role, verdict }) => `${entry} ${role} ${verdict}`),
    digests: digests.map(({ entry, role, sessionId, digest }) => `${entry} ${role} ${sessionId} ${digest}`),
    findings: summaries.flatMap((summary) => summary.findings),
    sessions: summaries.map(({ sessionId, status, revision }) => ({
      ...{ sessionId, status, revision, isSettled: invariants.isSettled(sessionId) },
      digests: Object.fromEntries(
        invariants.standing(sessionId).map(({ deviceId, state }) => [deviceId, state.digest]),
      ),
    })),
    trainings: summaries.flatMap(({ sessionId }) => trainingOf(playback, sessionId)),
    ...(red === undefined ? {} : { red }),
  };
}

/** As the phone saves it; a capture without a phone shows what its watch would say. */
function trainingOf({ invariants }: Playback, sessionId: string): unknown[] {
  const standing = invariants.standing(sessionId);
  const keeper = standing.find(({ role }) => role === "phone") ?? standing[0];
  if (keeper === undefined) return [];
  const training = projectTraining(keeper.state, {
    now: keeper.at,
    settled: invariants.isSettled(sessionId),
    watchTakesPart: standing.some(({ role }) => role === "watch"),
  });
  return training === undefined ? [] : [JSON.parse(JSON.stringify(training))];
}

/** Where what was shown is not what was expected: the first difference of each part, in a sentence. */
export function compareWith(expected: Expectation, shown: Expectation): string[] {
  const sentences: string[] = [];
  const parts = ["frames", "verdicts", "digests", "findings", "sessions", "trainings", "red"] as const;
  for (const part of parts) {
    const [was, is] = [expected[part], shown[part]];
    const isList = Array.isArray(was) && Array.isArray(is);
    if (!isList) {
      if (was !== is) sentences.push(`${part}: expected ${say(was)}, got ${say(is)}`);
      continue;
    }
    const length = Math.max(was.length, is.length);
    const index = Array.from({ length }, (_, i) => i).find((i) => text(was[i]) !== text(is[i]));
    if (index === undefined) continue;
    const differing = Array.from({ length }, (_, i) => i).filter((i) => text(was[i]) !== text(is[i])).length;
    const more = differing > 1 ? `, and ${differing - 1} more` : "";
    sentences.push(`${part}, ${index + 1} of ${length}: expected ${say(was[index])}, got ${say(is[index])}${more}`);
  }
  return sentences;
}

/** As it is committed: a thing a line. */
export function expectationText(expectation: Expectation): string {
  const lines = Object.entries(expectation).map(([key, value]) => {
    if (!Array.isArray(value) || value.length === 0) return `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`;
    return `  ${JSON.stringify(key)}: [\n${value.map((each) => `    ${JSON.stringify(each)}`).join(",\n")}\n  ]`;
  });
  return `{\n${lines.join(",\n")}\n}\n`;
}

function text(value: unknown): string {
  return value === undefined ? "" : canonical(value as Value);
}

function say(value: unknown): string {
  const words = typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
  return words.length > 300 ? `${words.slice(0, 297)}...` : words;
}
