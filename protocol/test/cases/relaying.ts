import { errorCodes, errorRegistry } from "../../src/index.ts";
import { epochMs, phoneId, watchId } from "../../src/testing/index.ts";
import { type Invalid, invalid, type Valid, valid } from "./case.ts";
import { leastFrame, mostFrame } from "./tracing.ts";

const hello = { type: "hello", v: 1, deviceId: phoneId, role: "phone", bootId: "boot-2", spools: [] };
const acked = [{ deviceId: phoneId, bootId: "boot-1", traceSeq: 41 }];

export const validTee: Valid[] = [
  valid("TeeUp", "TEE-4", "A device says who it is and what it still holds of each boot.", {
    ...hello,
    name: "Ada's phone",
    build: "1.0 (7)",
    spools: [
      { bootId: "boot-1", first: 40, last: 52 },
      { bootId: "boot-2", first: 1, last: 0 },
    ],
  }),
  valid("TeeUp", "TEE-4", "A watch without a name, without anything held.", {
    ...hello,
    deviceId: watchId,
    role: "watch",
  }),
  valid("TeeUp", "TEE-4", "Frames in the order of traceSeq.", {
    type: "frames",
    frames: [leastFrame, { ...mostFrame, traceSeq: 2 }],
  }),
  valid("TeeUp", "TEE-7", "A phone brings its watch's frames, too.", { ...hello, speaksFor: [watchId] }),
  valid("TeeUp", "TEE-4", "A ping says when it left.", { type: "ping", sentAt: epochMs }),
  valid("TeeUp", "TEE-8", "Two stamps of the device's clock around two of the relay's.", {
    type: "clock",
    sentAt: epochMs,
    receivedAt: epochMs - 900_000,
    answeredAt: epochMs - 899_999,
    backAt: epochMs + 21,
  }),
  valid("TeeDown", "TEE-4", "The relay's welcome says what it holds durably.", {
    type: "welcome",
    v: 1,
    relayId: "relay-1",
    window: 4_096,
    acked,
  }),
  valid("TeeDown", "TEE-9", "On a line that others can hear, health values are to stay out.", {
    type: "welcome",
    v: 1,
    relayId: "relay-1",
    window: 4_096,
    acked: [],
    redactHealth: true,
  }),
  valid("TeeDown", "TEE-4", "To a new device it holds nothing.", {
    type: "welcome",
    v: 1,
    relayId: "relay-1",
    window: 1,
    acked: [],
  }),
  valid("TeeDown", "TEE-4", "An acknowledgement after a commit.", { type: "ack", acked }),
  valid("TeeDown", "TEE-4", "Nothing of that boot is held: traceSeq 0.", {
    type: "ack",
    acked: [{ ...acked[0], traceSeq: 0 }],
  }),
  valid("TeeDown", "TEE-4", "A pong gives the relay's two stamps.", {
    type: "pong",
    pingSentAt: 1,
    receivedAt: 2,
    sentAt: 3,
  }),
  ...errorCodes.map((code) =>
    valid("TeeDown", "ERR-1", `The relay refuses: ${errorRegistry[code].sentence}.`, {
      type: "error",
      code,
      sentence: errorRegistry[code].sentence,
    }),
  ),
];

const badUp = (rule: string, why: string, json: unknown) => invalid("TeeUp", "bad_shape", rule, why, { json });
const badDown = (rule: string, why: string, json: unknown) => invalid("TeeDown", "bad_shape", rule, why, { json });

export const invalidTee: Invalid[] = [
  badUp("TEE-4", "A tee says hello, sends frames or pings.", { type: "goodbye" }),
  badUp("ENV-2", "A tee of version 2 is refused.", { ...hello, v: 2 }),
  badUp("TEE-4", "A hello names its boot.", { ...hello, bootId: undefined }),
  badUp("TEE-4", "A spool begins at 1.", { ...hello, spools: [{ bootId: "boot-1", first: 0, last: 1 }] }),
  badUp("TEE-4", "A device holds at most 64 boots.", {
    ...hello,
    spools: Array.from({ length: 65 }, (_, i) => ({ bootId: `b${i}`, first: 1, last: 1 })),
  }),
  badUp("TEE-7", "A device speaks for at most 8 others.", {
    ...hello,
    speaksFor: Array.from({ length: 9 }, (_, i) => `watch000${i}`),
  }),
  badUp("TEE-7", "It names them by their ids.", { ...hello, speaksFor: ["My Watch"] }),
  badUp("TEE-8", "A reading of the clock has four stamps.", { type: "clock", sentAt: 1, receivedAt: 2, backAt: 3 }),
  badUp("TEE-4", "A message of frames has at least one.", { type: "frames", frames: [] }),
  badUp("TEE-1", "One bad frame refuses the message.", {
    type: "frames",
    frames: [leastFrame, { ...leastFrame, traceSeq: -1 }],
  }),
  badUp("TEE-5", "At most 4,096 frames come at once.", {
    type: "frames",
    frames: Array.from({ length: 4_097 }, () => 0),
  }),
  badDown("TEE-4", "A welcome names its window.", { type: "welcome", v: 1, relayId: "relay-1", acked: [] }),
  badDown("TEE-4", "A window of 0 would let nothing through.", {
    type: "welcome",
    v: 1,
    relayId: "relay-1",
    window: 0,
    acked: [],
  }),
  badDown("TEE-9", "Health is to be left out, or nothing is said of it.", {
    type: "welcome",
    v: 1,
    relayId: "relay-1",
    window: 1,
    acked: [],
    redactHealth: false,
  }),
  badDown("TEE-4", "An acknowledgement is of something.", { type: "ack", acked: [] }),
  badDown("TEE-4", "An acknowledgement is of a boot.", { type: "ack", acked: [{ deviceId: phoneId, traceSeq: 1 }] }),
  badDown("ERR-1", "A code stands in the registry.", { type: "error", code: "oops", sentence: "" }),
];

const summary = {
  sessionId: "s-1",
  status: "active",
  routineName: "Monday",
  startedAt: epochMs,
  durationMs: 1_260_000,
  activeEnergyKcal: 61.5,
  firstEntry: 1,
  lastEntry: 12,
  lastReceivedAt: epochMs,
  entries: 12,
  revision: 40,
  devices: [
    { deviceId: phoneId, role: "phone", digest: "0123456789abcdef" },
    { deviceId: watchId, role: "watch" },
  ],
  verdicts: { applied: 7, constructor: 1 },
  findings: [
    {
      rule: "DRF-1",
      severity: "error",
      sentence: "both devices have the same events and different states",
      sessionId: "s-1",
      entries: [11, 12],
    },
  ],
};
const untold = { routineName: undefined, startedAt: undefined, durationMs: undefined, activeEnergyKcal: undefined };
const bare = { ...summary, ...untold, devices: [], verdicts: {}, findings: [] };

const device = {
  deviceId: phoneId,
  role: "phone",
  bootId: "boot-1",
  traceSeq: 42,
  boots: 1,
  entries: 42,
  dropped: 0,
  queueDepth: 3,
  lastEntry: 12,
  lastReceivedAt: epochMs,
  lastObservedAt: epochMs,
};
const changed = { type: "summary", at: "7", sessions: [], devices: [], gone: [], goneDevices: [] };

export const validStream: Valid[] = [
  valid("StreamMessage", "STR-2", "A dashboard is welcomed and told where the log ends.", {
    type: "welcome",
    v: 1,
    relayId: "relay-1",
    head: "AAAB-9_z",
  }),
  valid("StreamMessage", "STR-2", "Entries, and the cursor to go on from.", {
    type: "entries",
    entries: [{ entry: 7, receivedAt: epochMs, frame: leastFrame }],
    cursor: "7",
  }),
  valid("StreamMessage", "STR-2", "The backlog is behind.", { type: "live", cursor: "7" }),
  valid("StreamMessage", "STR-3", "A session as it stands, with what was found in it.", {
    type: "sessions",
    sessions: [summary],
  }),
  ...(["shell", "active", "discarded", "finished"] as const).map((status) =>
    valid("StreamMessage", "STR-2", `A session that is ${status}, of which no more is known.`, {
      type: "sessions",
      sessions: [{ ...bare, status }],
    }),
  ),
  ...(["info", "warning", "error"] as const).map((severity) =>
    valid("StreamMessage", "STR-2", `A finding of severity ${severity} about no one session.`, {
      type: "sessions",
      sessions: [{ ...bare, findings: [{ rule: "TEE-2", severity, sentence: "frames are missing", entries: [] }] }],
    }),
  ),
  valid("StreamMessage", "STR-3", "What changed: the counts as they are now, and the findings from the second on.", {
    ...changed,
    sessions: [{ ...summary, findings: { from: 1, added: summary.findings } }],
    devices: [device],
  }),
  ...(["shell", "active", "discarded", "finished"] as const).map((status) =>
    valid("StreamMessage", "STR-3", `A session that has become ${status}, and in which nothing was found.`, {
      ...changed,
      sessions: [{ ...bare, status, findings: { from: 0, added: [] } }],
    }),
  ),
  valid("StreamMessage", "PRJ-6", "A session whose first entries the log does not hold any more.", {
    type: "sessions",
    sessions: [{ ...bare, prunedUpTo: 4 }],
  }),
  valid("StreamMessage", "PRJ-6", "The same, where it changed.", {
    ...changed,
    sessions: [{ ...bare, prunedUpTo: 4, findings: { from: 0, added: [] } }],
  }),
  valid("StreamMessage", "STR-3", "A watch was heard of; two sessions and a phone are gone.", {
    ...changed,
    devices: [{ ...device, deviceId: watchId, role: "watch" }],
    gone: ["s-1", "s-2"],
    goneDevices: [phoneId],
  }),
  valid("StreamMessage", "STR-4", "The log cannot be written, and why.", {
    type: "storage",
    trouble: "database or disk is full",
  }),
  valid("StreamMessage", "STR-4", "It can be written again.", { type: "storage" }),
  valid("StreamMessage", "ERR-2", "The relay refuses a reader.", {
    type: "error",
    code: "slow_reader",
    sentence: errorRegistry.slow_reader.sentence,
  }),
  valid("Entry", "STR-1", "A frame with its place in the log.", { entry: 1, receivedAt: epochMs, frame: mostFrame }),
];

const badMessage = (rule: string, why: string, json: unknown) =>
  invalid("StreamMessage", "bad_shape", rule, why, { json });

export const invalidStream: Invalid[] = [
  badMessage("STR-4", "A trouble is a sentence.", { type: "storage", trouble: true }),
  badMessage("STR-1", "A cursor is what the relay gave out: letters, digits, _ and -.", {
    type: "live",
    cursor: "7; drop",
  }),
  badMessage("STR-1", "A cursor is not empty.", { type: "live", cursor: "" }),
  badMessage("STR-1", "A cursor is a text, though it may look like a number.", { type: "live", cursor: 7 }),
  badMessage("STR-1", "Entries count from 1.", {
    type: "entries",
    entries: [{ entry: 0, receivedAt: 1, frame: leastFrame }],
    cursor: "7",
  }),
  badMessage("STR-2", "A message of entries has at least one.", { type: "entries", entries: [], cursor: "7" }),
  badMessage("STR-2", "A welcome says where the log ends.", { type: "welcome", v: 1, relayId: "relay-1" }),
  badMessage("STR-2", "A session is a shell, active, discarded or finished.", {
    type: "sessions",
    sessions: [{ ...bare, status: "live" }],
  }),
  badMessage("STR-2", "A severity is one of three.", {
    type: "sessions",
    sessions: [{ ...bare, findings: [{ rule: "X", severity: "fatal", sentence: "", entries: [] }] }],
  }),
  badMessage("STR-3", "What changed is as of a place in the log.", { ...changed, at: undefined }),
  badMessage("STR-3", "A change says from which place on its findings are.", { ...changed, sessions: [summary] }),
  badMessage("STR-3", "At most 200 sessions are told at once.", {
    ...changed,
    sessions: Array.from({ length: 201 }, () => ({ ...bare, findings: { from: 0, added: [] } })),
  }),
  badMessage("STR-2", "A message is of a known type.", { type: "gossip" }),
];

const header = {
  kind: "header",
  format: "lighty-capture",
  formatVersion: 1,
  protocolVersion: 1,
  devices: [
    { deviceId: phoneId, role: "phone", build: "1.0 (7)" },
    { deviceId: watchId, role: "watch" },
  ],
  clockSamples: [{ deviceId: watchId, at: epochMs, offsetMs: -900_000, uncertaintyMs: 12 }],
  redaction: "none",
};

const bookmark = { sessionId: "s-1", deviceId: phoneId, bootId: "boot-1", traceSeq: 4, text: "", madeAt: epochMs };

export const validCapture: Valid[] = [
  valid(
    "CaptureLine",
    "CAP-1",
    "The first line of a capture: who takes part, and how their clocks are aligned.",
    header,
  ),
  ...(["none", "health", "names", "all"] as const).map((redaction) =>
    valid("CaptureLine", "CAP-2", `A capture says what was redacted: ${redaction}.`, {
      ...header,
      devices: [],
      clockSamples: [],
      redaction,
    }),
  ),
  valid("CaptureLine", "CAP-1", "The header of a newer format can still be read, so that it can be refused by name.", {
    ...header,
    formatVersion: 2,
  }),
  valid("CaptureLine", "CAP-2", "A header may say which relay recorded, and how much follows.", {
    ...header,
    relayId: "r0011",
    counts: { frames: 2, sessions: 1 },
  }),
  valid("CaptureLine", "CAP-9", "A header may carry bookmarks, with words or without.", {
    ...header,
    bookmarks: [
      { ...bookmark, text: "here it went wrong\nsee the watch" },
      { ...bookmark, traceSeq: 5 },
    ],
  }),
  valid("CaptureLine", "CAP-1", "A line for a frame.", { kind: "frame", receivedAt: epochMs, frame: leastFrame }),
  valid("CaptureLine", "CAP-3", "The last line counts the frames and sums the lines.", {
    kind: "trailer",
    frames: 1,
    checksum: "0123456789abcdef",
  }),
];

const badLine = (rule: string, why: string, json: unknown) => invalid("CaptureLine", "bad_shape", rule, why, { json });

export const invalidCapture: Invalid[] = [
  badLine("CAP-1", "Another format's header.", { ...header, format: "har" }),
  badLine("CAP-1", "A capture of protocol version 2 is not of this version.", { ...header, protocolVersion: 2 }),
  badLine("CAP-2", "A header has clock samples, be they none.", { ...header, clockSamples: undefined }),
  badLine("CAP-2", "An uncertainty is not negative.", {
    ...header,
    clockSamples: [{ ...header.clockSamples[0], uncertaintyMs: -1 }],
  }),
  badLine("CAP-2", "What was redacted is one of four words.", { ...header, redaction: "some" }),
  badLine("CAP-9", "A bookmark is at a frame.", { ...header, bookmarks: [{ ...bookmark, traceSeq: undefined }] }),
  badLine("CAP-9", "A bookmark's words are text.", { ...header, bookmarks: [{ ...bookmark, text: "\u001b[31m" }] }),
  badLine("CAP-9", "A bookmark has at most 1,000 characters.", {
    ...header,
    bookmarks: [{ ...bookmark, text: "x".repeat(1_001) }],
  }),
  badLine("CAP-1", "A line's frame is a frame.", { kind: "frame", receivedAt: 1, frame: {} }),
  badLine("CAP-3", "A checksum has 16 lowercase digits.", { kind: "trailer", frames: 1, checksum: "0123" }),
  badLine("CAP-1", "A line is a header, a frame or a trailer.", { kind: "comment", text: "hi" }),
];
