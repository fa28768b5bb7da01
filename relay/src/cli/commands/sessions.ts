import { SessionSummary } from "@lighty/protocol";
import { addressOf } from "../address.ts";
import { command } from "../command.ts";
import { RelayClient } from "../relay-client.ts";
import { relayOptions } from "../relay-options.ts";
import { table } from "../table.ts";
import { ago, plain } from "../words.ts";

export const spec = command({
  group: "Look",
  summary: "List the sessions a running relay knows, newest first",
  description:
    "A line for each: its id, how it stands, its routine, when it was last heard of, and how many entries and findings it has. `lighty show` tells more of one.",
  options: {
    ...relayOptions,
    last: {
      type: "number",
      short: "n",
      placeholder: "count",
      min: 1,
      max: 100_000,
      isWhole: true,
      default: 20,
      summary: "at most so many",
    },
  },
  examples: [
    ["sessions", "the latest twenty"],
    ["sessions --last 1 --json | jq -r .sessionId", "the id of the latest"],
  ],
  exits: ["unreachable"],
  json: { schema: SessionSummary, isLines: true },
  run: async ({ options, terminal }) => {
    const client = new RelayClient(await addressOf(options), terminal.signal);
    const sessions: SessionSummary[] = [];
    for await (const session of client.sessions(options.last)) sessions.push(session);
    if (terminal.isJson) for (const session of sessions) terminal.printJson(session);
    else if (sessions.length === 0)
      terminal.say("No session yet. `lighty demo` trains one, and `lighty pair` brings a device.");
    else
      terminal.print(
        table(["session", "status", "routine", "last heard", "entries", "findings"], sessions.map(row), terminal),
      );
    return "ok";
  },
});

function row({ sessionId, status, routineName = "", lastReceivedAt, entries, findings }: SessionSummary): string[] {
  return [
    sessionId,
    status,
    plain(routineName),
    ago(Date.now() - lastReceivedAt),
    String(entries),
    String(findings.length),
  ];
}
