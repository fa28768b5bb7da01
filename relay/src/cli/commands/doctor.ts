import { Check, checkData, checkDisk, checkLan, checkNode, checkRelay, checkTools } from "../checkup.ts";
import { command } from "../command.ts";
import { dataFolderOf } from "../places.ts";
import { portOption, relayOptions } from "../relay-options.ts";

export const spec = command({
  group: "Set-up",
  summary: "Look at this machine and say what is missing, each with its fix",
  description:
    "Node, the data folder, room on the disk, the relay or its port, the clocks of connected devices, what the tests need, and the address a phone would find. A warning leaves something out; a fault stops the relay, and the command ends with 1.",
  options: { ...relayOptions, port: portOption },
  examples: [
    ["doctor", "a line for each"],
    ["doctor --json | jq -r 'select(.status != \"ok\") | .fix'", "what to do"],
  ],
  json: { schema: Check, isLines: true },
  run: async ({ options, terminal }) => {
    const folder = dataFolderOf(options.data);
    const checks = [
      checkNode(),
      checkData(folder),
      checkDisk(folder),
      ...(await checkRelay(options, options.port, terminal.signal)),
      ...(await checkTools()),
      checkLan(),
    ];
    const colours = { ok: "green", warning: "yellow", fault: "red" } as const;
    for (const { check, status, sentence, fix } of checks) {
      if (terminal.isJson) terminal.printJson({ check, status, sentence, ...(fix === undefined ? {} : { fix }) });
      else
        terminal.print(
          `${terminal.paint(colours[status], status.padEnd(7))}  ${check.padEnd(8)}  ${sentence}${fix === undefined ? "" : `\n${" ".repeat(19)}fix: ${fix}`}`,
        );
    }
    return checks.some(({ status }) => status === "fault") ? "mismatch" : "ok";
  },
});
