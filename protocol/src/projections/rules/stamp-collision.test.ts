import { expect, test } from "vitest";
import type { Frame, Packet, RegisterMap } from "../../index.ts";
import { buildFrame, Pen, phoneId, Sender, sessionId, watchId } from "../../testing/index.ts";
import { Projections } from "../projections.ts";

/** What is found in frames of one session, told one after the other. */
function collisionsIn(...frames: Partial<Frame>[]) {
  const projections = new Projections();
  const seqs = new Map<string, number>();
  for (const [i, more] of frames.entries()) {
    const { deviceId } = more.observer ?? { deviceId: phoneId };
    const traceSeq = (seqs.get(deviceId) ?? 0) + 1;
    seqs.set(deviceId, traceSeq);
    projections.apply([
      { entry: i + 1, receivedAt: 1, frame: buildFrame({ traceSeq, ...more }), sessions: [sessionId] },
    ]);
  }
  const { findings = [] } = projections.sessions.summary(sessionId) ?? {};
  return findings.filter(({ rule }) => rule === "stamp_collision").map(({ entries }) => entries);
}

const watch = { deviceId: watchId, role: "watch" } as const;
const local = (packet: Packet): Partial<Frame> => ({ direction: "local", body: JSON.stringify(packet) });
const received = (packet: Packet, more: Partial<Frame> = {}): Partial<Frame> => ({
  ...{ observer: watch, direction: "received", transport: "message", peer: phoneId },
  ...{ body: JSON.stringify(packet), ...more },
});

function weights(): { first: Packet; other: Packet; snapshot: (registers: RegisterMap) => Packet } {
  const [pen, sender] = [new Pen(phoneId), new Sender(phoneId)];
  const event = pen.weight("squat.1", 100);
  const other = { ...event, payload: { setId: "squat.1", weight: 105 } };
  const snapshot = (registers: RegisterMap) =>
    ({
      ...{ v: 1, kind: "snapshot", deviceId: phoneId, role: "phone", have: {}, counter: 1 },
      sessions: [{ sessionId, revision: event.revision, digest: "0".repeat(16), registers }],
    }) as unknown as Packet;
  return { first: sender.events(event), other: sender.events(other as typeof event), snapshot };
}

test("[MRG-2] what the phone wrote and what the watch got differ under one stamp: found where it shows, once", () => {
  const { first, other } = weights();
  expect(collisionsIn(local(first), received(other), received(other))).toEqual([[1, 2]]);
  expect(collisionsIn(local(first), received(first), received(first))).toEqual([]);
});

test("[MRG-2] a packet that was refused wrote nothing", () => {
  const { first, other } = weights();
  expect(collisionsIn(local(first), received(other, { verdict: "rejected" }))).toEqual([]);
});

test("[MRG-2] health is measured, not decided: two readings under one stamp are none", () => {
  const { first } = weights();
  const reading = (value: number): Partial<Frame> => {
    const health = { [`health/${phoneId}/bpm`]: [5, phoneId, { value, measuredAt: 1 }] } as unknown as RegisterMap;
    return received(weights().snapshot(health));
  };
  expect(collisionsIn(local(first), reading(100), reading(120))).toEqual([]);
});

test("[MRG-2] a snapshot's cell is held against what was written, in either order", () => {
  const { first, snapshot } = weights();
  const [event] = (first as Extract<Packet, { kind: "events" }>).events;
  const cell = snapshot({ "set/squat.1/weight": [event?.revision ?? 0, phoneId, 90] });
  expect(collisionsIn(local(first), received(cell))).toEqual([[1, 2]]);
  expect(collisionsIn(received(cell), local(first))).toEqual([[1, 2]]);
});
