import { type RegisterMap, SessionState } from "../../src/index.ts";
import { epochMs, haveOf, Pen, phoneId, Sender, snapshotOf, standingOf, watchId } from "../../src/testing/index.ts";
import { type Invalid, invalid, type Valid, valid, validText } from "./case.ts";

const phone = new Pen(phoneId);
const watch = new Pen(watchId);
const started = phone.started();
const edited = phone.weight("squat.1", 102.5);
const measured = watch.write("health_update", { heartRateBpm: 120, measuredAt: epochMs }, { revision: 3 });

/** A live session, and the same after its end. */
const live = new SessionState("s-1");
for (const event of [started, edited, measured]) live.receive(event, "message", epochMs);
const ended = new SessionState("s-1");
for (const event of [started, edited, measured, phone.finished()]) ended.receive(event, "message", epochMs);
const derived = { elapsedSeconds: 61, activeRestRemainingSeconds: 30, completedSetsCount: 1, volumeLbs: 512.5 };
const have = haveOf(live);
const sender = () => new Sender(phoneId, have);

export const validPackets: Valid[] = [
  valid(
    "Packet",
    "PKT-1",
    "Events in the author's order, with what the author has received.",
    sender().events(started, edited),
  ),
  valid(
    "Packet",
    "PKT-1",
    "A reading alone; the sender has received nothing yet.",
    new Sender(watchId).events(measured),
  ),
  valid(
    "Packet",
    "EVT-10",
    "Known kinds and kinds of a newer version travel together.",
    sender().events(edited, new Pen().writeForeign("superset_linked", { with: "bench" }, { seq: 3, revision: 3 })),
  ),
  valid("Packet", "ACK-1", "An acknowledgement is nothing but the vectors.", sender().ack()),
  valid(
    "Packet",
    "HAVE-1",
    "Past a hole: 1 to 4 and 6 and 7 of the watch have come, of the phone nothing.",
    sender().ack({ "s-1": { [watchId]: { upTo: 4, past: [6, 7] }, [phoneId]: { upTo: 0, past: [9] } } }),
  ),
  valid(
    "Packet",
    "ACK-2",
    "An empty vector says: I know of the session and have nothing of it.",
    sender().ack({ "s-1": {} }),
  ),
  valid("Packet", "HAVE-1", "Nothing at all is known yet.", sender().ack({})),
  valid(
    "Packet",
    "ENV-3",
    "A session and a device may be called constructor.",
    sender().ack({ constructor: { constructor: { upTo: 1 } } }),
  ),
  valid("Packet", "HEL-2", "A hello speaks of a live session with its health cells.", sender().hello(standingOf(live))),
  valid(
    "Packet",
    "HEL-2",
    "A hello of a shell has no status, and without readings no health.",
    sender().hello({ sessionId: "s-2", revision: 0, digest: "0000000000000000" }),
  ),
  valid(
    "Packet",
    "CLO-3",
    "A closed session is mentioned once more, as the last word.",
    sender().hello(standingOf(ended, { closed: true })),
  ),
  valid("Packet", "HEL-1", "A device without sessions says hello all the same.", new Sender(watchId).hello()),
  valid(
    "Packet",
    "SNP-1",
    "A live session whole: every register with its stamp, and the derived fields for readers.",
    sender().snapshot(snapshotOf(live, { derived })),
  ),
  valid(
    "Packet",
    "SNP-1",
    "An ended session, closed, without derived fields.",
    sender().snapshot(snapshotOf(ended, { closed: true })),
  ),
  valid(
    "Packet",
    "SNP-3",
    "A discarded session beside a shell without a register.",
    sender().snapshot(
      { sessionId: "s-2", revision: 0, digest: "0000000000000000", registers: {} },
      { sessionId: "s-3", revision: 7, digest: "0123456789abcdef", registers: { status: [7, watchId, "discarded"] } },
    ),
  ),
  valid("Packet", "SNP-1", "A snapshot of no session is empty and valid.", new Sender(watchId).snapshot()),
  valid(
    "Packet",
    "HEL-2",
    "A session that was discarded and is not closed yet.",
    sender().hello({ sessionId: "s-3", revision: 7, digest: "0123456789abcdef", status: "discarded" }),
  ),
  valid(
    "Packet",
    "REG-1",
    "Registers of a newer version hold any JSON value.",
    sender().snapshot({
      sessionId: "s-1",
      revision: 9,
      digest: "0123456789abcdef",
      registers: {
        "tempo/squat.1": [9, watchId, { up: 2, down: [3.5, null, true, "slow"] }],
        mood: [8, phoneId, null],
        constructor: [7, phoneId, "Ada"],
      } as object as RegisterMap,
    }),
  ),
  valid("Packet", "CLK-3", "A ping says when it left by the sender's clock.", sender().ping("clock-p", epochMs)),
  valid("Packet", "CLK-3", "The watch asks as well.", new Sender(watchId).ping()),
  valid(
    "Packet",
    "CLK-3",
    "The watch answers at once: it was received and answered in the same millisecond.",
    new Sender(watchId).pong(),
  ),
  valid(
    "Packet",
    "CLK-3",
    "A pong gives the three stamps its receiver lacks.",
    sender().pong({ pingSentAt: 1, pingReceivedAt: 2, sentAt: 3 }),
  ),
  valid("Packet", "ENV-7", "Keys this version does not know are ignored in every part of a packet.", {
    ...sender().snapshot({ ...snapshotOf(live), ...{ zone: "kept" } }),
    battery: 0.83,
  }),
  validText(
    "Packet",
    "PKT-1",
    "The order of keys means nothing.",
    `{"have":{},"role":"watch","deviceId":"${watchId}","kind":"ack","v":1.0}`,
  ),
];

type Body = Parameters<typeof invalid>[4];
const bad = (rule: string, why: string, body: Body, code = "bad_shape"): Invalid =>
  invalid("Packet", code, rule, why, body);
const json = (value: object): Body => ({ json: value });
const whole = snapshotOf(live);
const withRegister = (name: string, cell: unknown): Body =>
  json({ ...sender().snapshot(), sessions: [{ ...whole, registers: { ...whole.registers, [name]: cell } }] });
const withHave = (of: unknown): Body => json({ ...sender().ack(), have: of });

export const invalidPackets: Invalid[] = [
  bad("PKT-1", "A packet is of a known kind.", json({ ...sender().ack(), kind: "gossip" })),
  bad("PKT-1", "A packet has a kind.", json({ v: 1, deviceId: phoneId, role: "phone", have: {} })),
  bad("PKT-1", "A packet is an object, not a list.", { text: "[]" }),
  bad("PKT-1", "A packet is not null.", { text: "null" }),
  bad("PKT-1", "A packet is not a text.", { text: '"ack"' }),
  bad(
    "ENV-2",
    "A packet of version 2 is refused whatever its shape.",
    json({ v: 2, hello: "from the future" }),
    "unsupported_version",
  ),
  bad("ENV-2", "A version below 1 was never spoken.", json({ ...sender().ack(), v: 0 }), "unsupported_version"),
  bad(
    "ENV-2",
    "A packet without a version is not a packet.",
    json({ kind: "ack", deviceId: phoneId, role: "phone", have: {} }),
  ),
  bad("ENV-3", "A sender's id has no upper case.", json({ ...sender().ack(), deviceId: "PHONE0001" })),
  bad("PKT-1", "A role is phone or watch.", json({ ...sender().ack(), role: "relay" })),
  bad(
    "ACK-1",
    "Every packet acknowledges, so have is always there.",
    json({ v: 1, kind: "ack", deviceId: phoneId, role: "phone" }),
  ),
  bad("ENV-7", "What is absent is absent, not null: have.", withHave(null)),
  bad("HAVE-1", "A vector is not a list.", withHave([])),
  bad("ENV-4", "A session is named in lower case, also in have.", withHave({ "S-1": {} })),
  bad("ENV-3", "A device is named in lower case, also in have.", withHave({ "s-1": { WATCH0001: { upTo: 1 } } })),
  bad("HAVE-1", "upTo is there, be it 0.", withHave({ "s-1": { [watchId]: { past: [2] } } })),
  bad("HAVE-1", "upTo is not negative.", withHave({ "s-1": { [watchId]: { upTo: -1 } } })),
  bad("HAVE-1", "No seq is 0, so none past a hole is.", withHave({ "s-1": { [watchId]: { upTo: 0, past: [0] } } })),
  bad(
    "HAVE-3",
    "At most 256 seqs stand past a hole.",
    withHave({ "s-1": { [watchId]: { upTo: 0, past: Array.from({ length: 257 }, (_, i) => i + 2) } } }),
  ),
  bad("BND-4", "upTo is at most the last seq there can be.", withHave({ "s-1": { [watchId]: { upTo: 1_000_001 } } })),
  bad("PKT-1", "A packet of events holds at least one.", json({ ...sender().ack(), kind: "events", events: [] })),
  bad(
    "PKT-1",
    "A packet of events has a list of them.",
    json({ ...sender().ack(), kind: "events", events: { 0: started } }),
  ),
  bad(
    "RCV-1",
    "One bad event in a packet of good ones refuses the whole packet.",
    json({ ...sender().events(started, edited), events: [started, { ...edited, payload: { setId: "Squat.1" } }] }),
  ),
  bad(
    "EVT-10",
    "A known kind does not pass for an unknown one because its payload does not fit.",
    json({ ...sender().ack(), kind: "events", events: [{ ...edited, payload: {} }] }),
  ),
  bad(
    "HEL-2",
    "A standing has a digest.",
    json({ ...sender().hello(), sessions: [{ sessionId: "s-1", revision: 1 }] }),
  ),
  bad(
    "DIG-1",
    "A digest has 16 digits.",
    json(sender().hello({ sessionId: "s-1", revision: 1, digest: "0123456789abcde" })),
  ),
  bad(
    "DIG-1",
    "A digest is lower case.",
    json(sender().hello({ sessionId: "s-1", revision: 1, digest: "0123456789ABCDEF" })),
  ),
  bad(
    "HEL-2",
    "A status is one of three words.",
    json({ ...sender().hello(), sessions: [{ ...standingOf(live), status: "live" }] }),
  ),
  bad(
    "ENV-7",
    "closed is true or absent.",
    json({ ...sender().hello(), sessions: [{ ...standingOf(live), closed: false }] }),
  ),
  bad(
    "ENV-7",
    "health is absent when there is none, not null.",
    json({ ...sender().hello(), sessions: [{ ...standingOf(live), health: null }] }),
  ),
  bad(
    "BND-4",
    "A hello speaks of at most 128 sessions.",
    json({
      ...sender().hello(),
      sessions: Array.from({ length: 129 }, (_, i) => ({ sessionId: `s-${i}`, revision: 0, digest: "0".repeat(16) })),
    }),
  ),
  bad("SNP-3", "A snapshot has a counter.", json({ ...sender().ack(), kind: "snapshot", sessions: [] })),
  bad("SNP-3", "The counter begins at 1.", json({ ...sender().snapshot(), counter: 0 })),
  bad(
    "SNP-1",
    "A snapshot's session has registers, be they none.",
    json({ ...sender().snapshot(), sessions: [{ sessionId: "s-1", revision: 1, digest: "0".repeat(16) }] }),
  ),
  bad("SNP-1", "A cell has a stamp and a value.", withRegister("mood", [9, watchId])),
  bad("SNP-1", "A cell has nothing beyond its stamp and value.", withRegister("mood", [9, watchId, 1, 2])),
  bad("SNP-1", "A cell is a list, not an object.", withRegister("mood", { revision: 9, deviceId: watchId, value: 1 })),
  bad("REV-4", "A stamp's revision is at least 1.", withRegister("mood", [0, watchId, 1])),
  bad("REV-4", "A stamp's device is lower case.", withRegister("mood", [9, "Watch0001", 1])),
  bad("REG-1", "A register's name begins in lower case.", withRegister("Mood", [9, watchId, 1])),
  bad("REG-3", "A rest that is a number would stop every screen that reads it.", withRegister("rest", [9, watchId, 5])),
  bad("REG-3", "A set is done, or it is not.", withRegister("set/squat.1/isCompleted", [9, watchId, "yes"])),
  bad(
    "REG-3",
    "A hello's health cells have the shape of health cells.",
    json({
      ...sender().hello(),
      sessions: [{ ...standingOf(live), health: { "health/watch0001/heartRateBpm": [9, watchId, 120] } }],
    }),
  ),
  bad(
    "DRV-2",
    "Derived fields are not negative.",
    json({ ...sender().snapshot(), sessions: [{ ...whole, derived: { ...derived, elapsedSeconds: -1 } }] }),
  ),
  bad(
    "DRV-2",
    "Derived fields travel together or not at all.",
    json({ ...sender().snapshot(), sessions: [{ ...whole, derived: { elapsedSeconds: 1 } }] }),
  ),
  bad("CLK-3", "A ping names its clock.", json({ ...sender().ack(), kind: "ping", sentAt: 1 })),
  bad("ENV-5", "A ping left at a whole millisecond.", json({ ...sender().ping(), sentAt: 1.5 })),
  bad(
    "CLK-3",
    "A pong repeats when the ping left.",
    json({ ...sender().ping(), kind: "pong", pingClockId: "c", pingReceivedAt: 2 }),
  ),
  bad("ENV-7", "__proto__ names no session.", {
    text: `{"v":1,"kind":"ack","deviceId":"${phoneId}","role":"phone","have":{"__proto__":{}}}`,
  }),
  bad("ENV-7", "__proto__ names no device.", {
    text: `{"v":1,"kind":"ack","deviceId":"${phoneId}","role":"phone","have":{"s-1":{"__proto__":{"upTo":1}}}}`,
  }),
  bad("ENV-7", "__proto__ names no register.", {
    text: JSON.stringify(sender().snapshot(whole)).replace(
      '"registers":{',
      `"registers":{"__proto__":[9,"${watchId}",1],`,
    ),
  }),
];
