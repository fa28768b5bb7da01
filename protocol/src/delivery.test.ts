import { describe, expect, test } from "vitest";
import { transferOf } from "./delivery.ts";
import { limits } from "./limits.ts";
import type { Packet, SnapshotPacket } from "./packet.ts";
import { byteLength } from "./parse.ts";
import { lackedBy } from "./standing.ts";
import {
  described,
  exchange,
  exercise,
  LabDevice,
  Pen,
  phoneId,
  Sender,
  type Sent,
  sends,
  sessionId,
  trainingPair,
  watchId,
} from "./testing/index.ts";

const edit = (weight: number) => ({ act: "edit_set", sessionId, setId: "squat.1", weight }) as const;
const eventsIn = (packet: Packet) => (packet.kind === "events" ? packet.events : []);
const seqsOf = (sent: readonly Sent[], channel: string) =>
  sent
    .filter((each) => each.channel === channel && each.packet.kind === "events")
    .map(({ packet }) => eventsIn(packet).map(({ seq }) => seq));

function snapshotIn(sent: Sent | undefined): SnapshotPacket {
  if (sent?.packet.kind !== "snapshot") throw new Error("no snapshot was sent");
  return sent.packet;
}

function alone(reachable = false): LabDevice {
  const phone = new LabDevice().activate(reachable);
  phone.start();
  phone.take();
  return phone;
}

describe("which way an event goes", () => {
  test("[OUT-2] by message at once when the peer is in reach", () => {
    const sent = sends(alone(true).act(edit(105)).actions);
    expect(described(sent)).toEqual(["message events"]);
    expect(sent[0]?.packet.have).toEqual({ [sessionId]: { [phoneId]: { upTo: 2 } } });
  });

  test("[OUT-3] by userInfo at once when it is not", () => {
    expect(seqsOf(sends(alone().act(edit(105)).actions), "userInfo")).toEqual([[2]]);
  });

  test("[OUT-3] [LNK-3] a message that failed goes by userInfo; the same event never a second time until the next activation", () => {
    const phone = alone(true);
    const [sent] = sends(phone.act(edit(105)).actions);
    expect(
      seqsOf(sends(phone.step({ type: "sent", sendId: sent?.sendId ?? "", errorCode: 7014 }).actions), "userInfo"),
    ).toEqual([[2]]);
    phone.reachable(false);
    phone.reachable(true);
    const again = phone.takeSent().filter(({ channel, packet }) => channel === "message" && packet.kind === "events");
    expect(seqsOf(again, "message").at(-1)).toEqual([1, 2]);
    const failed = sends(phone.step({ type: "sent", sendId: again.at(-1)?.sendId ?? "", errorCode: 7014 }).actions);
    expect(seqsOf(failed, "userInfo")).toEqual([]);
  });

  test("[OUT-3] what the system handed back undelivered is queued again once reachability is told, what can never go is not", () => {
    const phone = alone();
    const seqsQueued = () => seqsOf(phone.takeSent(), "userInfo");
    const [edited] = sends(phone.act(edit(105)).actions);
    phone.take();
    phone.step({ type: "sent", sendId: edited?.sendId ?? "", errorCode: 7017 });
    expect(seqsQueued()).toEqual([]);
    const [again] = sends(phone.reachable(false).actions);
    expect(seqsQueued()).toEqual([[2]]);
    phone.step({ type: "sent", sendId: again?.sendId ?? "", errorCode: 7006 });
    phone.reachable(false);
    expect(seqsQueued()).toEqual([]);
  });

  test("[OUT-3] a second activation, of another watch say, queues all that the system does not hold", () => {
    const phone = alone();
    phone.act(edit(105));
    const [first] = phone.takeSent().filter(({ channel }) => channel === "userInfo");
    const outstanding = [{ sendId: first?.sendId ?? "", text: first?.text ?? "" }];
    phone.activate(false, outstanding);
    expect(seqsOf(phone.takeSent(), "userInfo")).toEqual([[1]]);
    phone.activate(false);
    expect(seqsOf(phone.takeSent(), "userInfo")).toEqual([[1, 2]]);
  });

  test("[OUT-3] a new process hands it over anew, unless the system still holds it", () => {
    const phone = alone();
    const [transfer] = sends(phone.act(edit(105)).actions);
    phone.take();
    phone.restart().activate(false);
    expect(seqsOf(phone.takeSent(), "userInfo")).toEqual([[1, 2]]);
    phone.restart().activate(false, [{ sendId: "old", text: transfer?.text ?? "" }]);
    expect(seqsOf(phone.takeSent(), "userInfo")).toEqual([[1]]);
  });

  test("[LNK-4] a send that ended well asks for nothing more; its event stays until it is acknowledged", () => {
    const phone = alone(true);
    const [sent] = sends(phone.act(edit(105)).actions);
    expect(phone.step({ type: "sent", sendId: sent?.sendId ?? "" }).actions).toEqual([]);
    expect(phone.engine.queueDepth).toBe(2);
  });

  test("[LNK-4] the end of a send that this process knows nothing of changes nothing", () => {
    const phone = alone(true);
    expect(phone.step({ type: "sent", sendId: "who-knows", errorCode: 7014 }).actions).toEqual([]);
  });

  test("[OUT-9] a set is here while an own write of it is on the way, and on both once it is acknowledged", () => {
    const { phone, watch } = trainingPair();
    const where = () => ["squat.1", "squat.2"].map((setId) => phone.engine.whereabouts(sessionId, setId));
    expect(where()).toEqual(["both", "both"]);
    phone.act(edit(105));
    expect(where()).toEqual(["here", "both"]);
    exchange(phone, watch);
    expect(where()).toEqual(["both", "both"]);
    expect(alone().engine.whereabouts(sessionId, "bench.2")).toBe("here");
    expect(phone.engine.whereabouts("s-9", "x")).toBe("both");
  });
});

describe("leaving again", () => {
  test("[OUT-2] everything unacknowledged leaves again on becoming reachable, in the author's order", () => {
    const phone = alone();
    for (let i = 0; i < 5; i++) phone.act(edit(i));
    expect(seqsOf(sends(phone.reachable(true).actions), "message").flat()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(seqsOf(sends(phone.reachable(true).actions), "message").flat()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("[OUT-4] what was acknowledged does not", () => {
    const phone = alone();
    phone.act(edit(1));
    phone.receive(new Sender(watchId).ack({ [sessionId]: { [phoneId]: { upTo: 1 } } }));
    expect(seqsOf(sends(phone.reachable(true).actions), "message")).toEqual([[2]]);
    expect(phone.keys).not.toContain(`event/${sessionId}/1`);
  });

  test("[OUT-7] what a hello shows to be missing leaves again, once in two seconds", () => {
    const phone = alone(true);
    const lacking = new Sender(watchId).ack({ [sessionId]: {} });
    for (const [at, resent] of [
      [1_999, 0],
      [2_000, 1],
      [3_999, 0],
      [4_000, 1],
    ] as const) {
      phone.at = at;
      phone.receive(lacking);
      expect(seqsOf(phone.takeSent(), "message"), `at ${at}`).toHaveLength(resent);
    }
  });

  test("[OUT-8] a queued transfer is taken back once its every event is acknowledged, and not before", () => {
    const phone = new LabDevice().activate(false);
    phone.start();
    phone.act(edit(105));
    const transfers = phone.takeSent().filter(({ channel }) => channel === "userInfo");
    expect(seqsOf(transfers, "userInfo")).toEqual([[1], [2]]);
    const cancelled = (upTo: number) =>
      phone
        .receive(new Sender(watchId).ack({ [sessionId]: { [phoneId]: { upTo } } }))
        .actions.flatMap((action) => (action.type === "cancel" ? action.sendIds : []));
    expect(cancelled(0)).toEqual([]);
    expect(cancelled(1)).toEqual([transfers[0]?.sendId]);
    expect(cancelled(2)).toEqual([transfers[1]?.sendId]);
    expect(cancelled(2)).toEqual([]);
  });

  test("[OUT-8] a transfer that the system has handed over is not taken back", () => {
    const phone = new LabDevice().activate(false);
    phone.start();
    const [transfer] = phone.takeSent();
    phone.step({ type: "sent", sendId: transfer?.sendId ?? "" });
    expect(
      phone
        .receive(new Sender(watchId).ack({ [sessionId]: { [phoneId]: { upTo: 1 } } }))
        .actions.filter(({ type }) => type === "cancel"),
    ).toEqual([]);
  });

  test("[OUT-8] what an earlier process queued is known by what is in it, and what is not ours is left alone", () => {
    const pen = new Pen();
    const packet = new Sender(phoneId).events(pen.weight("a", 1), pen.weight("b", 2), {
      ...pen.weight("c", 3),
      sessionId: "s-2",
    });
    expect(transferOf(packet, phoneId)).toEqual([
      { sessionId: "s-1", seqs: [1, 2] },
      { sessionId: "s-2", seqs: [3] },
    ]);
    expect(transferOf(packet, watchId)).toEqual([]);
    expect(transferOf(new Sender(phoneId).ack(), phoneId)).toEqual([]);
    const phone = new LabDevice().activate(false, [{ sendId: "junk", text: "not JSON" }]);
    expect(phone.take().filter(({ type }) => type === "cancel")).toEqual([{ type: "cancel", sendIds: ["junk"] }]);
  });
});

describe("sizes", () => {
  test("[OUT-6] [LNK-2] a long outbox leaves in packets below 48 KB, in order, none missing", () => {
    const phone = alone();
    for (let i = 0; i < 700; i++) phone.act(edit(i));
    phone.take();
    const sent = sends(phone.reachable(true).actions).filter(({ packet }) => packet.kind === "events");
    expect(sent.length).toBeGreaterThan(2);
    for (const { text } of sent) expect(byteLength(text)).toBeLessThanOrEqual(limits.packetSplitBytes);
    expect(seqsOf(sent, "message").flat()).toEqual(Array.from({ length: 701 }, (_, i) => i + 1));
  });

  test("[OUT-6] a packet holds events of one session", () => {
    const phone = alone();
    phone.act({ act: "discard", sessionId });
    phone.start({}, "s-2");
    phone.take();
    const sent = sends(phone.reachable(true).actions).filter(({ packet }) => packet.kind === "events");
    expect(sent.map(({ packet }) => [...new Set(eventsIn(packet).map((event) => event.sessionId))])).toEqual([
      ["s-1"],
      ["s-2"],
    ]);
  });

  test("[OUT-5] beyond 2,000 events the oldest go, from the store as well, and a snapshot answers for them", () => {
    const phone = alone();
    for (let i = 0; i < limits.outboxEvents; i++) phone.act(edit(i % 100));
    expect(phone.engine.queueDepth).toBe(limits.outboxEvents);
    expect(phone.keys).not.toContain(`event/${sessionId}/1`);
    expect(phone.keys).toContain(`event/${sessionId}/2`);
    phone.take();
    phone.at = 10_000;
    phone.reachable(true);
    phone.take();
    phone.at = 20_000;
    phone.receive(new Sender(watchId).ack({ [sessionId]: {} }));
    expect(phone.takeSent().map(({ packet }) => packet.kind)).toContain("snapshot");
  });

  test("[SNP-5] a snapshot too large for a message goes by context; sends say their bytes", () => {
    const phone = alone(true);
    const note = "é".repeat(2_000);
    const writes = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`note/n${i}`, note]));
    phone.receive(new Sender(watchId).events(new Pen(watchId).writeForeign("much_said", {}, { writes, revision: 5 })));
    phone.take();
    phone.at = 10_000;
    phone.receive(
      new Sender("newwatch1", { [sessionId]: {} }).hello({ sessionId, revision: 0, digest: "0".repeat(16) }),
    );
    const sent = phone.outputs.flatMap(({ actions }) => actions).filter((action) => action.type === "send");
    for (const { channel, bytes, text } of sent) {
      expect(bytes).toBe(byteLength(text));
      expect(bytes).toBeLessThanOrEqual(channel === "applicationContext" ? limits.contextBytes : limits.messageBytes);
    }
    const last = phone.takeSent();
    expect(described(last)).toContain("applicationContext snapshot");
    expect(described(last)).not.toContain("message snapshot");
  });

  test("[SNP-3] a context holds the live session first, and of the ended ones as many as fit", () => {
    const note = "x".repeat(4_000);
    const phone = new LabDevice().activate(false);
    for (let i = 0; i < 8; i++) {
      const writes = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`note/n${n}`, note]));
      const watch = new Pen(watchId, `s-${i}`);
      phone.receive(
        new Sender(watchId).events(
          watch.started({ startedAt: 1_800_000_000_000 - i }),
          watch.writeForeign("much_said", {}, { writes }),
        ),
        "userInfo",
      );
      if (i < 7) phone.act({ act: "discard", sessionId: `s-${i}` });
    }
    const context = phone.takeSent().findLast(({ channel }) => channel === "applicationContext");
    expect(context?.text.length).toBeLessThanOrEqual(limits.contextBytes);
    const sessions = snapshotIn(context).sessions.map((each) => each.sessionId);
    expect(sessions[0]).toBe("s-7");
    expect(sessions.length).toBeLessThan(8);
    expect(sessions.length).toBeGreaterThan(4);
  });
});

describe("the context", () => {
  const contexts = (sent: readonly Sent[]) => sent.filter(({ channel }) => channel === "applicationContext");

  test("[SNP-4] at most every five seconds while live, with the newest state", () => {
    const phone = alone();
    let published = 0;
    for (let at = 0; at < 60_000; at += 500) {
      phone.at = at;
      published += contexts(sends(phone.act(edit(at / 500)).actions)).length;
    }
    expect(published).toBeLessThanOrEqual(12);
    expect(published).toBeGreaterThanOrEqual(11);
    const [last] = contexts(sends(phone.tick(5_000).actions));
    expect(snapshotIn(last).sessions[0]?.registers["set/squat.1/weight"]?.[2]).toBe(119);
    expect(contexts(sends(phone.tick(5_000).actions))).toEqual([]);
  });

  test.each([
    ["pause", { act: "pause", sessionId }],
    ["resume", { act: "resume", sessionId }],
    ["finish", { act: "finish", sessionId, outcome: "none" }],
    ["discard", { act: "discard", sessionId }],
  ] as const)("[SNP-4] at once on %s", (_, act) => {
    expect(contexts(sends(alone().act(act).actions))).toHaveLength(1);
  });

  test("[SNP-4] a health value alone is no change while live, and is one after the end", () => {
    const phone = alone();
    phone.at = 10_000;
    expect(contexts(sends(phone.act({ act: "measure", sessionId, heartRateBpm: 1 }).actions))).toEqual([]);
    phone.act({ act: "discard", sessionId });
    phone.at = 20_000;
    const reading = new Pen(watchId).write("health_update", { heartRateBpm: 2, measuredAt: 1 }, { revision: 50 });
    expect(contexts(sends(phone.receive(new Sender(watchId).events(reading)).actions))).toHaveLength(1);
  });

  test("[SNP-1] shows what it acknowledges: registers, vector and digest of one moment", () => {
    const phone = alone();
    phone.at = 10_000;
    const [context] = contexts(sends(phone.act(edit(105)).actions));
    const { state } = phone.session();
    expect(context?.packet).toMatchObject({
      have: { [sessionId]: { [phoneId]: { upTo: 2 } } },
      sessions: [
        {
          sessionId,
          revision: state.revision,
          digest: state.digest,
          registers: state.registers.toMap(),
          derived: { elapsedSeconds: 10 },
        },
      ],
    });
  });

  test("[SNP-6] one that the system refused is published again after the interval; one that can never go is not", () => {
    const phone = new LabDevice().activate(false);
    phone.start();
    const refuse = (errorCode: number) => {
      const sendId = contexts(phone.takeSent()).at(-1)?.sendId ?? "";
      return phone.step({ type: "sent", sendId, errorCode });
    };
    refuse(7004);
    expect(contexts(sends(phone.tick(4_999).actions))).toEqual([]);
    expect(contexts(sends(phone.tick(1).actions))).toHaveLength(1);
    refuse(7006);
    expect(contexts(sends(phone.tick(600_000).actions))).toEqual([]);
  });

  test("a wake is wanted when something waits: a context, a hello, a snapshot", () => {
    const phone = alone();
    expect(phone.engine.wakeAt(phone.now())).toBeNull();
    phone.act(edit(1));
    expect(phone.engine.wakeAt(phone.now())).toBe(phone.now().monotonicMs + 5_000);
    phone.tick(5_000);
    expect(phone.engine.wakeAt(phone.now())).toBeNull();
    phone.reachable(true);
    expect(phone.engine.wakeAt(phone.now())).toBe(phone.now().monotonicMs + 15_000);
  });
});

describe("readings and pings", () => {
  test("[EVT-7] a reading leaves by message in reach, is lost out of reach, and comes again with the next hello", () => {
    const phone = alone(true);
    expect(described(sends(phone.act({ act: "measure", sessionId, heartRateBpm: 1 }).actions))).toEqual([
      "message events",
    ]);
    phone.reachable(false);
    expect(sends(phone.act({ act: "measure", sessionId, heartRateBpm: 99 }).actions)).toEqual([]);
    const hello = sends(phone.reachable(true).actions).find(({ packet }) => packet.kind === "hello");
    expect(JSON.stringify(hello?.packet)).toContain('"value":99');
  });

  test("[CLK-3] a ping is answered with its own stamps and the two of the receiver", () => {
    const phone = alone(true);
    phone.at = 250;
    const [pong] = sends(phone.receive(new Sender(watchId).ping("clock-w", 77)).actions);
    expect(pong?.packet).toMatchObject({
      kind: "pong",
      pingClockId: "clock-w",
      pingSentAt: 77,
      pingReceivedAt: 1_800_000_000_250,
      sentAt: 1_800_000_000_250,
      clockId: phone.engine.clockId,
    });
  });
});

test("[OUT-7] what a peer lacks of the own events is counted from its vector, holes included", () => {
  const phone = alone();
  for (let i = 0; i < 4; i++) phone.act(edit(i));
  const record = phone.session();
  expect(lackedBy(record, phoneId)).toEqual([1, 2, 3, 4, 5]);
  phone.receive(new Sender(watchId).ack({ [sessionId]: { [phoneId]: { upTo: 2, past: [4] } } }));
  expect(lackedBy(record, phoneId)).toEqual([3, 5]);
  expect(exercise("x").sets).toHaveLength(2);
});
