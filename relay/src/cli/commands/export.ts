import { Redaction } from "@lighty/protocol";
import { parseFilter } from "@lighty/protocol/filter";
import { bothRedactions } from "@lighty/protocol/redaction";
import { z } from "zod";
import { addressOf } from "../address.ts";
import { fetchCapture } from "../capture-exchange.ts";
import { aboutOf, type InputCapture, openInput, openStream, outputOption, partialOption } from "../capture-input.ts";
import { command } from "../command.ts";
import { misuse } from "../errors.ts";
import { type RelayChoice, relayOptions } from "../relay-options.ts";

const formats = ["capture", "csv", "csv-sets", "mcap", "trace", "otlp", "html"] as const;

const time = { type: "text", placeholder: "time" } as const;

export const spec = command({
  group: "Captures",
  summary: "Write what a relay recorded to a file, as a capture or as what other tools read",
  description:
    "Takes a session of a running relay, or all of them, and writes a capture. With --input it takes a capture or an MCAP file that is already there. Health values are left out unless --redact says none. --as writes for other tools: csv is a row an event, csv-sets a row a set in Strong's columns, mcap opens in Foxglove, trace in Perfetto, otlp is OpenTelemetry's JSON lines, html a page that opens without a server.",
  arguments: { session: { summary: "the session; all of them without it", isOptional: true, completes: "session" } },
  options: {
    ...relayOptions,
    output: outputOption,
    as: { type: "choice", choices: formats, default: "capture", summary: "what to write" },
    input: {
      type: "text",
      short: "i",
      placeholder: "file",
      summary: "a capture or MCAP file instead of a relay; - is stdin",
      completes: "file",
    },
    redact: { type: "choice", choices: Redaction.options, default: "health", summary: "what to leave out" },
    filter: { type: "text", short: "f", placeholder: "filter", summary: "what to let through, in the filter language" },
    device: { type: "text", placeholder: "device", summary: "of that deviceId or role alone", completes: "device" },
    from: { ...time, summary: "seen then or later: 2026-11-22T18:00:00Z, or milliseconds" },
    to: { ...time, summary: "seen then or earlier" },
    partial: partialOption,
  },
  examples: [
    ["export s-9f2c -o gym.ndjson.gz", "a session, health values left out"],
    ["export -o all.ndjson.zst --redact none", "everything the relay holds, as it is"],
    ["export s-9f2c -f verdict:superseded -o - | jq .frame.verdicts", "what lost, to another program"],
    ["export -i gym.ndjson.gz --as html -o gym.html", "a page that opens without a server"],
  ],
  exits: ["unreachable", "capture"],
  json: { schema: z.object({ written: z.string(), as: z.enum(formats), redaction: Redaction, frames: z.int() }) },
  run: async ({ arguments: { session }, options, terminal }) => {
    const { as, redact, input, device } = options;
    const [{ bridges, parsed }, { captureText, writeText }, { redacted }, { saying, select }] = await Promise.all([
      import("../../captures/bridges.ts"),
      import("../../captures/capture-file.ts"),
      import("../../captures/log-capture.ts"),
      import("../../captures/selection.ts"),
    ]);
    const ending = as === "capture" ? "ndjson.gz" : bridges[as].ending;
    const output = options.output ?? `${session ?? "lighty"}.${ending}`;
    if (output === "-" && terminal.isJson) throw misuse("--json and --output - would both write to stdout");
    const filter = options.filter === undefined ? undefined : parsedFilter(options.filter);
    const [from, to] = [instant("--from", options.from), instant("--to", options.to)];
    const capture =
      input === undefined
        ? await fetched(options, { session, redact, filter: options.filter, device, from, to }, terminal.signal)
        : await openInput(input, options.partial, (text) => terminal.say(text));

    const selection = { sessionId: session, device, from, to, filter };
    const isPart = Object.values(selection).some((each) => each !== undefined);
    const progress = terminal.progress("frames", capture.header.counts?.frames ?? null);
    let frames = 0;
    const counted = async function* () {
      const all =
        input === undefined
          ? capture.frames()
          : redacted(isPart ? saying(select(capture.frames(), selection)) : capture.frames(), redact);
      for await (const batch of all) {
        frames += batch.length;
        progress.at(frames);
        yield batch;
      }
    };
    const { counts, ...known } = aboutOf(capture.header);
    const redaction = input === undefined ? known.redaction : bothRedactions(known.redaction, redact);
    const isWhole = [session, filter, device, from, to].every((each) => each === undefined);
    const about = { ...known, redaction, ...(isWhole && counts !== undefined ? { counts } : {}) };
    const header = { ...capture.header, ...about };
    const made = as === "capture" ? captureText(about, counted()) : bridges[as].make(header, parsed(counted()));
    await writeText(output, made).finally(() => progress.end());
    if (terminal.isJson) terminal.printJson({ written: output, as, redaction, frames });
    else if (output !== "-") terminal.say(`${frames} frames written to ${output}; ${leftOut[redaction]}`);
    return "ok";
  },
});

const leftOut: Record<Redaction, string> = {
  none: "nothing was left out, health values are in it",
  health: "health values were left out",
  names: "names were left out, health values are in it",
  all: "health values and names were left out",
};

interface Wanted {
  session: string | undefined;
  redact: Redaction;
  filter: string | undefined;
  device: string | undefined;
  from: number | undefined;
  to: number | undefined;
}

async function fetched(
  choice: RelayChoice,
  { session, ...wanted }: Wanted,
  signal: AbortSignal,
): Promise<InputCapture> {
  const place = session === undefined ? "/api/v1/capture" : `/api/v1/sessions/${encodeURIComponent(session)}/capture`;
  const query = new URLSearchParams({ as: "ndjson" });
  for (const [name, value] of Object.entries(wanted)) if (value !== undefined) query.set(name, String(value));
  const address = await addressOf(choice);
  return openStream(await fetchCapture(address, `${place}?${query}`, signal), `the relay at ${address.url.origin}`);
}

function parsedFilter(text: string) {
  const parsed = parseFilter(text);
  if (parsed.ok) return parsed.filter;
  const { position, expected, found } = parsed.fault;
  throw misuse(
    `--filter, at character ${position + 1}: ${expected.join(" or ")} is expected, not ${JSON.stringify(found)}`,
  );
}

function instant(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = /^\d{1,14}$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isNaN(at))
    throw misuse(`${name} is ${JSON.stringify(text)}; it is a time like 2026-11-22T18:00:00Z, or milliseconds`);
  return at;
}
