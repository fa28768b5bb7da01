import { Entry } from "@lighty/protocol";
import { fieldNames } from "@lighty/protocol/filter";
import { z } from "zod";
import { addressOf } from "../address.ts";
import { command } from "../command.ts";
import { entryLine } from "../entry-line.ts";
import { filterOf } from "../filter-words.ts";
import { follow } from "../following.ts";
import { Gaps } from "../gaps.ts";
import { latestEntries } from "../latest.ts";
import { RelayClient } from "../relay-client.ts";
import { relayOptions } from "../relay-options.ts";

const Line = z.discriminatedUnion("kind", [
  /** The last entry of a batch has the cursor to go on from. */
  z.object({ kind: z.literal("entry"), ...Entry.shape, cursor: z.string().optional() }),
  z.object({ kind: z.literal("gap"), sentence: z.string() }),
]);

export const spec = command({
  group: "Look",
  summary: "Print the latest entries of a running relay, and with --follow those to come",
  description: `A line for each entry: the device's time, the entry's number, who saw it, how it crossed, what it is, and its verdict. What is missing is said: frames a tee dropped, entries the log has let go of, a log that is another one than before. With --follow it outlives the relay: when that is back it goes on by cursor, with no gap and no repeat.

The filter is the dashboard's: ${fieldNames.join(", ")}, compared with : = != > >= < <=, joined by and, or, not and brackets. A word alone is sought in the payload.`,
  arguments: {
    filter: { summary: "what to let through; everything without it", isOptional: true, isRepeated: true },
  },
  options: {
    follow: { type: "flag", short: "f", summary: "go on with what lands, until Ctrl-C" },
    last: {
      type: "number",
      short: "n",
      placeholder: "count",
      min: 0,
      max: 100_000,
      isWhole: true,
      default: 10,
      summary: "begin with so many of the latest",
    },
    after: {
      type: "text",
      placeholder: "cursor",
      summary: "begin after this cursor instead, as an earlier --json gave it",
    },
    session: { type: "text", placeholder: "id", summary: "only this session", completes: "session" },
    ...relayOptions,
  },
  examples: [
    ["tail -f", "the latest ten entries, and everything from now on"],
    ["tail -f 'verdict:superseded,duplicate'", "what arrived and changed nothing, as it happens"],
    ["tail -n 1000 --json device:watch | jq -r .frame.body", "what the watch's tee saw, as the texts that crossed"],
  ],
  exits: ["unreachable"],
  json: { schema: Line, isLines: true },
  run: async ({ arguments: { filter: words }, options, terminal }) => {
    const { signal } = terminal;
    const { session, last } = options;
    const filter = filterOf(words);
    const gaps = filter === undefined && session === undefined ? new Gaps() : null;
    const gap = (sentence: string) =>
      terminal.isJson
        ? terminal.printJson({ kind: "gap", sentence })
        : terminal.print(terminal.paint("red", `--- ${sentence} ---`));
    const show = async (entries: readonly Entry[], cursor?: string) => {
      for (const [index, entry] of entries.entries()) {
        for (const sentence of gaps?.before(entry) ?? []) gap(sentence);
        const mark = cursor !== undefined && index === entries.length - 1 ? { cursor } : {};
        await terminal.write(
          `${terminal.isJson ? JSON.stringify({ kind: "entry", ...entry, ...mark }) : entryLine(entry, terminal)}\n`,
        );
      }
    };

    let after: string | undefined = options.after;
    let seen = 0;
    // The backlog is held back until it is whole, for only its last entries were asked for.
    let backlog: Entry[] | null = null;
    if (after === undefined) {
      const client = new RelayClient(await addressOf(options), signal);
      const latest = await latestEntries(client, { session, filter }, last, signal);
      backlog = [...latest.entries];
      seen = backlog.at(-1)?.entry ?? 0;
      after = latest.cursor;
    }
    let cursor = after;
    for await (const heard of follow(options, { after, session, filter, beyond: seen }, signal)) {
      if (heard.kind === "other-log") gap("another log begins here; what lies between the two is not known");
      else if (heard.kind === "away")
        terminal.say(`The relay is away (${heard.sentence}); waiting for it. Ctrl-C ends it.`);
      else if (heard.kind === "back") terminal.say("The relay is back.");
      else if (heard.kind === "entries") {
        cursor = heard.cursor;
        if (backlog === null) await show(heard.entries, cursor);
        else backlog = [...backlog, ...heard.entries].slice(-Math.max(1, last));
      } else {
        cursor = heard.cursor;
        if (backlog !== null) await show(last === 0 ? [] : backlog.slice(-last), cursor);
        backlog = null;
        if (!options.follow) return "ok";
      }
    }
    if (!terminal.isJson) terminal.say(`To go on from here: lighty tail -f --after ${cursor}`);
    return "interrupted";
  },
});
