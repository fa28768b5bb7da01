import { Redaction } from "@lighty/protocol";
import { z } from "zod";
import { namedDevice } from "../../http/captures.ts";
import { addressOf } from "../address.ts";
import { command } from "../command.ts";
import { filterOf } from "../filter-words.ts";
import { headOf } from "../latest.ts";
import { Recording } from "../recording.ts";
import { RelayClient } from "../relay-client.ts";
import { relayOptions } from "../relay-options.ts";
import { count } from "../words.ts";

export const spec = command({
  group: "Captures",
  summary: "Record what lands in a running relay into a capture, from now until Ctrl-C",
  description:
    "Frame by frame as they land, through a restart of the relay, too. Ctrl-C is the ordinary end: the capture gets its last line and the command ends with 0. A file is there whole under its name, or not at all; its ending says how it is compressed (.ndjson, .ndjson.gz, .ndjson.zst). `lighty export` makes a capture of what the log holds already.",
  arguments: { file: { summary: "the capture to write, or - for stdout", completes: "file" } },
  options: {
    session: { type: "text", placeholder: "id", summary: "only this session", completes: "session" },
    filter: { type: "text", placeholder: "filter", summary: "only frames that it lets through" },
    for: { type: "span", summary: "end after this long" },
    untilEnd: { type: "flag", summary: "end soon after a session was finished or discarded" },
    redact: { type: "choice", choices: Redaction.options, default: "health", summary: "what to leave out" },
    ...relayOptions,
  },
  examples: [
    ["record gym.ndjson.gz", "until Ctrl-C"],
    ["record gym.ndjson.gz --until-end", "until the workout is over"],
    ["record - --for 90s | lighty verify -", "a minute and a half, verified at once"],
  ],
  exits: ["unreachable"],
  json: { schema: z.object({ file: z.string(), frames: z.int() }) },
  run: async ({ arguments: { file }, options, terminal }) => {
    const filter = filterOf(options.filter === undefined ? undefined : [options.filter]);
    const address = await addressOf(options);
    const { devices } = await new RelayClient(address, terminal.signal).devices();
    const after = await headOf(address, terminal.signal);
    const recording = new Recording(options, { after, session: options.session, filter, beyond: 0 }, terminal);
    const clockSamples = devices.flatMap(({ deviceId, clock }) =>
      clock === null ? [] : [{ deviceId, at: clock.at, offsetMs: clock.offsetMs, uncertaintyMs: clock.uncertaintyMs }],
    );
    const about = {
      devices: devices.map(namedDevice),
      clockSamples,
      redaction: options.redact,
    };
    await recording.write(file, about, { forMs: options.for, untilEnd: options.untilEnd });
    if (terminal.isJson && file !== "-") terminal.printJson({ file, frames: recording.frames });
    else terminal.say(`${count(recording.frames, "frame")} recorded${file === "-" ? "" : ` into ${file}`}.`);
    return "ok";
  },
});
