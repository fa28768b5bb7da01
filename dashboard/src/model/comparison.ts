import { type RegisterMap, type SessionSummary, type VerdictWord, verdictWords } from "@lighty/protocol";
import type { DeviceCheckpoint } from "./checkpoint.ts";
import type { Step } from "./course.ts";
import type { Names } from "./names.ts";
import { valueText } from "./register-text.ts";
import { stateOf } from "./session-search.ts";
import { stopwatch } from "./time.ts";

/** One of two sessions that are compared. */
export interface Side {
  readonly summary: SessionSummary;
  readonly steps: readonly Step[];
  readonly names: Names;
  /** What each device held at the end. */
  readonly states: readonly DeviceCheckpoint[];
  /** Entries that were looked at, where the session has more. */
  readonly lookedAt: number | null;
}

/** Something said of both sides; null where one has nothing to say of it. */
export interface Pair {
  readonly name: string;
  readonly left: string | null;
  readonly right: string | null;
  readonly isSame: boolean;
}

/** Where two courses part first; a side that has ended by then has no step there. */
export interface Parting {
  /** Edits that both have in common before it. */
  readonly after: number;
  readonly left: Step | undefined;
  readonly right: Step | undefined;
  readonly why: "edit" | "verdict" | "end";
}

/** What differs between two sessions. */
export interface Comparison {
  readonly facts: readonly Pair[];
  readonly verdicts: readonly (Pair & { readonly word: VerdictWord })[];
  readonly findings: readonly Pair[];
  readonly parting: Parting | null;
  readonly states: readonly Pair[];
}

/** Compares what people see of two sessions: names and numbers, never ids, since the same routine has other ids each time. */
export function comparisonOf(left: Side, right: Side): Comparison {
  const both = <T>(name: string, of: (side: Side) => T, text: (value: T) => string | null): Pair =>
    pair(name, text(of(left)), text(of(right)));
  const told = (text: string | undefined) => text ?? null;
  return {
    facts: [
      both("routine", ({ summary }) => summary.routineName, told),
      both("state", ({ summary }) => stateOf(summary), told),
      both("devices", devicesOf, told),
      both("in the end", ({ states }) => agreementOf(states), told),
      both(
        "duration",
        ({ summary }) => summary.durationMs,
        (ms) => (ms === undefined ? null : stopwatch(ms / 1_000)),
      ),
      both(
        "calories",
        ({ summary }) => summary.activeEnergyKcal,
        (kcal) => (kcal === undefined ? null : `${kcal} kcal`),
      ),
      both("edits", ({ steps }) => steps.length, String),
      both("entries", ({ summary }) => summary.entries.toLocaleString("en"), told),
      both("revision", ({ summary }) => summary.revision, String),
    ],
    verdicts: verdictWords.flatMap((word) => {
      const counts = [left, right].map(({ summary }) => summary.verdicts[word] ?? 0);
      if (counts.every((count) => count === 0)) return [];
      return [{ word, ...pair(word.replaceAll("_", " "), String(counts[0]), String(counts[1])) }];
    }),
    findings: findingsOf(left.summary, right.summary),
    parting: partingOf(left.steps, right.steps),
    states: statesOf(left, right),
  };
}

function pair(name: string, left: string | null, right: string | null): Pair {
  return { name, left, right, isSame: left === right };
}

function devicesOf({ summary }: Side): string {
  return summary.devices
    .map(({ role }) => role)
    .sort()
    .join(" and ");
}

function agreementOf(states: readonly DeviceCheckpoint[]): string | undefined {
  if (states.length < 2) return undefined;
  return new Set(states.map(({ digest }) => digest)).size === 1 ? "both hold the same" : "the devices differ";
}

/** The first edit that is not the same, or of which something else became. */
function partingOf(left: readonly Step[], right: readonly Step[]): Parting | null {
  const length = Math.max(left.length, right.length);
  for (let after = 0; after < length; after++) {
    const [a, b] = [left[after], right[after]];
    if (a === undefined || b === undefined) return { after, left: a, right: b, why: "end" };
    if (a.role !== b.role || a.text !== b.text) return { after, left: a, right: b, why: "edit" };
    if (a.became !== b.became) return { after, left: a, right: b, why: "verdict" };
  }
  return null;
}

/** How often each kind of finding was made, with the first one's sentence. */
function findingsOf(left: SessionSummary, right: SessionSummary): Pair[] {
  const rules = new Set([...left.findings, ...right.findings].map(({ rule }) => rule));
  const text = ({ findings }: SessionSummary, rule: string): string | null => {
    const own = findings.filter((finding) => finding.rule === rule);
    const [first] = own;
    if (first === undefined) return null;
    return own.length === 1 ? first.sentence : `${own.length} times; first: ${first.sentence}`;
  };
  const count = ({ findings }: SessionSummary, rule: string) =>
    findings.filter((finding) => finding.rule === rule).length;
  return [...rules].map((rule) => ({
    ...pair(rule, text(left, rule), text(right, rule)),
    isSame: count(left, rule) === count(right, rule),
  }));
}

/** The registers at the end by the names that people give them, of the phone where there is one. */
function statesOf(left: Side, right: Side): Pair[] {
  const [a, b] = [valuesOf(left), valuesOf(right)];
  return [...new Set([...a.keys(), ...b.keys()])].map((name) => pair(name, a.get(name) ?? null, b.get(name) ?? null));
}

function valuesOf({ states, names }: Side): Map<string, string> {
  const registers: RegisterMap = (states.find(({ role }) => role === "phone") ?? states[0])?.registers ?? {};
  const shown = Object.entries(registers).filter(([register]) => !register.endsWith("/place"));
  return new Map(
    shown
      .map(([register, cell]): [string, string] => [names.register(register), valueText(register, cell[2])])
      .sort(byName),
  );
}

/** As a reader counts: set 2 before set 10. */
const byName = ([a]: [string, string], [b]: [string, string]) => a.localeCompare(b, "en", { numeric: true });
