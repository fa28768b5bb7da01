import { z } from "zod";
import { addressOf } from "../address.ts";
import { command } from "../command.ts";
import { RelayClient } from "../relay-client.ts";
import { relayOptions } from "../relay-options.ts";

const Code = z.object({ code: z.string(), expiresAt: z.number(), link: z.string() });

export const spec = command({
  group: "Devices",
  summary: "Show a code that pairs one device, to scan and to type",
  description:
    "The code is good for one device and ten minutes. The device shows the relay that it knows the code, and gets a token of its own; neither the code nor the token crosses the line.",
  options: relayOptions,
  examples: [
    ["pair", "a code as a picture and as text"],
    ["pair --json | jq -r .link", "the link that the picture holds"],
  ],
  exits: ["unreachable"],
  json: { schema: Code },
  run: async ({ options, terminal }) => {
    const client = new RelayClient(await addressOf(options), terminal.signal);
    const code = Code.parse(JSON.parse(await client.post("/api/v1/pairing", {})));
    if (terminal.isJson) {
      terminal.printJson(code);
      return "ok";
    }
    const { renderUnicodeCompact } = await import("uqr");
    const until = new Date(code.expiresAt).toTimeString().slice(0, 5);
    const relay = new URL(code.link).searchParams.get("relay") ?? client.address.url.origin;
    terminal.print(renderUnicodeCompact(code.link, { border: 2 }));
    terminal.print(`\n  ${terminal.paint("bold", code.code)}   pairs one device with ${relay}; good until ${until}`);
    if (/\/\/(localhost|127\.|\[::1\])/.test(relay))
      terminal.say(
        "  This relay listens on this machine alone: a simulator reaches it, a phone does not. `lighty relay --lan --tls` opens it to one.",
      );
    return "ok";
  },
});
