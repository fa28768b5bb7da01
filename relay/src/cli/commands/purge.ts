import { createInterface } from "node:readline/promises";
import { z } from "zod";
import { addressOf } from "../address.ts";
import { command } from "../command.ts";
import { misuse } from "../errors.ts";
import { RelayClient } from "../relay-client.ts";
import { relayOptions } from "../relay-options.ts";
import type { Terminal } from "../terminal.ts";

const Health = z.object({ entries: z.int() });

export const spec = command({
  group: "Relay",
  summary: "Empty a running relay's log, after asking",
  description:
    "Every entry is forgotten, and every open dashboard hears of it. Paired devices stay paired, numbers and cursors go on, and what a device has sent already it does not send again. It cannot be undone: `lighty export` keeps what is worth keeping.",
  options: {
    yes: { type: "flag", short: "y", summary: "do not ask" },
    ...relayOptions,
  },
  examples: [
    ["purge", "asks, then empties the log"],
    ["purge --yes", "the same for a script"],
  ],
  exits: ["unreachable"],
  json: { schema: z.object({ purged: z.literal(true) }) },
  run: async ({ options, terminal }) => {
    const client = new RelayClient(await addressOf(options), terminal.signal);
    if (!options.yes) {
      if (!process.stdin.isTTY)
        throw misuse("nobody is there to ask whether the log may be emptied", "lighty purge --yes, if it may");
      const { entries } = await client.get("/healthz", Health);
      if (
        !(await isAgreed(
          `Forget everything in the log of ${client.address.url.origin}, ${entries.toLocaleString("en-GB")} entries so far?`,
          terminal,
        ))
      ) {
        terminal.say("Nothing was touched.");
        return "ok";
      }
    }
    await client.post("/api/v1/purge", {});
    if (terminal.isJson) terminal.printJson({ purged: true });
    else terminal.say("The log is empty.");
    return "ok";
  },
});

async function isAgreed(question: string, { signal }: Terminal): Promise<boolean> {
  const asked = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await asked.question(`${question} [y/N] `, { signal })).trim());
  } finally {
    asked.close();
  }
}
