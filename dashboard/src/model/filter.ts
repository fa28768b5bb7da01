import { EventType, type VerdictWord } from "@lighty/protocol";
import { everything, type Filter, type ParsedFilter, parseFilter } from "@lighty/protocol/filter";

/** What of a session the list shows; everything else is counted, never forgotten. */
export interface Narrowing {
  /** As the reader typed it, in the filter language. [FLT-1] */
  readonly text: string;
  /** Only entries that earned one of these; all when empty. */
  readonly verdicts: readonly VerdictWord[];
  /** Whether the link's small talk is left out: acks, pings, hellos, and pulses. */
  readonly isQuiet: boolean;
}

export const noNarrowing: Narrowing = { text: "", verdicts: [], isQuiet: false };

export function isNarrowing({ text, verdicts, isQuiet }: Narrowing): boolean {
  return isQuiet || verdicts.length > 0 || text.trim() !== "";
}

/** The switches and the text as one filter; a fault is the text's. */
export function filterOf({ text, verdicts, isQuiet }: Narrowing): ParsedFilter {
  const parsed = parseFilter(text);
  if (!parsed.ok) return parsed;
  const of: Filter[] = text.trim() === "" ? [] : [parsed.filter];
  if (verdicts.length > 0) of.push({ op: "is", field: "verdict", compare: "=", values: verdicts });
  if (isQuiet) of.push(noSmallTalk);
  const [only] = of;
  return {
    ok: true,
    filter: of.length === 1 && only !== undefined ? only : of.length === 0 ? everything : { op: "and", of },
  };
}

const type = (values: readonly string[]): Filter => ({ op: "is", field: "type", compare: "=", values });
const pulse = "health_update";

/** As `isSmallTalk` has it, in words that a relay understands too; what was judged to be more than routine is not small. */
const noSmallTalk: Filter = {
  op: "or",
  of: [
    {
      op: "not",
      of: {
        op: "or",
        of: [
          type(["ack", "ping", "pong", "hello"]),
          {
            op: "and",
            of: [type([pulse]), { op: "not", of: type(EventType.options.filter((other) => other !== pulse)) }],
          },
        ],
      },
    },
    {
      op: "is",
      field: "verdict",
      compare: "=",
      values: ["healed", "early", "partly_applied", "superseded", "foreign", "ended", "rejected"],
    },
  ],
};
