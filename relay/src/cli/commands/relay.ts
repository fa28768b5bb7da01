import { readConfig, tokenFault } from "../../config.ts";
import { anyLan } from "../../lan.ts";
import { command } from "../command.ts";
import { misuse } from "../errors.ts";
import { dataFolderOf } from "../places.ts";
import { dataOption, portOption } from "../relay-options.ts";

const token = { type: "text", placeholder: "token", isSecret: true, check: tokenFault } as const;

export const spec = command({
  group: "Relay",
  summary: "Start the relay and its dashboard, and stay until Ctrl-C",
  description:
    "It listens on this machine alone, unless --lan opens an interface, and prints the links that open it. Its note in the data folder is how the other commands find it. Ctrl-C is its ordinary end. `npm start` is `lighty relay --demo` after the dashboard is built.",
  options: {
    port: portOption,
    data: dataOption,
    demo: { type: "flag", summary: "start the simulated phone and watch, too", env: "LIGHTY_DEMO", key: "demo" },
    demoRate: {
      type: "number",
      placeholder: "rate",
      min: 0.1,
      max: 100,
      default: 1,
      summary: "let them train so many times as fast as people do",
      env: "LIGHTY_DEMO_RATE",
      key: "demoRate",
    },
    phone: {
      type: "flag",
      summary: "build the phone app for a browser, where it is stale, while the relay is up already",
      env: "LIGHTY_PHONE",
      key: "phone",
    },
    pair: { type: "flag", summary: "show a code that pairs one device, as text and to be scanned" },
    lan: {
      type: "text",
      placeholder: "interface",
      bare: anyLan,
      summary:
        "listen on one interface of the network too, or on one address (the only one there is, where none is named), and show a code; without --tls health values stay out and only paired devices come in there",
      env: "LIGHTY_LAN",
    },
    tls: {
      type: "flag",
      summary: "encrypt every line, with a certificate of the relay's own whose key devices pin",
      env: "LIGHTY_TLS",
      key: "tls",
    },
    container: {
      type: "flag",
      summary: "listen on every address of the container this runs in; publish its port on 127.0.0.1",
      env: "LIGHTY_CONTAINER",
    },
    durable: {
      type: "flag",
      summary: "flush every commit to the disk, so that frames outlive a power cut, too",
      env: "LIGHTY_DURABLE",
      key: "durable",
    },
    purge: { type: "flag", summary: "empty the log before starting" },
    open: { type: "flag", default: true, summary: "keep the browser shut", env: "LIGHTY_NO_OPEN", key: "open" },
    token: {
      ...token,
      summary: "the token that reads and publishes; a new random one at each start without it",
      env: "LIGHTY_TOKEN",
    },
    controlToken: {
      ...token,
      summary: "the token that reads and changes things; a new random one at each start without it",
      env: "LIGHTY_CONTROL_TOKEN",
    },
  },
  examples: [
    ["relay", "a relay for your own devices"],
    ["relay --demo --demo-rate 20", "with simulated ones that train twenty times as fast as people"],
    ["relay --lan --tls", "for devices on the network, with a code to pair them"],
  ],
  ownsSignals: true,
  run: async ({ options }) => {
    const config = readConfig({ ...options, open: options.open && !process.env.CI }, dataFolderOf(options.data));
    if ("misuse" in config) throw misuse(config.misuse);
    const { serve } = await import("../serve.ts");
    await serve(config);
    // From here on the relay minds the signals, and ends the process.
    return new Promise(() => {});
  },
});
