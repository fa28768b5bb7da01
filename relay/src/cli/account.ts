import type { EventPath } from "@lighty/protocol/projections";
import { colours, entryLine, whatOf } from "./entry-line.ts";
import type { ShownEntry, ShownSession } from "./shown.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { clockTime, count, plain } from "./words.ts";

const severities = { error: "red", warning: "yellow", info: "blue" } as const;

/** A session for a person to read. */
export function sessionAccount({ session, delivery, entries }: ShownSession, terminal: Terminal): string {
  const { sessionId, status, routineName, startedAt, revision, devices, verdicts, findings } = session;
  const title = [sessionId, ...(routineName === undefined ? [] : [plain(routineName)]), status].join("  ");
  const digests = new Set(devices.map(({ digest }) => digest));
  const { events } = delivery;
  return [
    terminal.paint("bold", title),
    `  began     ${startedAt === undefined ? "unknown" : new Date(startedAt).toISOString()}, now at revision ${revision}`,
    ...devices.map(({ role, deviceId, digest = "unknown" }) => `  ${role.padEnd(8)}  ${deviceId}, digest ${digest}`),
    `  devices   ${digests.size > 1 ? terminal.paint("yellow", "differ just now") : terminal.paint("green", "hold the same")}`,
    `  verdicts  ${
      Object.entries(verdicts)
        .map(([word, n]) => `${terminal.paint(colours[word as keyof typeof colours] ?? "white", word)} ${n}`)
        .join(", ") || "none"
    }`,
    `  events    ${events.made} made, ${events.acknowledged} acknowledged, ${events.duplicated} duplicated, ${events.late} late, ${events.open} open`,
    ...delivery.transports.map(transportLine),
    `  findings  ${findings.length === 0 ? terminal.paint("green", "none") : findings.length}`,
    ...findings.map(
      ({ severity, rule, sentence, entries: shown }) =>
        `    ${terminal.paint(severities[severity], severity)} ${rule}: ${plain(sentence)} (#${shown.join(", #")})`,
    ),
    ...(entries.length === 0 ? [] : ["", ...entries.map((entry) => entryLine(entry, terminal))]),
  ].join("\n");
}

function transportLine({
  transport,
  sent,
  received,
  failed,
  lost,
  latency,
}: ShownSession["delivery"]["transports"][number]): string {
  const timed =
    latency === undefined ? "" : `; ${latency.p50Ms} ms at the median, ${latency.p99Ms} at the 99th of a hundred`;
  return `  ${transport}: ${sent} sent, ${received} received, ${failed} failed, ${lost} lost${timed}`;
}

/** An entry for a person to read. */
export function entryAccount({ entry, sentences, paths }: ShownEntry, terminal: Terminal): string {
  const { frame, receivedAt } = entry;
  const { observer, bootId, traceSeq, transport, peer, sizeBytes, queueDepth, digests = {} } = frame;
  const crossed =
    frame.direction === "local"
      ? "at the device itself"
      : `${frame.direction} by ${transport ?? "no transport"}${peer === undefined ? "" : `, peer ${peer}`}`;
  return [
    terminal.paint("bold", `#${entry.entry}  ${plain(whatOf(frame))}`),
    `  seen by   the ${observer.role} ${observer.deviceId}, frame ${traceSeq} of ${bootId}`,
    `  crossed   ${crossed}, ${count(sizeBytes, "byte")}`,
    `  at        ${clockTime(frame.observedAt)} by the device, ${clockTime(receivedAt)} at the relay`,
    ...(frame.verdict === undefined ? [] : [`  verdict   ${terminal.paint(colours[frame.verdict], frame.verdict)}`]),
    ...sentences.map((sentence) => `            ${plain(sentence)}`),
    ...(queueDepth === undefined ? [] : [`  waiting   ${count(queueDepth, "event")} not yet acknowledged by the peer`]),
    ...Object.entries(digests).map(([sessionId, digest]) => `  digest    ${digest} of ${sessionId}`),
    ...paths.map((path) => `\n${pathAccount(path, terminal)}`),
    "",
    plain(frame.body),
  ].join("\n");
}

/** The way of an event: made, sent, received, acknowledged. */
function pathAccount(path: EventPath, terminal: Terminal): string {
  const { eventType, deviceId, seq, revision, latencyMs, uncertaintyMs } = path;
  const steps = [
    ["made", path.made, ""],
    ["first sent", path.firstSent, ""],
    ["last sent", path.sends > 1 ? path.lastSent : undefined, `, the last of ${path.sends}`],
    [
      "received",
      path.received,
      `${path.verdict === undefined ? "" : `, ${path.verdict}`}${path.receipts > 1 ? `, ${path.receipts} times in all` : ""}`,
    ],
    ["acknowledged", path.acknowledged, ""],
  ] as const;
  const rows = steps.map(([step, moment, more]) =>
    moment === undefined
      ? [`  ${step}`, "", "", step === "last sent" ? "" : "not seen"]
      : [`  ${step}`, `#${moment.entry}`, clockTime(moment.at), `${moment.transport ?? ""}${more}`],
  );
  const title = `The path of ${plain(eventType)}${seq === undefined ? "" : ` #${seq}`} r${revision} of ${deviceId}`;
  const lasted =
    latencyMs === undefined
      ? []
      : [`  from the first send to its arrival ${latencyMs} ms, give or take ${uncertaintyMs ?? 0}`];
  return [
    title,
    table(
      ["  step", "entry", "at", "how"],
      rows.filter(([step, entry]) => entry !== "" || step !== "  last sent"),
      terminal,
    ),
    ...lasted,
  ].join("\n");
}
