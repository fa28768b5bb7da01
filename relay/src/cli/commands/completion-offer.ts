import { addressOf } from "../address.ts";
import { command } from "../command.ts";
import { offersFor } from "../completion.ts";
import { RelayClient } from "../relay-client.ts";
import { relayOptions } from "../relay-options.ts";
import { plain } from "../words.ts";

/** A shell waits for this: a relay that is slow is one that knows nothing. */
const mostMs = 2_000;
const mostOffers = 50;

export const spec = command({
  group: "Set-up",
  summary: "Tell a shell what may stand at the cursor",
  description:
    "What the scripts of `lighty completion` ask at each Tab: a line an offer, its summary after a tab character; `:file` where a file belongs. Sessions and devices are those of the running relay, and none where there is none.",
  arguments: {
    words: { summary: "the command line behind `lighty`, as far as the cursor", isOptional: true, isRepeated: true },
  },
  options: relayOptions,
  examples: [["completion offer -- tail --", "the options of tail"]],
  run: async ({ arguments: { words }, options, terminal, commands }) => {
    const offers = offersFor(words ?? [], await commands());
    const typed = words?.at(-1) ?? "";
    if (offers === "file") {
      terminal.print(":file");
      return "ok";
    }
    const found = typeof offers === "string" ? await knownToRelay(offers).catch(() => []) : offers;
    for (const { value, summary } of found) if (value.startsWith(typed)) terminal.print(`${value}\t${summary}`);
    return "ok";

    async function knownToRelay(what: "session" | "device") {
      const client = new RelayClient(
        await addressOf(options),
        AbortSignal.any([terminal.signal, AbortSignal.timeout(mostMs)]),
      );
      if (what === "device") {
        const { devices } = await client.devices();
        return devices.map(({ deviceId, role }) => ({ value: deviceId, summary: role as string }));
      }
      const sessions = [{ value: "latest", summary: "the one begun last" }];
      for await (const { sessionId, status, routineName = "" } of client.sessions(mostOffers))
        sessions.push({ value: sessionId, summary: `${status} ${plain(routineName)}`.trim() });
      return sessions;
    }
  },
});
