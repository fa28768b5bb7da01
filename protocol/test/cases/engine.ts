import type { Act, Packet, Value } from "../../src/index.ts";
import { epochMs, exercise, Pen, phoneId, plan, Sender, sessionId, watchId } from "../../src/testing/index.ts";
import { type Script, ScriptWriter } from "./engine-script.ts";

const small = plan({ exercises: [exercise("squat", 1)] });
const start: Act = { act: "start", sessionId, plan: small };
const edit = (weight: number): Act => ({ act: "edit_set", sessionId, setId: "squat.1", weight });
const finish: Act = { act: "finish", sessionId, outcome: "none" };

type Scene = [
  rule: string,
  why: string,
  write: (script: ScriptWriter) => void,
  options?: Partial<Pick<Script, "deviceId" | "stored" | "allowsReplay">>,
];

/** A phone that has started a session and is on its own. */
function started(more: (script: ScriptWriter) => void = () => {}): Script["stored"] {
  const script = new ScriptWriter("", "");
  script.activate(false);
  script.act(start);
  more(script);
  return script.stored();
}

/** A phone and a watch that have the session both, all acknowledged. */
function together(script: ScriptWriter): void {
  script.activate();
  script.peer.activate();
  script.act(start);
  script.exchange();
}

const watchWrote = (...events: ReturnType<Pen["started"]>[]) => new Sender(watchId).events(...events);

const scenes: Scene[] = [
  [
    "DUR-1",
    "A start with no one in reach: all is in the save, the event is queued, and the context shows the session.",
    (script) => {
      script.activate(false);
      script.act(start);
    },
  ],
  [
    "OUT-2",
    "A start in reach: hello and ping at once, the event by message, the context at once as well.",
    (script) => {
      script.activate();
      script.act(start);
    },
  ],
  [
    "OUT-3",
    "An event whose message failed goes by userInfo, once: a second failure queues nothing.",
    (script) => {
      script.activate();
      script.act(start);
      script.at += 10;
      const [first] = script.taken().filter(({ packet }) => packet.kind === "events");
      script.sent(first?.sendId ?? "", 7014);
      script.reachable(true);
      const [again] = script.taken().filter(({ channel, packet }) => channel === "message" && packet.kind === "events");
      script.sent(again?.sendId ?? "", 7014);
    },
  ],
  [
    "OUT-3",
    "A transfer that timed out is queued again once reachability is next told, and not before; one refused for good is not.",
    (script) => {
      script.activate(false);
      script.act(start);
      const queued = () => script.taken().find(({ channel }) => channel === "userInfo")?.sendId ?? "";
      script.sent(queued(), 7017);
      script.tick(10_000);
      script.reachable(false);
      script.sent(queued(), 7009);
      script.reachable(false);
    },
  ],
  [
    "OUT-3",
    "Another activation, as after a switch of watches: what the system holds is queued, and all else is queued again.",
    (script) => {
      script.activate(false);
      script.act(edit(105));
      script.act(edit(106));
      const transfers = script.taken().filter(({ channel }) => channel === "userInfo");
      script.at = 9_000;
      script.activate(
        false,
        transfers.slice(0, 1).map(({ sendId, packet }) => ({ sendId, packet })),
      );
    },
    { stored: started() },
  ],
  [
    "OUT-2",
    "Out of reach, an edit is queued; once in reach the outbox leaves again by message, in order.",
    (script) => {
      script.activate(false);
      script.at = 60_000;
      script.act(edit(105));
      script.at = 90_000;
      script.reachable(true);
    },
    { stored: started() },
  ],
  [
    "OUT-4",
    "What is acknowledged is forgotten, and the transfers that held it are taken back.",
    (script) => {
      script.activate(false);
      script.act(start);
      script.at = 5_000;
      script.receive(new Sender(watchId).ack({ [sessionId]: { [phoneId]: { upTo: 1 } } }), "userInfo");
    },
  ],
  [
    "OUT-8",
    "Transfers of an earlier process are known again: what they hold is not queued twice, and is taken back once it is acknowledged.",
    (script) => {
      const held =
        script.peer.deviceId === watchId
          ? new Sender(phoneId).events(script.script.stored["event/s-1/1"] as never)
          : new Sender(phoneId).ack();
      script.activate(false, [{ sendId: "old-1", packet: held }]);
      script.receive(new Sender(watchId).ack({ [sessionId]: { [phoneId]: { upTo: 1 } } }), "applicationContext");
    },
    { stored: started() },
  ],
  [
    "DUR-3",
    "A new process goes on: what it had accepted is there, and leaves again.",
    (script) => {
      script.at = 120_000;
      script.activate();
    },
    { stored: started((script) => script.act(edit(105))) },
  ],
  [
    "ACK-2",
    "Events are acknowledged: by an ack when nothing else leaves by message.",
    (script) => {
      together(script);
      script.at = 3_000;
      script.receive(watchWrote(new Pen(watchId).weight("squat.1", 110, { revision: 30 })));
    },
  ],
  [
    "ACK-2",
    "Out of reach, the next context acknowledges.",
    (script) => {
      script.activate(false);
      script.at = 6_000;
      script.receive(watchWrote(new Pen(watchId).weight("squat.1", 110, { revision: 30 })), "userInfo");
    },
    { stored: started() },
  ],
  [
    "RCV-3",
    "The same packet again, by the other transport: a duplicate, nothing to save but what was so already, and one more acknowledgement.",
    (script) => {
      together(script);
      const packet = watchWrote(new Pen(watchId).weight("squat.1", 110, { revision: 30 }));
      script.receive(packet);
      script.receive(packet, "userInfo");
    },
  ],
  [
    "CON-1",
    "Both changed one set apart: the watch's edit is the later, and the phone's value is offered as the one that lost.",
    (script) => {
      script.activate(false);
      script.at = 6_000;
      script.act(edit(105));
      script.receive(watchWrote(new Pen(watchId).weight("squat.1", 110, { revision: 90 })), "userInfo");
    },
    { stored: started() },
  ],
  [
    "REV-3",
    "An edit one minute on takes revision 600; one right after it, 601; one after a packet of revision 2,000, 2,001.",
    (script) => {
      together(script);
      script.at = 60_000;
      script.act(edit(105));
      script.act(edit(106));
      script.receive(watchWrote(new Pen(watchId).reps("squat.1", 3, { revision: 2_000 })));
      script.act(edit(107));
    },
  ],
  [
    "HEL-1",
    "Every 15 s of a live session a hello and a ping; nothing in between.",
    (script) => {
      together(script);
      script.tick(14_999);
      script.tick(1);
    },
  ],
  [
    "OUT-7",
    "The peer says that it lacks an event: sent again, but not sooner than 2 s after it last left.",
    (script) => {
      script.activate();
      script.act(start);
      script.at = 1_000;
      script.receive(new Sender(watchId).ack({ [sessionId]: {} }));
      script.at = 2_500;
      script.receive(new Sender(watchId).ack({ [sessionId]: {} }));
    },
  ],
  [
    "OUT-7",
    "The peer lacks an event that is not here any more: a snapshot answers.",
    (script) => {
      script.activate();
      script.receive(
        new Sender(watchId, { [sessionId]: {} }).hello({ sessionId, revision: 0, digest: "0".repeat(16) }),
      );
    },
    { stored: without(started(), "event/s-1/1") },
  ],
  [
    "HEL-3",
    "A hello of a session that is not known here opens a shell, answered with the empty vector.",
    (script) => {
      script.activate();
      script.receive(
        new Sender(watchId, { "s-9": { [watchId]: { upTo: 3 } } }).hello({
          sessionId: "s-9",
          revision: 9,
          digest: "0123456789abcdef",
          status: "active",
        }),
      );
    },
  ],
  [
    "SNP-4",
    "Edits within 5 s of a context wait for the next; a pause does not.",
    (script) => {
      script.activate(false);
      script.at = 1_000;
      script.act(edit(105));
      script.at = 2_000;
      script.act({ act: "pause", sessionId });
      script.act(edit(106));
      script.tick(5_000);
    },
    { stored: started() },
  ],
  [
    "SNP-6",
    "A context that the system refused is published again after the interval, one that can never go is not.",
    (script) => {
      script.activate(false);
      script.sent(script.taken().find(({ channel }) => channel === "applicationContext")?.sendId ?? "", 7004);
      script.tick(4_999);
      script.tick(1);
      script.sent(script.taken().find(({ channel }) => channel === "applicationContext")?.sendId ?? "", 7006);
      script.tick(60_000);
    },
    { stored: started() },
  ],
  [
    "EVT-7",
    "A reading leaves by message when the peer is in reach, is in no outbox, and makes no context.",
    (script) => {
      together(script);
      script.at = 1_000;
      script.act({ act: "measure", sessionId, activeEnergyKcal: 3.25, heartRateBpm: 101 });
      script.reachable(false);
      script.act({ act: "measure", sessionId, heartRateBpm: 102 });
    },
  ],
  [
    "EVT-7",
    "A reading that the sensor brings late says when it was measured.",
    (script) => {
      together(script);
      script.at = 200_000;
      script.act({ act: "measure", sessionId, activeEnergyKcal: 12.5, ageMs: 176_000 });
    },
  ],
  [
    "DRF-1",
    "The same vector and another digest: drift, reported once and answered with a snapshot.",
    (script) => {
      together(script);
      script.at = 1_000;
      const hello = new Sender(watchId, { [sessionId]: { [phoneId]: { upTo: 1 } } }).hello({
        sessionId,
        revision: 1,
        digest: "0123456789abcdef",
        status: "active",
      });
      script.receive(hello);
      script.receive(hello);
    },
  ],
  [
    "CLO-1",
    "Finished on the phone, final on the watch: both say the same, and the session is closed, the last word said once.",
    (script) => {
      together(script);
      script.at = 600_000;
      script.act(finish);
      script.exchange();
      script.peer.act({ act: "finish", sessionId, outcome: "final", activeEnergyKcal: 312.4 });
      script.exchange();
      script.at = 620_000;
      script.reachable(true);
      script.exchange();
    },
  ],
  [
    "CLO-2",
    "A late cell reopens a closed session.",
    (script) => {
      script.at = 700_000;
      script.activate();
      script.receive(watchWrote(new Pen(watchId).completed("squat.1", true, { revision: 50 })));
    },
    { stored: closed() },
  ],
  [
    "CLO-2",
    "So does a packet from another device, whatever it speaks of: the watch's app was installed anew.",
    (script) => {
      script.at = 700_000;
      script.activate();
      script.receive(new Sender("newwatch1").hello());
      script.tick(15_000);
    },
    { stored: closed() },
  ],
  [
    "CLO-5",
    "Nothing rises from a cleared session, and it cannot be started again.",
    (script) => {
      script.activate();
      script.receive(watchWrote(new Pen(watchId).weight("squat.1", 110)));
      script.act(start);
    },
    { stored: { "tombstone/s-1": true } },
  ],
  [
    "CLO-4",
    "Thirty days after it was closed a session is forgotten but for its id.",
    (script) => {
      script.at = 600_000 + 2_592_000_000;
      script.activate(false);
    },
    { stored: closed() },
  ],
  [
    "SES-2",
    "A session that the watch had started before comes in: it is offered, and is the active one.",
    (script) => {
      script.activate(false);
      script.at = 1_000;
      script.receive(
        watchWrote(new Pen(watchId, "s-0").started({ exercises: [], startedAt: epochMs - 5_000, clockId: "clock-w" })),
        "userInfo",
      );
      script.act({ act: "start", sessionId: "s-2", plan: small });
    },
    { stored: started() },
  ],
  [
    "SES-3",
    "A session that ends on the watch is reported, and takes no new edits.",
    (script) => {
      together(script);
      script.at = 60_000;
      script.receive(watchWrote(new Pen(watchId).discarded({ revision: 600 })));
      script.act(edit(105));
    },
  ],
  [
    "EVT-8",
    "After the finish the watch brings its final metrics, once.",
    (script) => {
      script.activate(false);
      script.receive(new Sender(phoneId).events(new Pen(phoneId).started({ exercises: [] })), "userInfo");
      script.at = 60_000;
      script.act({ act: "finish", sessionId, outcome: "estimated", activeEnergyKcal: 40, durationMs: 60_000 });
      script.act({ act: "finish", sessionId, outcome: "final", activeEnergyKcal: 41.5, durationMs: 59_000 });
      script.act({ act: "finish", sessionId, outcome: "final", activeEnergyKcal: 99 });
    },
    { deviceId: watchId },
  ],
  [
    "BND-5",
    "What fails is quarantined whole, whatever is wrong with it, and changes nothing.",
    (script) => {
      script.activate(false);
      script.receiveText("not JSON {");
      script.receiveText('{"v":2}');
      script.receive({ ...watchWrote(new Pen(watchId).weight("squat.1", 1)), deviceId: "other0001" });
      script.receive(watchWrote(new Pen(watchId).weight("squat.1", 1, { revision: 3_000_000_000 })));
    },
    { stored: started() },
  ],
  [
    "RCV-8",
    "An own packet that comes back is foreign and changes nothing.",
    (script) => {
      script.activate(false);
      script.receive(new Sender(phoneId).events(new Pen(phoneId).started()), "applicationContext");
    },
    { stored: started() },
  ],
  [
    "CLK-2",
    "The wall clock jumps: the session clock does not. The device reboots: a new clock, under a new id.",
    (script) => {
      script.activate(false);
      script.clock = { wallMs: epochMs + 3_600_000 };
      script.at = 60_000;
      script.act(edit(105));
      script.clock = { wallMs: epochMs + 90_000, monotonicMs: 10, deviceBootId: "boot-2" };
      script.act(edit(106));
    },
    { stored: started() },
  ],
  [
    "CLK-4",
    "A pong tells that the watch is 15 minutes ahead: the rest it wrote is read by its own clock.",
    (script) => {
      together(script);
      const clockId = (script.stored().clock as { clockId: string }).clockId;
      script.at = 20;
      script.receive(
        new Sender(watchId).pong({
          pingClockId: clockId,
          pingSentAt: epochMs,
          pingReceivedAt: epochMs + 900_010,
          sentAt: epochMs + 900_010,
        }),
      );
      script.receive(
        watchWrote(
          new Pen(watchId).write(
            "rest_updated",
            { rest: { durationMs: 90_000, endsAt: epochMs + 990_000, clockId: "clock-w" } },
            { revision: 3 },
          ),
        ),
      );
      script.at = 30_000;
      script.act({ act: "rest_pause", sessionId });
    },
  ],
  [
    "CLK-3",
    "A ping is answered with a pong.",
    (script) => {
      script.activate();
      script.at = 40;
      script.receive(new Sender(watchId).ping("clock-w", epochMs - 900_000));
    },
  ],
  [
    "TMR-3",
    "A rest: started, lengthened, paused, resumed, skipped.",
    (script) => {
      script.activate(false);
      script.act({ act: "rest_start", sessionId, durationMs: 90_000 });
      script.at = 10_000;
      script.act({ act: "rest_adjust", sessionId, byMs: 15_000 });
      script.at = 20_000;
      script.act({ act: "rest_pause", sessionId });
      script.at = 50_000;
      script.act({ act: "rest_resume", sessionId });
      script.at = 60_000;
      script.act({ act: "rest_skip", sessionId });
    },
    { stored: started() },
  ],
  [
    "ACT-5",
    "Sets are added at the end and between, removed and brought back.",
    (script) => {
      script.activate(false);
      script.act({ act: "add_set", sessionId, exerciseId: "squat", setId: "extra-1", weight: 60, reps: 10 });
      script.act({
        act: "add_set",
        sessionId,
        exerciseId: "squat",
        setId: "extra-2",
        weight: 62.5,
        reps: 8,
        afterSetId: "squat.1",
      });
      script.act({ act: "remove_set", sessionId, setId: "extra-1", deleted: true });
      script.act({ act: "complete_set", sessionId, setId: "extra-1", isCompleted: true });
      script.act({ act: "remove_set", sessionId, setId: "extra-1", deleted: false });
      script.act({ act: "complete_set", sessionId, setId: "extra-1", isCompleted: true });
      script.act({ act: "go_to_exercise", sessionId, index: 0 });
    },
    { stored: started() },
  ],
  [
    "ACT-2",
    "Every act that is refused, with its code; nothing is saved.",
    (script) => {
      script.activate(false);
      script.act({ ...edit(1), sessionId: "s-9" });
      script.act(start);
      script.act({ act: "start", sessionId: "s-2", plan: small });
      script.act({ act: "edit_set", sessionId, setId: "nowhere", weight: 1 });
      script.act({ act: "add_set", sessionId, exerciseId: "curl", setId: "x", weight: 1, reps: 1 });
      script.act({ act: "add_set", sessionId, exerciseId: "squat", setId: "squat.1", weight: 1, reps: 1 });
      script.act({ act: "go_to_exercise", sessionId, index: 1 });
      script.act(edit(100.125));
      script.act(edit(-1));
    },
    { stored: started() },
  ],
  [
    "RPL-2",
    "A replay that nobody has allowed: whatever kind its packets are, they change nothing, and are not acknowledged.",
    (script) => {
      script.activate();
      for (const packet of replayed()) script.receive(packet);
    },
  ],
  [
    "RPL-2",
    "A replay that was allowed is taken as any other peer's word.",
    (script) => {
      script.activate();
      for (const packet of replayed()) script.receive(packet);
    },
    { allowsReplay: true },
  ],
];

/** What a replay says: a start, an edit, and a ping. */
function replayed(): Packet[] {
  const deviceId = "replayk70000watch";
  const pen = new Pen(deviceId);
  const sender = new Sender(deviceId);
  const [started, edited] = [pen.started(small), pen.weight("squat.1", 105)];
  return [sender.events(started), sender.events(edited), sender.ping()];
}

function without(stored: Script["stored"], key: string): Script["stored"] {
  return Object.fromEntries(Object.entries(stored).filter(([name]) => name !== key)) as { [key: string]: Value };
}

/** A phone whose one session is closed with the watch. */
function closed(): Script["stored"] {
  const script = new ScriptWriter("", "");
  together(script);
  script.at = 600_000;
  script.act(finish);
  script.exchange();
  script.reachable(true);
  script.exchange();
  if ((script.stored()["session/s-1"] as { closed?: object }).closed === undefined) throw new Error("not closed");
  return script.stored();
}

export function engineScripts(): Script[] {
  return scenes.map(([rule, why, write, options]) => {
    const writer = new ScriptWriter(rule, why, options);
    write(writer);
    return writer.script;
  });
}
