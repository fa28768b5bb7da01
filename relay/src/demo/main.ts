import { parseArgs } from "node:util";
import closeWithGrace from "close-with-grace";
import { startDemo } from "./demo.ts";

/*
 * The demo's devices in a process of their own, as if they were somewhere else:
 *
 *   node relay/src/demo/main.ts --url ws://localhost:7788/v1/tee --folder .lighty/demo [--rate 1] [--token ...]
 *
 * The token may stand in LIGHTY_TOKEN instead, where other users of the machine do not see it.
 */
const { values } = parseArgs({
  options: {
    url: { type: "string" },
    token: { type: "string", default: process.env.LIGHTY_TOKEN ?? "" },
    folder: { type: "string" },
    rate: { type: "string", default: "1" },
  },
});
const { url, token, folder } = values;
const rate = Number(values.rate);
if (!url || !folder || !token || !(rate > 0)) {
  process.stderr.write("usage: node relay/src/demo/main.ts --url ws://... --folder path --token token [--rate N]\n");
  process.exit(2);
}
const demo = startDemo({ url, token, folder, rate });
closeWithGrace({ delay: 2_000 }, async () => demo.stop());
