import { createInterface } from "node:readline/promises";
import { Id } from "@lighty/protocol";
import { z } from "zod";
import { addressOf } from "../address.ts";
import { command } from "../command.ts";
import { misuse } from "../errors.ts";
import { RelayClient } from "../relay-client.ts";
import { relayOptions } from "../relay-options.ts";
import type { Terminal } from "../terminal.ts";
import { count } from "../words.ts";

const Health = z.object({ entries: z.int() });
const Removal = z.object({ entries: z.int(), shared: z.int() });

export const spec = command({
  group: "Relay",
  summary: "Empty a running relay's log, or delete one session of it, after asking",
  description:
    "Every entry is forgotten, and every open dashboard hears of it. With --session every frame that names this session is deleted, also one that names another beside it, which has it left out then. Paired devices stay paired, numbers and cursors go on, and what a device has sent already it does not send again. It cannot be undone: `lighty export` keeps what is worth keeping.",
  options: {
    session: {
      type: "text",
      placeholder: "id",
      summary: "delete this session alone",
      completes: "session",
      check: (text: string) => (Id.safeParse(text).success ? null : "it is not a session id: 1 to 64 of a-z 0-9 . _ -"),
    },
    yes: { type: "flag", short: "y", summary: "do not ask" },
    ...relayOptions,
  },
  examples: [
    ["purge", "asks, then empties the log"],
    ["purge --yes", "the same for a script"],
    ["purge --session bench-0041", "deletes one session"],
  ],
  exits: ["unreachable"],
  json: {
    schema: z.union([z.object({ purged: z.literal(true) }), Removal.extend({ sessionId: Id })]),
  },
  run: async ({ options, terminal }) => {
    const client = new RelayClient(await addressOf(options), terminal.signal);
    const { session: sessionId } = options;
    if (!options.yes) {
      if (!process.stdin.isTTY)
        throw misuse("nobody is there to ask whether the log may be emptied", "lighty purge --yes, if it may");
      if (!(await isAgreed(await questionOf(client, sessionId), terminal))) {
        terminal.say("Nothing was touched.");
        return "ok";
      }
    }
    if (sessionId !== undefined) {
      const path = `/api/v1/sessions/${encodeURIComponent(sessionId)}/delete`;
      const removal = Removal.parse(JSON.parse(await client.post(path, {})));
      if (terminal.isJson) terminal.printJson({ sessionId, ...removal });
      else terminal.say(`${sessionId} is gone: ${count(removal.entries, "frame")}${lossOf(removal)}.`);
      return "ok";
    }
    await client.post("/api/v1/purge", {});
    if (terminal.isJson) terminal.printJson({ purged: true });
    else terminal.say("The log is empty.");
    return "ok";
  },
});

async function questionOf(client: RelayClient, sessionId: string | undefined): Promise<string> {
  const { origin } = client.address.url;
  if (sessionId !== undefined) {
    const { entries } = await client.session(sessionId);
    return `Delete the session ${sessionId} from the log of ${origin}, ${entries.toLocaleString("en-GB")} entries?`;
  }
  const { entries } = await client.get("/healthz", Health);
  return `Forget everything in the log of ${origin}, ${entries.toLocaleString("en-GB")} entries so far?`;
}

function lossOf({ shared }: z.infer<typeof Removal>): string {
  return shared === 0 ? "" : `; ${shared.toLocaleString("en-GB")} of them named other sessions as well`;
}

async function isAgreed(question: string, { signal }: Terminal): Promise<boolean> {
  const asked = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await asked.question(`${question} [y/N] `, { signal })).trim());
  } finally {
    asked.close();
  }
}
