import { type SessionSummary, verdictWords } from "@lighty/protocol";

/** What a word may be asked of alone, as in `verdict:superseded`. */
const fields = ["routine", "id", "device", "is", "verdict", "finding"] as const;
type Field = (typeof fields)[number];

interface Word {
  readonly field: Field | null;
  readonly text: string;
}

/**
 * Whether a session is meant by what a reader typed: every word has to occur in its name, its id, its state, its devices, the verdicts it
 * earned or what was found in it, in whatever case. Words in quotes stand together; `field:word` asks of one of these alone.
 */
export function searchedBy(search: string): (summary: SessionSummary) => boolean {
  const words = wordsOf(search);
  if (words.length === 0) return () => true;
  return (summary) => {
    const texts = textsOf(summary);
    const all = Object.values(texts).flat();
    return words.every(({ field, text }) => (field === null ? all : texts[field]).some((each) => each.includes(text)));
  };
}

function wordsOf(search: string): Word[] {
  return [...search.toLowerCase().matchAll(/(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/g)].flatMap(
    ([whole, name, quoted, bare]) => {
      const field = fields.find((each) => each === name) ?? null;
      const text = field === null ? (quoted ?? whole) : (quoted ?? bare ?? "");
      return text === "" ? [] : [{ field, text }];
    },
  );
}

const states: Record<SessionSummary["status"], string> = {
  shell: "not started",
  active: "live",
  discarded: "discarded",
  finished: "finished",
};

/** What a session's state is called. */
export function stateOf({ status }: Pick<SessionSummary, "status">): string {
  return states[status];
}

function textsOf(summary: SessionSummary): Record<Field, string[]> {
  const { sessionId, routineName = "", devices, verdicts, findings } = summary;
  const given = verdictWords.filter((word) => (verdicts[word] ?? 0) > 0);
  const texts: Record<Field, string[]> = {
    routine: [routineName],
    id: [sessionId],
    device: devices.flatMap(({ deviceId, role }) => [deviceId, role]),
    is: [stateOf(summary)],
    verdict: given.flatMap((word) => [word, word.replaceAll("_", " ")]),
    finding: findings.flatMap(({ rule, severity, sentence }) => [rule, severity, sentence]),
  };
  for (const field of fields) texts[field] = texts[field].map((text) => text.toLowerCase());
  return texts;
}
