import { join } from "node:path";
import { addressOf } from "../address.ts";
import { command } from "../command.ts";
import { dataFolderOf } from "../places.ts";
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
    const { url, token, certificate: ca } = await addressOf(options);
    const { startDemo } = await import("../../demo/demo.ts");
    const tee = new URL("/v1/tee", url);
    tee.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const folder = join(dataFolderOf(options.data), "demo-beside");
    const demo = startDemo({ url: tee.href, token, ca, folder, rate: options.rate });
    terminal.say(`A phone and a watch train at ${options.rate}x and send to ${url.origin}. Ctrl-C ends it.`);
    await new Promise<void>((resolve) => terminal.signal.addEventListener("abort", () => resolve(), { once: true }));
    demo.stop();
    return "ok";
  },
});
