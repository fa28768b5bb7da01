import { type CaptureHeader, type Envelope, type Meta, parsePacket, Replica, viewSession } from "@lighty/protocol";
import type { Frames } from "./bridges.ts";

const eventColumns = [
  "line",
  "receivedAt",
  "observedAt",
  "observer",
  "role",
  "bootId",
  "traceSeq",
  "direction",
  "transport",
  "sessionId",
  "eventId",
  "author",
  "seq",
  "revision",
  "timestamp",
  "eventType",
  "verdict",
  "lostTo",
  "payload",
];

/** A row an event, wherever a device made, sent or received it; a row of its own for each crossing. */
export async function* csvEvents(_header: CaptureHeader, frames: Frames): AsyncGenerator<string> {
  yield row(eventColumns);
  let line = 1;
  for await (const batch of frames) {
    let rows = "";
    for (const { receivedAt, frame } of batch) {
      line += 1;
      const packet = frame.body.includes('"events"') ? parsePacket(frame.body) : undefined;
      if (packet?.ok !== true || packet.value.kind !== "events") continue;
      const { observer, observedAt, bootId, traceSeq, direction, transport, verdicts = [] } = frame;
      const seen = [
        line,
        receivedAt,
        observedAt,
        observer.deviceId,
        observer.role,
        bootId,
        traceSeq,
        direction,
        transport,
      ];
      for (const event of packet.value.events as Envelope[]) {
        const { sessionId, eventId, deviceId, seq, revision, timestamp, eventType, payload } = event;
        const verdict = verdicts.find((each) => each.eventId === eventId);
        const lost = verdict !== undefined && "lost" in verdict ? verdict.lost : [];
        const lostTo = lost.map((each) => `${each.register} to ${each.revision} of ${each.deviceId}`).join("; ");
        const said = [sessionId, eventId, deviceId, seq, revision, timestamp, eventType, verdict?.verdict, lostTo];
        rows += row([...seen, ...said, JSON.stringify(payload)]);
      }
    }
    if (rows !== "") yield rows;
  }
}

/** Strong's own columns, in its order, so that whatever reads its export reads this. */
const strongColumns = [
  "Date",
  "Workout Name",
  "Duration",
  "Exercise Name",
  "Set Order",
  "Weight",
  "Reps",
  "Distance",
  "Seconds",
  "Notes",
  "Workout Notes",
  "RPE",
];

/** A row a completed set, as the sessions stood at the end of the capture on all its devices together. */
export async function* csvSets(_header: CaptureHeader, frames: Frames): AsyncGenerator<string> {
  // A reader of everything that was said, by whomever: merging is the same in any order. [MRG-1]
  const reader = new Replica("reader00");
  let last = 0;
  for await (const batch of frames) {
    for (const { frame } of batch) {
      last = Math.max(last, frame.observedAt);
      const packet = frame.direction === "received" ? undefined : parsePacket(frame.body);
      if (packet?.ok === true) reader.receive(packet.value, "file", frame.observedAt);
    }
  }
  yield row(strongColumns);
  for (const session of reader.sessions.values()) {
    if (session.registers.status === "discarded") continue;
    const meta = session.registers.value("meta") as Meta | undefined;
    if (meta === undefined) continue;
    const { routineName, startedAt = 0, exercises, derived } = viewSession(session, () => last);
    const date = new Date(startedAt).toISOString().slice(0, 19).replace("T", " ");
    for (const { name, sets } of exercises) {
      let order = 0;
      for (const { weight, reps, isCompleted } of sets) {
        order += 1;
        if (!isCompleted) continue;
        yield row([date, routineName, duration(derived.elapsedSeconds), name, order, weight, reps, 0, 0, "", "", ""]);
      }
    }
  }
}

function duration(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60)];
  return hours > 0 ? `${hours}h ${minutes}m` : minutes > 0 ? `${minutes}m` : `${seconds}s`;
}

function row(cells: readonly (string | number | undefined)[]): string {
  return `${cells.map(cellOf).join(",")}\r\n`;
}

/** Text that a spreadsheet would take for a formula is kept from being one. */
function cellOf(cell: string | number | undefined): string {
  if (cell === undefined) return "";
  if (typeof cell === "number") return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
