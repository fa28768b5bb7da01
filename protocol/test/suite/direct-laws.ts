import { limits } from "../../src/index.ts";
import { epochMs, exchange, LabDevice, Pen, phoneId, trainingPair, watchId } from "../../src/testing/index.ts";

/*
 * A few rules that a workout of minutes never meets, asked outright: each says what is wrong, or nothing.
 */

const sessionId = "s-1";
const head = { v: 1, role: "watch", deviceId: watchId, have: {} } as const;
const dayMs = 86_400_000;

/** [CLO-4] [CLO-5] An ended session is forgotten after a month, and what is then still queued somewhere does not raise it. */
export function checkForgotten(): string[] {
  const { phone, watch } = trainingPair();
  const late = new Pen(watchId);
  late.revision = 5;
  const edit = late.weight("squat.1", 300);
  phone.act({ act: "finish", sessionId, outcome: "none" });
  exchange(phone, watch);
  if (phone.session().isOpen) return ["a finished session that both agree on is not closed"];
  phone.at += 31 * dayMs;
  phone.restart().activate();
  if (phone.engine.sessions.has(sessionId)) return ["a session closed a month ago is still kept"];
  const { verdicts } = phone.receive({ ...head, kind: "events", events: [edit] }, "userInfo");
  if (phone.engine.sessions.has(sessionId)) return ["an old queued event raised a forgotten session"];
  return verdicts?.[0]?.verdict === "ended"
    ? []
    : [`an event for a forgotten session is ${verdicts?.[0]?.verdict}, not ended`];
}

/** [RCV-3] [DUP-1] A duplicate is known by its seq, also to a process that has never seen its eventId. */
export function checkDuplicates(): string[] {
  const { phone } = trainingPair();
  const pen = new Pen(watchId);
  pen.revision = 5;
  const packet = { ...head, kind: "events" as const, events: [pen.weight("squat.1", 300), pen.reps("squat.1", 3)] };
  phone.receive(packet);
  phone.restart().activate();
  const { verdicts } = phone.receive(packet, "userInfo");
  const words = verdicts?.map(({ verdict }) => verdict) ?? [];
  return words.every((word) => word === "duplicate") ? [] : [`events that had come before a restart are ${words}`];
}

/** [BND-3] A counter that no device could beat is refused, and changes nothing. */
export function checkPoisonedRevision(): string[] {
  const { phone } = trainingPair();
  const before = phone.session().state.revision;
  const poisoned = new Pen(watchId).weight("squat.1", 1, {
    revision: limits.revisionClockCap + limits.maxRevisionLead + 1,
  });
  const { verdicts } = phone.receive({ ...head, kind: "events", events: [poisoned] });
  if (verdicts?.[0]?.verdict !== "rejected") return [`a poisoned revision is ${verdicts?.[0]?.verdict}`];
  return phone.session().state.revision === before ? [] : ["a refused revision raised R"];
}

/** [OUT-7] A watch that has just been installed lacks what no outbox holds any more, and is told by a snapshot. */
export function checkNewcomer(): string[] {
  const { phone, watch } = trainingPair();
  phone.act({ act: "edit_set", sessionId, setId: "squat.1", weight: 120 });
  exchange(phone, watch);
  phone.reachable(false);
  phone.take();
  const newcomer = new LabDevice("watch0002").activate();
  phone.reachable(true);
  for (let i = 0; i < 6; i++) {
    for (const { channel, text } of newcomer.takeSent()) if (channel === "message") phone.receive(text);
    for (const { channel, text } of phone.takeSent()) if (channel === "message") newcomer.receive(text);
  }
  const digest = newcomer.engine.sessions.get(sessionId)?.state.digest;
  return digest === phone.session().state.digest ? [] : ["a newly installed watch was not told of the session"];
}

/** [CLK-5] What was measured before a reboot yields to the first new sample, also when the app has restarted once more since. */
export function checkRebootedClock(): string[] {
  const phone = new LabDevice(phoneId).activate();
  const watch = new LabDevice(watchId);
  watch.setClock({ wallMs: epochMs + 900_000 });
  watch.activate();
  phone.start();
  exchange(phone, watch);
  phone.setClock({ deviceBootId: "boot-2", monotonicMs: 5, wallMs: epochMs + 3_600_000 });
  phone.restart().activate();
  phone.restart().activate();
  // The pong is on its way for a second, so that nothing but doubt speaks for its sample.
  const ping = phone.takeSent().findLast(({ packet }) => packet.kind === "ping");
  if (ping === undefined) return ["a device that becomes active does not measure the clocks"];
  watch.take();
  watch.receive(ping.text);
  phone.setClock({ deviceBootId: "boot-2", monotonicMs: 1_005, wallMs: epochMs + 3_601_000 });
  for (const { packet, text } of watch.takeSent()) if (packet.kind === "pong") phone.receive(text);
  const now = phone.now();
  const offsetMs = phone.engine.clockAt(now, watch.engine.clockId) - phone.engine.clockAt(now);
  return Math.abs(offsetMs + 2_700_000) <= 1_000
    ? []
    : [`the offset after a reboot is ${offsetMs} ms, not about -2700000`];
}

/** [OUT-2] [LNK-4] Before the link is activated every send is refused with 7004, so none is made; then everything leaves. */
export function checkBeforeActivation(): string[] {
  const phone = new LabDevice(phoneId);
  phone.start();
  const early = phone.takeSent();
  if (early.length > 0) return [`${early.length} packets left before the link was activated`];
  phone.activate(false);
  const sent = phone.takeSent().map(({ channel, packet }) => `${channel} ${packet.kind}`);
  return sent.includes("userInfo events") ? [] : [`what was done before activation left as ${sent} only`];
}

/** [SNP-1] Also of a closed session a snapshot brings the vector: its digest would else be held against an older one. */
export function checkClosedSnapshot(): string[] {
  const { phone, watch } = trainingPair();
  phone.act({ act: "finish", sessionId, outcome: "none" });
  exchange(phone, watch);
  phone.at += 10_000;
  phone.receive({ ...head, kind: "ack", have: { [sessionId]: { [phoneId]: { upTo: 1 } } } });
  for (const { packet } of phone.takeSent()) {
    if (packet.kind === "snapshot" && !Object.hasOwn(packet.have, sessionId))
      return ["a snapshot left without its vector"];
  }
  return [];
}

/** [RCV-8] A device that is handed its own words back learns nothing from them. */
export function checkEcho(): string[] {
  const phone = new LabDevice(phoneId).activate();
  phone.start();
  const own = phone.takeSent().find(({ packet }) => packet.kind === "snapshot");
  if (own === undefined) return ["a start published no context"];
  const { verdicts } = phone.receive(own.text, "applicationContext");
  if (phone.engine.queueDepth !== 1) return ["a device took its own words for an acknowledgement"];
  return verdicts?.[0]?.verdict === "foreign" ? [] : [`its own words are ${verdicts?.[0]?.verdict} to a device`];
}
