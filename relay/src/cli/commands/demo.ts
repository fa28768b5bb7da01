import { join } from "node:path";
import { z } from "zod";
import { addressOf } from "../address.ts";
import { command } from "../command.ts";
import { misuse } from "../errors.ts";
import { dataFolderOf } from "../places.ts";
import { RelayClient } from "../relay-client.ts";
import { relayOptions } from "../relay-options.ts";

export const spec = command({
  group: "Relay",
  summary: "Let a simulated phone and watch train and send to a running relay",
  description:
    "Workout after workout, with outages, late edits, duplicates and real conflicts, until Ctrl-C, which is its ordinary end. The two run the same engine as the apps and send over real sockets; they are other devices than those of `lighty relay --demo`, and the same ones at each start.",
  options: {
    rate: {
      type: "number",
      placeholder: "rate",
      min: 0.1,
      max: 100,
      default: 1,
      summary: "train so many times as fast as people do",
      env: "LIGHTY_DEMO_RATE",
      key: "demoRate",
    },
    ...relayOptions,
  },
  examples: [
    ["demo", "at the pace of people"],
    ["demo --rate 20", "twenty times as fast"],
  ],
  exits: ["unreachable"],
  run: async ({ options, terminal }) => {
    const address = await addressOf(options);
    const { url, token, controlToken, certificate: ca } = address;
    if (controlToken === undefined) {
      throw misuse(
        "the demo makes the weather between its devices, and was given no token that may change things",
        "set LIGHTY_CONTROL_TOKEN to the token of the second link that relay printed",
      );
    }
    // Its devices come back to a relay that goes, and would wait for ever for one that was never there.
    await new RelayClient(address, terminal.signal).get("/api/v1/rooms", z.object({ rooms: z.array(z.unknown()) }));
    const { startDemo } = await import("../../demo/demo.ts");
    const room = "demo-beside";
    const folder = join(dataFolderOf(options.data), room);
    const origin = url.origin.replace(/^http/, "ws");
    const demo = startDemo({ origin, token, controlToken, ca, room, folder, rate: options.rate });
    terminal.say(`A phone and a watch train at ${options.rate}x and send to ${url.origin}. Ctrl-C ends it.`);
    terminal.say(demo.watchEngine);
    await new Promise<void>((resolve) => terminal.signal.addEventListener("abort", () => resolve(), { once: true }));
    demo.stop();
    return "ok";
  },
});
