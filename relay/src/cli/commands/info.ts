import { CaptureHeader } from "@lighty/protocol";
import { type CaptureReport, type CaptureSummary, Summing } from "@lighty/protocol/captures";
import { z } from "zod";
import { flaws, openInput } from "../capture-input.ts";
import { command } from "../command.ts";
import { table } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import { count, plain } from "../words.ts";

const Hole = z.object({ bootId: z.string(), first: z.int(), last: z.int() });
const Info = z.object({
  file: z.string(),
  header: CaptureHeader,
  isWhole: z.boolean(),
  missing: z.array(z.string()),
  faults: z.array(z.object({ line: z.int(), code: z.string(), sentence: z.string() })),
  faultCount: z.int(),
  frames: z.int(),
  duplicates: z.int(),
  firstObservedAt: z.int().nullable(),
  lastObservedAt: z.int().nullable(),
  devices: z.array(
    z.object({
      deviceId: z.string(),
      role: z.string(),
      frames: z.int(),
      boots: z.int(),
      builds: z.array(z.string()),
      dropped: z.int(),
      holes: z.array(Hole),
    }),
  ),
  sessions: z.array(
    z.object({ sessionId: z.string(), status: z.string(), routineName: z.string().optional(), findings: z.int() }),
  ),
});

export const spec = command({
  group: "Captures",
  summary: "Tell what a capture holds, and whether it is whole",
  description:
    "Reads the whole file and tells its devices with their builds and holes, its sessions with what is found in them, what was redacted, and what is missing: of a file that breaks off or is damaged, each line that could not be read. Ends with 4 when the file is not whole.",
  arguments: { file: { summary: "the capture; - is stdin", completes: "file" } },
  examples: [
    ["info gym.ndjson.gz", "what is in it"],
    ["info gym.ndjson.gz --json | jq .devices", "the devices, for a program"],
  ],
  exits: ["capture"],
  json: { schema: Info },
  run: async ({ arguments: { file }, terminal }) => {
    const capture = await openInput(file, true, () => {});
    const summing = new Summing();
    const progress = terminal.progress("frames", capture.header.counts?.frames ?? null);
    let frames = 0;
    for await (const batch of capture.frames()) {
      summing.add(batch);
      frames += batch.length;
      progress.at(frames);
    }
    progress.end();
    const report = capture.report();
    const summary = summing.value();
    const isWhole = flaws(report).length === 0;
    if (terminal.isJson) terminal.printJson(infoOf(file, report, summary, isWhole));
    else tell(terminal, file, report, summary);
    return isWhole ? "ok" : "capture";
  },
});

function infoOf(file: string, report: CaptureReport, summary: CaptureSummary, isWhole: boolean): z.infer<typeof Info> {
  const { header, missing, faults, faultCount } = report;
  const sessions = summary.sessions.map(({ sessionId, status, routineName, findings }) => ({
    sessionId,
    status,
    ...(routineName === undefined ? {} : { routineName }),
    findings: findings.length,
  }));
  const found = {
    file,
    header: header as CaptureHeader,
    isWhole,
    missing: [...missing],
    faults: [...faults],
    faultCount,
  };
  return { ...found, ...summary, sessions };
}

function tell(terminal: Terminal, file: string, report: CaptureReport, summary: CaptureSummary): void {
  const { formatVersion, redaction, clockSamples } = report.header as CaptureHeader;
  const { frames, duplicates, firstObservedAt, lastObservedAt, devices, sessions } = summary;
  const span =
    firstObservedAt === null || lastObservedAt === null
      ? ""
      : `, ${new Date(firstObservedAt).toISOString()} to ${new Date(lastObservedAt).toISOString()}`;
  terminal.print(`${file}: ${count(frames, "frame")}${span}`);
  const clocks = clockSamples.map(
    ({ deviceId, offsetMs, uncertaintyMs }) => `${deviceId} ${offsetMs} ± ${uncertaintyMs} ms`,
  );
  terminal.print(`format ${formatVersion}, redaction ${redaction}, clocks ${clocks.join(", ") || "not known"}`);
  if (duplicates > 0) terminal.print(`${count(duplicates, "frame")} are there more than once`);
  const deviceRows = devices.map(({ role, deviceId, builds, frames: own, boots, dropped, holes }) => {
    const missing = holes.reduce((sum, { first, last }) => sum + last - first + 1, 0);
    return [role, deviceId, plain(builds.join(", ")), String(own), String(boots), String(dropped), String(missing)];
  });
  if (devices.length > 0)
    terminal.print(
      `\n${table(["role", "device", "builds", "frames", "starts", "dropped", "missing"], deviceRows, terminal)}`,
    );
  const sessionRows = sessions.map(({ sessionId, status, routineName = "", findings }) => {
    return [sessionId, status, plain(routineName), String(findings.length)];
  });
  if (sessions.length > 0)
    terminal.print(`\n${table(["session", "status", "routine", "findings"], sessionRows, terminal)}`);
  for (const flaw of flaws(report)) terminal.say(`${terminal.paintSaid("yellow", "not whole:")} ${plain(flaw)}`);
}
