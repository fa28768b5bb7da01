import { expect, test } from "vitest";
import type { Frame, Packet } from "../../index.ts";
import { buildFrame, Pen, phoneId, Sender, watchId } from "../../testing/index.ts";
import { Projections } from "../projections.ts";

/** The sentences found in what the phone tells, one frame after the other, each listed under both sessions. */
function found(...frames: Partial<Frame>[]): string[] {
  const projections = new Projections();
  const sessions = ["s-1", "s-2"];
  for (const [i, more] of frames.entries())
    projections.apply([{ entry: i + 1, receivedAt: 1, frame: buildFrame({ traceSeq: i + 1, ...more }), sessions }]);
  const findings = projections.sessions.summary("s-2")?.findings ?? [];
  return findings.filter(({ rule }) => rule === "two_sessions").map(({ sentence }) => sentence);
}

const started = (deviceId: string, sessionId: string): Packet =>
  new Sender(deviceId).events(new Pen(deviceId, sessionId).started());
const local = (packet: Packet): Partial<Frame> => ({ direction: "local", body: JSON.stringify(packet) });
const received = (packet: Packet): Partial<Frame> => ({
  ...{ direction: "received", transport: "message", peer: watchId, body: JSON.stringify(packet) },
});

test("[SES-2] a session that the other device began beside the own one is said, once", () => {
  const other = received(started(watchId, "s-2"));
  expect(found(local(started(phoneId, "s-1")), other, other)).toEqual([
    "two sessions are live on the phone at once: s-2 beside s-1",
  ]);
});

test("[ACT-1] the device's own start shows that what stands beside it has ended there, though its end was never told", () => {
  const first = started(watchId, "s-1");
  expect(found(received(first), local(started(phoneId, "s-2")), received(first))).toEqual([]);
});
