import { parseArgs } from "node:util";
import closeWithGrace from "close-with-grace";
import { startDemo } from "./demo.ts";

/*
 * The demo's devices in a process of their own, as if they were somewhere else:
 *
 *   node relay/src/demo/main.ts --url ws://localhost:7788 --folder .lighty/demo [--rate 1]
 *
 * The relay's tokens stand in LIGHTY_TOKEN and LIGHTY_CONTROL_TOKEN, where other users of the machine do not see them.
 */
const { values } = parseArgs({
  options: {
    url: { type: "string" },
    folder: { type: "string" },
    rate: { type: "string", default: "1" },
  },
});
const { url, folder } = values;
const { LIGHTY_TOKEN: token, LIGHTY_CONTROL_TOKEN: controlToken } = process.env;
const rate = Number(values.rate);
if (!url || !folder || !token || !controlToken || !(rate > 0)) {
  process.stderr.write(
    "usage: LIGHTY_TOKEN=... LIGHTY_CONTROL_TOKEN=... node relay/src/demo/main.ts --url ws://host:port --folder path [--rate N]\n",
  );
  process.exit(2);
}
const demo = startDemo({ origin: url, token, controlToken, room: "demo", folder, rate });
closeWithGrace({ delay: 2_000 }, async () => demo.stop());
