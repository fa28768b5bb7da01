import { type CaptureHeader, type Frame, particularsOf } from "@lighty/protocol";
import { Alignment, crossingOf } from "./aligned.ts";
import type { Frames } from "./bridges.ts";

/** A crossing has no length of its own; this much can be seen and hit. Microseconds. */
const shownUs = 1_000;

const lanes = ["local", "message", "userInfo", "applicationContext", "file", "relay"];

/**
 * Chrome's trace JSON, which Perfetto reads: a process a device, a thread a transport, and an arrow from where a packet was sent to where it
 * was received.
 */
export async function* chromeTrace(header: CaptureHeader, frames: Frames): AsyncGenerator<string> {
  const alignment = new Alignment(header);
  const processes = new Map<string, number>();
  yield '{"displayTimeUnit":"ms","otherData":{"format":"lighty-capture"},"traceEvents":[\n';
  let separator = "";
  for await (const batch of frames) {
    const events = batch.flatMap(({ frame }) => {
      const { deviceId, role } = frame.observer;
      const isNew = !processes.has(deviceId);
      const pid = processes.get(deviceId) ?? processes.size + 1;
      processes.set(deviceId, pid);
      const named = isNew ? nameLanes(pid, `${role} ${deviceId}`) : [];
      return [...named, ...eventsOf(frame, pid, alignment.at(frame) * 1_000)];
    });
    yield separator + events.map((event) => JSON.stringify(event)).join(",\n");
    if (events.length > 0) separator = ",\n";
  }
  yield "\n]}\n";
}

function nameLanes(pid: number, name: string): object[] {
  return [
    { ph: "M", name: "process_name", pid, tid: 0, args: { name } },
    ...lanes.map((lane, tid) => ({ ph: "M", name: "thread_name", pid, tid, args: { name: lane } })),
  ];
}

function eventsOf(frame: Frame, pid: number, ts: number): object[] {
  const { direction, transport, traceSeq, bootId, sizeBytes, verdict, queueDepth } = frame;
  const { kind, names } = particularsOf(frame.body);
  const name = names.length > 0 ? names.slice(0, 3).join(" ") : kind;
  const place = { pid, tid: Math.max(0, lanes.indexOf(transport ?? "local")) };
  const args = { bootId, traceSeq, direction, sizeBytes, verdict, queueDepth, body: frame.body };
  const slice = { ph: "X", name, cat: direction, ts, dur: shownUs, ...place, args };
  if (direction === "local") return [slice];
  const arrow = { name: "crossing", cat: "crossing", id: crossingOf(frame), ts: ts + shownUs / 2, ...place };
  return [slice, direction === "sent" ? { ph: "s", ...arrow } : { ph: "f", bp: "e", ...arrow }];
}
