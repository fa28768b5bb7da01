import { basename } from "node:path";
import { Readable } from "node:stream";
import { CaptureWriter } from "@lighty/protocol/captures";
import { Imported } from "../../captures/imported.ts";
import { addressOf } from "../address.ts";
import { sendCapture, whenRead } from "../capture-exchange.ts";
import { aboutOf, flaws, openInput, partialOption } from "../capture-input.ts";
import { command } from "../command.ts";
import { RelayClient } from "../relay-client.ts";
import { relayOptions } from "../relay-options.ts";
import { count, plain } from "../words.ts";

export const spec = command({
  group: "Captures",
  summary: "Take a capture into a running relay, in a world of its own",
  description:
    "The relay takes the capture whole or not at all, and shows it just as it was recorded, apart from everything live: nothing in the file can reach a live session or device, whatever ids it has. A capture of at most 64 MiB is taken. An MCAP file that lighty wrote is taken, too.",
  arguments: { file: { summary: "the capture; - is stdin", completes: "file" } },
  options: {
    ...relayOptions,
    name: { type: "text", placeholder: "text", summary: "what to call it; the name of the file without it" },
    partial: partialOption,
  },
  examples: [
    ["import gym.ndjson.gz", "a capture that someone sent"],
    ["import crash.ndjson --partial", "one that breaks off, up to its last whole line"],
    ["export s-9f2c -o - | lighty import - --data other", "a session of one relay, to another"],
  ],
  exits: ["unreachable", "capture"],
  json: { schema: Imported },
  run: async ({ arguments: { file }, options, terminal }) => {
    const address = await addressOf(options);
    // Read here first: what is not a capture is not sent at all.
    const capture = await openInput(file, options.partial, (text) => terminal.say(text));
    const progress = terminal.progress("frames", capture.header.counts?.frames ?? null);
    const lines = async function* () {
      const writer = new CaptureWriter();
      yield writer.header(aboutOf(capture.header));
      for await (const batch of capture.frames()) {
        yield batch.map(({ receivedAt, text }) => writer.frame(receivedAt, text)).join("");
        progress.at(writer.frames);
      }
      // One that was not whole must not look as if it had been.
      if (flaws(capture.report()).length === 0) yield writer.trailer();
    };
    const query = new URLSearchParams({
      name: (options.name ?? (file === "-" ? "stdin" : basename(file))).slice(0, 200),
    });
    if (options.partial) query.set("cut", "accept");
    const text = Readable.from(lines());
    const { importId, frames } = await sendCapture(address, `/api/v1/import?${query}`, text, terminal.signal).finally(
      () => progress.end(),
    );
    if (!terminal.isJson) terminal.say(`${count(frames, "frame")} imported as ${importId}; reading the sessions`);
    const imported = await whenRead(new RelayClient(address, terminal.signal), importId, terminal.signal);
    if (terminal.isJson) {
      terminal.printJson(imported);
      return "ok";
    }
    for (const { sessionId, status, routineName = "a session without a start", findings } of imported.sessions ?? [])
      terminal.print(`${sessionId}  ${status}  ${plain(routineName)}  ${count(findings.length, "finding")}`);
    return "ok";
  },
});
