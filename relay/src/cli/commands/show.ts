import type { RegisterMap, SessionSummary } from "@lighty/protocol";
import { DeliveryReport, type EventPath } from "@lighty/protocol/projections";
import { z } from "zod";
import { entryAccount, sessionAccount } from "../account.ts";
import { addressOf } from "../address.ts";
import { command } from "../command.ts";
import { CommandError } from "../errors.ts";
import { filterOf } from "../filter-words.ts";
import { latestEntries } from "../latest.ts";
import { EntriesPage, mostItems, RelayClient, StateAnswer } from "../relay-client.ts";
import { relayOptions } from "../relay-options.ts";
import { ShownEntry, ShownSession } from "../shown.ts";

export const spec = command({
  group: "Look",
  summary: "Show a session, or one entry with the reason for its verdict and its path",
  description:
    "Of a session: how it stands on each device, what the projections found, counts by verdict, how its events fared, and its latest entries. Of an entry: what crossed, what the receiver decided in a sentence, and the way of each of its events from the tap to the acknowledgement.",
  arguments: {
    session: { summary: "its id, or latest", isOptional: true, completes: "session" },
  },
  options: {
    entry: {
      type: "number",
      short: "e",
      placeholder: "number",
      min: 1,
      max: Number.MAX_SAFE_INTEGER,
      isWhole: true,
      summary: "show this entry instead",
    },
    last: {
      type: "number",
      short: "n",
      placeholder: "count",
      min: 0,
      max: 100_000,
      isWhole: true,
      default: 20,
      summary: "so many of its latest entries",
    },
    filter: { type: "text", placeholder: "filter", summary: "only entries that it lets through" },
    ...relayOptions,
  },
  examples: [
    ["show", "the latest session"],
    ["show --filter 'not verdict:applied'", "its latest entries that came and changed nothing or not all"],
    ["show --entry 137", "why entry 137 was judged as it was"],
  ],
  exits: ["unreachable"],
  json: { schema: z.union([ShownSession, ShownEntry]) },
  run: async ({ arguments: { session: asked = "latest" }, options, terminal }) => {
    const filter = filterOf(options.filter === undefined ? undefined : [options.filter]);
    const client = new RelayClient(await addressOf(options), terminal.signal);
    if (options.entry !== undefined) {
      const shown = await entryShown(client, options.entry);
      if (terminal.isJson) terminal.printJson(shown);
      else terminal.print(entryAccount(shown, terminal));
      return "ok";
    }
    const session = asked === "latest" ? await latestSession(client) : await client.session(asked);
    const { sessionId } = session;
    const { events, transports } = await client.get(`${pathOf(sessionId)}/delivery`, DeliveryReport, { limit: 1 });
    const place = { session: sessionId, filter };
    const entries =
      options.last === 0 ? [] : (await latestEntries(client, place, options.last, terminal.signal)).entries;
    const shown: ShownSession = { session, delivery: { events, transports }, entries: [...entries] };
    if (terminal.isJson) terminal.printJson(shown);
    else terminal.print(sessionAccount(shown, terminal));
    return "ok";
  },
});

function pathOf(sessionId: string): string {
  return `/api/v1/sessions/${encodeURIComponent(sessionId)}`;
}

async function latestSession(client: RelayClient): Promise<SessionSummary> {
  for await (const session of client.sessions(1)) return session;
  throw new CommandError("mismatch", "the relay knows no session yet", {
    next: "`lighty demo` trains one, and `lighty pair` brings a device",
  });
}

async function entryShown(client: RelayClient, number: number): Promise<ShownEntry> {
  const { entries } = await client.get("/api/v1/entries", EntriesPage, { filter: `entry=${number}`, limit: 1 });
  const [entry] = entries;
  if (entry === undefined) {
    throw new CommandError("mismatch", `there is no entry ${number} in the log`, {
      why: "it has not come yet, or the log has let go of it",
      next: "lighty tail shows the latest",
    });
  }
  const { sentencesOf, eventIdsOf, sessionsOf } = await import("../entry-sentences.ts");
  const paths: EventPath[] = [];
  const sentences: string[] = [];
  const ids = eventIdsOf(entry);
  const [sessionId] = sessionsOf(entry);
  if (sessionId !== undefined) {
    const session = await client.session(sessionId);
    const { devices } = await client.get(`${pathOf(sessionId)}/state`, StateAnswer);
    sentences.push(...sentencesOf(entry, session.devices, (devices[0]?.registers ?? {}) as RegisterMap));
    const report = await client.get(`${pathOf(sessionId)}/delivery`, DeliveryReport, { limit: mostItems });
    paths.push(...report.paths.filter(({ eventId }) => ids.has(eventId)));
  }
  return { entry, sentences, paths };
}
