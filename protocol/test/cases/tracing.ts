import { errorCodes, errorRegistry, Transport, verdictWords } from "../../src/index.ts";
import { epochMs, Pen, phoneId, Sender, watchId } from "../../src/testing/index.ts";
import { type Invalid, invalid, type Valid, valid } from "./case.ts";

const subject = { sessionId: "s-1", eventId: "w-7", seq: 7 };
const lost = [{ register: "set/squat.1/weight", revision: 9, deviceId: watchId }];

/** A verdict of each word, with as little and as much as it can carry. */
const verdicts: Record<(typeof verdictWords)[number], { least: object; most: object; why: string }> = {
  applied: {
    why: "every register took it",
    least: { registers: [] },
    most: { registers: ["set/squat.1/weight", "set/squat.1/reps"] },
  },
  partly_applied: {
    why: "one took it, one was lost",
    least: { registers: ["set/squat.1/reps"], lost },
    most: { registers: ["set/squat.1/reps"], lost },
  },
  superseded: { why: "the winner is named", least: { lost }, most: { lost } },
  duplicate: {
    why: "told when and how it first came, where that is still known",
    least: {},
    most: { firstSeen: { transport: "userInfo", at: epochMs } },
  },
  early: {
    why: "the missing seqs are named",
    least: { missing: [6], registers: [], lost: [] },
    most: { missing: [4, 6], registers: ["index"], lost },
  },
  healed: {
    why: "a snapshot changed something",
    least: { registers: ["rest"] },
    most: { registers: ["rest", "index"] },
  },
  ended: { why: "the session was cleared long ago", least: {}, most: {} },
  foreign: { why: "the receiver's own words", least: { deviceId: phoneId }, most: { deviceId: phoneId } },
  rejected: {
    why: "refused",
    least: { code: "bad_json", sentence: "" },
    most: { code: "bad_shape", sentence: "/events/0/payload/weight: too small" },
  },
};

export const validVerdicts: Valid[] = [
  ...verdictWords.flatMap((verdict) => {
    const { least, most, why } = verdicts[verdict];
    return [
      valid("Verdict", "VER-1", `${verdict}, on one event: ${why}.`, { verdict, ...subject, ...most }),
      valid("Verdict", "VER-1", `${verdict}, on a packet or a session without more to say.`, { verdict, ...least }),
    ];
  }),
  ...Transport.options.map((transport) =>
    valid("Verdict", "VER-1", `A duplicate that first came by ${transport}.`, {
      verdict: "duplicate",
      firstSeen: { transport, at: epochMs },
    }),
  ),
  ...errorCodes.map((code) =>
    valid("Verdict", "ERR-1", `Refused: ${errorRegistry[code].sentence}.`, {
      verdict: "rejected",
      code,
      sentence: errorRegistry[code].sentence,
    }),
  ),
];

const badVerdict = (rule: string, why: string, json: unknown) => invalid("Verdict", "bad_shape", rule, why, { json });

export const invalidVerdicts: Invalid[] = [
  badVerdict("VER-1", "stale is the brief's word; on the wire it is superseded.", { verdict: "stale", lost }),
  badVerdict("VER-1", "applied says to which registers.", { verdict: "applied" }),
  badVerdict("VER-2", "A loss names the winner's revision.", {
    verdict: "superseded",
    lost: [{ register: "rest", deviceId: watchId }],
  }),
  badVerdict("VER-2", "A loss names a register.", {
    verdict: "superseded",
    lost: [{ register: "Set 1", revision: 1, deviceId: watchId }],
  }),
  badVerdict("VER-4", "early says what is missing.", { verdict: "early", registers: [], lost: [] }),
  badVerdict("VER-4", "No seq is 0.", { verdict: "early", missing: [0], registers: [], lost: [] }),
  badVerdict("ENV-7", "firstSeen is absent where it is not known, not null.", {
    verdict: "duplicate",
    firstSeen: null,
  }),
  badVerdict("ERR-1", "A code stands in the registry.", { verdict: "rejected", code: "teapot", sentence: "" }),
  badVerdict("ERR-2", "A rejection has a sentence.", { verdict: "rejected", code: "bad_json" }),
];

const body = JSON.stringify(new Sender(phoneId).events(new Pen().weight("squat.1", 100)));
const least = {
  observer: { deviceId: phoneId, role: "phone" },
  bootId: "boot-1",
  traceSeq: 1,
  observedAt: epochMs,
  monotonicMs: 0,
  direction: "local",
  sizeBytes: 2,
  body: "{}",
};
const most = {
  ...least,
  traceSeq: 42,
  direction: "received",
  transport: "message",
  peer: watchId,
  sizeBytes: body.length,
  body,
  sendId: "send-1",
  verdict: "partly_applied",
  verdicts: [{ verdict: "partly_applied", ...subject, registers: ["rest"], lost }],
  digests: { "s-1": "0123456789abcdef" },
  queueDepth: 3,
  droppedBefore: 12,
  leftOutBefore: 3,
  redacted: true,
  replayed: true,
};

export const validFrames: Valid[] = [
  valid("Frame", "TEE-1", "A frame with all that a frame can have.", most),
  valid(
    "Frame",
    "TEE-6",
    "A local frame with no more than it must have; its body is judged by whoever reads it.",
    least,
  ),
  valid("Frame", "TEE-1", "A sent frame wears its sendId, by which a note may tell that it failed.", {
    ...least,
    observer: { deviceId: watchId, role: "watch" },
    direction: "sent",
    transport: "userInfo",
    sendId: "send-2",
  }),
  valid("Frame", "TEE-2", "The body is kept as it crossed, be it no packet at all.", {
    ...least,
    direction: "received",
    transport: "message",
    body: "\u0000 not JSON {",
    sizeBytes: 12,
    verdict: "rejected",
  }),
  valid("Frame", "BND-2", "A frame's body may be as long as a packet.", {
    ...least,
    body: "x".repeat(5_000),
    sizeBytes: 5_000,
  }),
  ...Transport.options.map((transport) =>
    valid("Frame", "LNK-1", `A frame that crossed by ${transport}.`, { ...least, direction: "sent", transport }),
  ),
  ...verdictWords.map((verdict) =>
    valid("Frame", "VER-3", `A frame whose loudest verdict was ${verdict}.`, {
      ...least,
      direction: "received",
      transport: "message",
      verdict,
    }),
  ),
];

const badFrame = (rule: string, why: string, json: unknown) => invalid("Frame", "bad_shape", rule, why, { json });

export const invalidFrames: Invalid[] = [
  badFrame("TEE-1", "A frame has an observer.", { ...least, observer: undefined }),
  badFrame("TEE-1", "An observer has a role.", { ...least, observer: { deviceId: phoneId } }),
  badFrame("TEE-2", "traceSeq begins at 1.", { ...least, traceSeq: 0 }),
  badFrame("TEE-2", "The body is text, never the object it spells.", { ...least, body: {} }),
  badFrame("TEE-1", "A direction is sent, received or local.", { ...least, direction: "dropped" }),
  badFrame("LNK-1", "A transport is one of five.", { ...least, transport: "carrierPigeon" }),
  badFrame("DIG-1", "Digests are 16 lowercase digits.", { ...least, digests: { "s-1": "xyz" } }),
  badFrame("VER-1", "A verdict is one of nine words.", { ...least, verdict: "stale" }),
  badFrame("VER-1", "The verdicts of a frame are verdicts.", { ...least, verdicts: [{ verdict: "applied" }] }),
  badFrame("TEE-3", "droppedBefore is absent when nothing was dropped, not 0.", { ...least, droppedBefore: 0 }),
  badFrame("CAP-8", "leftOutBefore is absent when nothing was left out, not 0.", { ...least, leftOutBefore: 0 }),
  badFrame("ENV-5", "observedAt is a whole millisecond.", { ...least, observedAt: epochMs + 0.25 }),
  badFrame("ENV-7", "redacted is true or absent.", { ...least, redacted: false }),
  badFrame("ENV-7", "What is absent is absent, not null: peer.", { ...least, peer: null }),
  invalid("Frame", "bad_shape", "BND-2", "Only the body may be long: a long sendId is refused.", {
    json: { ...least, sendId: "x".repeat(4_097) },
  }),
];

const note = (more: object) => ({ kind: "note", ...more });

export const validNotes: Valid[] = [
  valid(
    "Note",
    "TEE-6",
    "The process began, in a build that says which.",
    note({ note: "activated", clockId: "clock-p", build: "1.0 (7)" }),
  ),
  valid(
    "Note",
    "TEE-6",
    "The process began, in a build that does not say which.",
    note({ note: "activated", clockId: "clock-p" }),
  ),
  valid("Note", "TEE-6", "The peer came in range.", note({ note: "reachability", reachable: true })),
  valid("Note", "TEE-6", "The peer went out of range.", note({ note: "reachability", reachable: false })),
  ...Transport.options.map((transport) =>
    valid(
      "Note",
      "LNK-4",
      `A send by ${transport} failed.`,
      note({ note: "send_failed", sendId: "send-1", transport, errorCode: 7014 }),
    ),
  ),
  valid(
    "Note",
    "NOT-1",
    "The engine noticed a conflict.",
    note({ note: "notice", notice: "conflict", sessionId: "s-1", sentence: "both devices changed set/squat.1/weight" }),
  ),
  valid(
    "Note",
    "NOT-1",
    "A notice may be about no session.",
    note({ note: "notice", notice: "quarantined", sentence: "the text is not JSON" }),
  ),
];

const badNote = (rule: string, why: string, json: unknown) => invalid("Note", "bad_shape", rule, why, { json });

export const invalidNotes: Invalid[] = [
  badNote("TEE-6", "A note is one of four.", note({ note: "battery", level: 80 })),
  badNote("TEE-6", "A note says that it is one.", { note: "reachability", reachable: true }),
  badNote("TEE-6", "Reachable is true or false.", note({ note: "reachability", reachable: 1 })),
  badNote(
    "LNK-4",
    "An error code is an integer.",
    note({ note: "send_failed", sendId: "send-1", transport: "message", errorCode: "7014" }),
  ),
  badNote("NOT-1", "A notice has a sentence.", note({ note: "notice", notice: "conflict" })),
  badNote(
    "ENV-7",
    "A build that is not known is absent, not null.",
    note({ note: "activated", clockId: "c", build: null }),
  ),
];

export { least as leastFrame, most as mostFrame };
