import { addressOf } from "../address.ts";
import { command } from "../command.ts";
import { Device, devicesIn } from "../listed-devices.ts";
import { RelayClient } from "../relay-client.ts";
import { relayOptions } from "../relay-options.ts";
import { table } from "../table.ts";
import { ago, plain } from "../words.ts";

export const spec = command({
  group: "Devices",
  summary: "List the devices a running relay has heard of or paired",
  description:
    "Whether a device's tee is open now, whether it holds a token of its own, when it was last heard, how many frames its tee dropped, how many of its events its peer has not acknowledged, and how far its clock is from the relay's, give or take what is not known.",
  options: relayOptions,
  examples: [
    ["devices", "a line for each"],
    ["devices --json | jq -r 'select(.isConnected) | .deviceId'", "the ids of those that are connected"],
  ],
  exits: ["unreachable"],
  json: { schema: Device, isLines: true },
  run: async ({ options, terminal }) => {
    const client = new RelayClient(await addressOf(options), terminal.signal);
    const devices = devicesIn(await client.devices());
    if (terminal.isJson) for (const device of devices) terminal.printJson(device);
    else if (devices.length === 0)
      terminal.say("No device yet. `lighty pair` brings one, `lighty demo` simulates two.");
    else
      terminal.print(
        table(
          ["device", "role", "name", "tee", "token", "last heard", "dropped", "waiting", "clock"],
          devices.map(row),
          terminal,
        ),
      );
    return "ok";
  },
});

function row({ deviceId, role, name = "", isConnected, pairing, seen, clock }: Device): string[] {
  const offset =
    clock === null ? "unknown" : `${clock.offsetMs >= 0 ? "+" : ""}${clock.offsetMs} ms ± ${clock.uncertaintyMs}`;
  const heard =
    seen === undefined
      ? ["never", "", ""]
      : [ago(Date.now() - seen.lastReceivedAt), String(seen.dropped), String(seen.queueDepth)];
  return [deviceId, role, plain(name), isConnected ? "open" : "shut", pairing, ...heard, offset];
}
