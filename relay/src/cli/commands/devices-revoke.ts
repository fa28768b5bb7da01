import { z } from "zod";
import { addressOf } from "../address.ts";
import { command } from "../command.ts";
import { RelayClient } from "../relay-client.ts";
import { relayOptions } from "../relay-options.ts";

export const spec = command({
  group: "Devices",
  summary: "End a paired device's token, and its lines",
  description:
    "From then on the device is a stranger to the relay until it is paired anew. What it has sent stays in the log.",
  arguments: { device: { summary: "its id, as `lighty devices` lists it", completes: "device" } },
  options: relayOptions,
  examples: [["devices revoke phone0001", "ends that phone's token"]],
  exits: ["unreachable"],
  json: { schema: z.object({ revoked: z.string() }) },
  run: async ({ arguments: { device }, options, terminal }) => {
    const client = new RelayClient(await addressOf(options), terminal.signal);
    await client.post(`/api/v1/devices/${encodeURIComponent(device)}/revoke`, {});
    if (terminal.isJson) terminal.printJson({ revoked: device });
    else terminal.say(`${device} is revoked.`);
    return "ok";
  },
});
