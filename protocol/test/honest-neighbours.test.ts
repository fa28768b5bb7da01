import { expect, test } from "vitest";
import type { Packet } from "../src/index.ts";
import { epochMs, phoneId, sessionId, snapshotOf, standingOf, watchId } from "../src/testing/index.ts";
import { begun, findingsIn, reachable, Scene } from "./cases/finding.ts";

/*
 * Beside each vector of a finding lies a case that looks like it and is nobody's fault. The vectors show that a rule speaks; these, that it keeps quiet.
 */

const second = 1_000;

function found(scene: Scene, rule: string): string[] {
  return findingsIn(scene.entries).flatMap((finding) => (finding.rule === rule ? finding.sentence : []));
}

/** The phone edits three times by userInfo, each telling how its transfer fared. */
function transfers(scene: Scene, outcome: (sendId: string, edit: Packet) => void): Scene {
  for (const weight of [105, 110, 115]) {
    const edit = scene.from(phoneId).events(scene.phone.weight("squat.1", weight));
    const sendId = `send-${weight}`;
    scene.local(phoneId, edit).sent(phoneId, edit, "userInfo", { sendId }).pass(second);
    outcome(sendId, edit);
  }
  return scene.pass(60 * second);
}

/** A minute later a context crosses, and the watch's frame of it is of that place in its trace. */
function context(scene: Scene, traceSeq?: number): Scene {
  const ack = scene.from(phoneId).ack({ [sessionId]: { [phoneId]: { upTo: 4 } } });
  scene.sent(phoneId, ack, "applicationContext").pass(200);
  return scene.received(watchId, ack, "applicationContext", traceSeq === undefined ? {} : { traceSeq });
}

test("[FND-1] transfers that failed did not leave without an error", () => {
  const scene = begun(new Scene());
  transfers(scene, (sendId) =>
    scene.note(phoneId, { kind: "note", note: "send_failed", sendId, transport: "userInfo", errorCode: 7017 }),
  );
  expect(found(context(scene), "silent_user_info")).toEqual([]);
});

test("[FND-1] [TEE-13] transfers may have come in frames of the receiver that have not: nobody can say that they were silent", () => {
  const scene = transfers(begun(new Scene()), () => {});
  expect(found(context(scene, 5), "silent_user_info")).toEqual([]);
});

test("[FND-1] [TEE-12] a transfer whose frame comes late did come", () => {
  const edits: Packet[] = [];
  const scene = transfers(begun(new Scene()), (_, edit) => edits.push(edit));
  context(scene, 5);
  const [edit] = edits as [Packet];
  scene.received(watchId, edit, "userInfo", { traceSeq: 2 });
  scene.frame(watchId, { body: JSON.stringify(reachable(true)), traceSeq: 6 });
  expect(found(context(scene.pass(60 * second)), "silent_user_info")).toEqual([]);
});

test("[FND-1] a burst long after a silence is not said to come after it", () => {
  const scene = begun(new Scene());
  const edit = scene.from(phoneId).events(scene.phone.weight("squat.1", 105));
  scene.pass(600 * second).local(phoneId, edit);
  for (let minute = 0; minute < 10; minute++) scene.pass(59 * second).note(phoneId, reachable(true));
  for (let n = 0; n < 6; n++) scene.sent(phoneId, edit).pass(100);
  expect(found(scene, "retry_storm")).toEqual(["the phone sent set_updated #2 6 times within 0.5 s"]);
});

test("[FND-1] while a workout is paused no reading is awaited, nor in the first minute after", () => {
  const scene = begun(new Scene());
  const pulse = scene.watch.write("health_update", { heartRateBpm: 120, measuredAt: epochMs + 100 });
  const session = scene.local(watchId, scene.from(watchId).events(pulse)).replica(watchId).session(sessionId);
  const hello = () => scene.sent(watchId, scene.from(watchId).hello(standingOf(session)));
  const run = { since: epochMs, accumulatedMs: 0, clockId: "watch-clock" };
  const turn = (type: "session_paused" | "session_resumed", running: boolean) =>
    scene.local(watchId, scene.from(watchId).events(scene.watch.write(type, { run: { ...run, running } } as never)));
  turn("session_paused", false);
  for (let n = 0; n < 20; n++) {
    scene.pass(15 * second);
    hello();
  }
  turn("session_resumed", true);
  scene.pass(15 * second);
  hello();
  expect(found(scene, "stale_health")).toEqual([]);
  scene.pass(60 * second);
  hello();
  expect(found(scene, "stale_health")).toEqual([
    "the watch's latest health value is 6 min old while the session is live",
  ]);
});

test("[FND-1] [RPL-2] a replay that is not taken breaks no law", () => {
  const scene = begun(new Scene());
  const code = "replay_refused";
  const verdicts = [{ verdict: "rejected" as const, code, sentence: "the events of replay0001 is a replay's" }];
  const events = scene.from(phoneId).events(scene.phone.weight("squat.1", 105));
  scene.received(watchId, { ...events, deviceId: "replay0001" }, "message", { verdict: "rejected", verdicts } as never);
  expect(found(scene, "protocol_violation")).toEqual([]);
});

/** Phone and watch have heard each other; then an edit by userInfo that never comes, and a context that brings it after so long. */
function behind(scene: Scene, ms: number): Scene {
  const event = scene.phone.weight("squat.1", scene.entries.length);
  const edit = scene.from(phoneId).events(event);
  scene.local(phoneId, edit).sent(phoneId, edit, "userInfo").pass(ms);
  const snapshot = scene.from(phoneId).snapshot(snapshotOf(scene.replica(phoneId).session(sessionId)));
  const have = { [sessionId]: { [phoneId]: { upTo: event.seq as number } } };
  scene.sent(phoneId, { ...snapshot, have }, "applicationContext").pass(200);
  return scene.received(watchId, { ...snapshot, have }, "applicationContext");
}

function met(): Scene {
  const scene = begun(new Scene());
  const heard = scene.from(watchId).ack({ [sessionId]: { [phoneId]: { upTo: 1 } } });
  return scene.sent(watchId, heard).pass(40).received(phoneId, heard);
}

test("[FND-1] [SNP-2] what an earlier snapshot brought in time is not missed when a later one comes", () => {
  expect(found(behind(met(), 30 * second), "drift")).toHaveLength(1);
  const scene = met();
  for (let n = 0; n < 10; n++) behind(scene.pass(60 * second), 3 * second);
  expect(found(scene, "drift")).toEqual([]);
});

test("[FND-1] [SNP-2] a device was behind for as long as it was, though the other one's frames were logged long before", () => {
  const scene = behind(met(), 3 * second);
  const own = scene.entries.slice(0, -1);
  // The phone's later frames reach the relay while the watch's wait in its tee.
  const last = scene.entries.at(-1) as (typeof own)[number];
  const phone = scene
    .pass(300 * second)
    .note(phoneId, reachable(true))
    .entries.at(-1) as typeof last;
  const entries = [...own, phone, last].map((each, i) => ({ ...each, entry: i + 1 }));
  expect(findingsIn(entries).filter(({ rule }) => rule === "drift")).toEqual([]);
});
