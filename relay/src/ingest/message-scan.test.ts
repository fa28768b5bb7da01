import { FactsDrawer, Frame, factsOf, limits, verdictWords } from "@lighty/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { buildTraces } from "../../bench/frames.ts";
import { buildFrame } from "../../test/build.ts";
import { type JudgedFrames, judgeMessage } from "./judge.ts";
import { MessageScan } from "./message-scan.ts";

const sender = "phone0001";
const scan = new MessageScan();

function messageOf(texts: readonly string[]): string {
  return `{"type":"frames","frames":[${texts.join(",")}]}`;
}

/** Whether it was read off its bytes; what was is judged the same the long way, down to each text and fact. */
function isScanned(message: string, from = sender): boolean {
  const scanned = scan.read(Buffer.from(message), from);
  if (scanned === null) return false;
  const judged = judgeMessage(message, from) as JudgedFrames;
  expect(judged.quarantined ?? judged).toEqual([]);
  expect(scanned.arrivals.length).toBe(judged.arrivals.length);
  for (const [i, { frame, text, facts, head, place }] of scanned.arrivals.entries()) {
    const expected = judged.arrivals[i] as JudgedFrames["arrivals"][number];
    expect(text).toBe(expected.text);
    expect(place?.bytes.toString("utf8", place.from, place.to)).toBe(expected.text);
    expect(frame).toEqual(expected.frame);
    expect(facts).toEqual(expected.facts);
    expect(Object.keys(facts).toSorted()).toEqual(Object.keys(expected.facts).toSorted());
    const { observer, bootId, traceSeq, observedAt, direction, transport, verdict } = expected.frame;
    expect(head).toEqual({ observer, bootId, traceSeq, observedAt, direction, transport, verdict });
  }
  return true;
}

const traces = buildTraces(4, 600);

test("[TEE-4] what real devices send is read off its bytes, and judged as the long way judges it", () => {
  for (const { deviceId, texts } of traces)
    for (let i = 0; i < texts.length; i += 32)
      expect(isScanned(messageOf(texts.slice(i, i + 32)), deviceId), texts[i]).toBe(true);
});

test("[TEE-4] members may stand in any order, and letters be of any script", () => {
  const body = JSON.stringify({ kind: "hello", sessions: [{ name: "日本, für Zoë 🏋" }], have: {} });
  const counts = { queueDepth: 0, droppedBefore: 1, leftOutBefore: 2 };
  const frame = buildFrame({ body, peer: "watch0001", ...counts, redacted: true, replayed: true });
  const digests = { s1: "0123456789abcdef", s2: "fedcba9876543210" };
  const verdicts = [{ verdict: "ended", sessionId: "s3" }];
  const whole = { ...frame, direction: "sent", transport: "file", sendId: "x1", verdict: "ended", verdicts, digests };
  expect(Object.keys(whole).toSorted()).toEqual(Object.keys(Frame.shape).toSorted());
  const members = Object.entries(whole);
  const shuffled = fc.shuffledSubarray(members, { minLength: members.length });
  fc.assert(
    fc.property(shuffled, (inAnyOrder) => {
      expect(isScanned(messageOf([JSON.stringify(Object.fromEntries(inAnyOrder))]))).toBe(true);
    }),
  );
});

test("[TEE-4] [BND-2] frames with bytes put in, taken out and changed are never let through where the long way refuses", () => {
  const texts = traces.flatMap((trace) => trace.texts);
  const seen = { scanned: 0, refused: 0 };
  const odd = fc.constantFrom(
    ...'{}[]",:\\/ \n\t0129-+.eEu_azAZ\u0000\u001f\u007fä\ud83c',
    '\\"',
    "\\u0041",
    "\\\\",
    "null",
    "__proto__",
  );
  const change = fc.record({ at: fc.nat(), length: fc.nat(3), put: fc.array(odd, { maxLength: 2 }) });
  fc.assert(
    fc.property(fc.nat(), fc.array(change, { minLength: 1, maxLength: 3 }), (n, changes) => {
      let message = messageOf(texts.slice(n % texts.length, (n % texts.length) + 2));
      for (const { at, length, put } of changes) {
        const place = at % message.length;
        message = message.slice(0, place) + put.join("") + message.slice(place + length);
      }
      // As the socket makes text of it.
      message = Buffer.from(message).toString();
      if (isScanned(message, "nobody001")) seen.scanned += 1;
      else seen.refused += 1;
    }),
    { numRuns: 6_000 },
  );
  expect(seen.scanned).toBeGreaterThan(50);
  expect(seen.refused).toBeGreaterThan(500);
});

const oddId = fc.constantFrom("12", "0", "S1", "", "a".repeat(65), "__proto__", "have", 'a"b');
const id = fc.oneof({ weight: 30, arbitrary: fc.constantFrom("s1", "s2", "a".repeat(64), "x.y-z_1") }, oddId);
const scalar = fc.oneof(
  { weight: 4, arbitrary: fc.oneof(id, fc.integer(), fc.boolean()) },
  fc.constantFrom(null, 1.5, 1e21, -0, 1e-7, "ä", "a\\b", "a\tb", "\u0000", "\ud800"),
);
const value: fc.Arbitrary<unknown> = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 2 }),
  fc.dictionary(id, scalar, { maxKeys: 2 }),
);
/** Nearly always as it should be. */
const mostly = (arbitrary: fc.Arbitrary<unknown>) => fc.oneof({ weight: 30, arbitrary }, value);
const event = fc.record(
  {
    sessionId: mostly(id),
    eventType: mostly(fc.constantFrom("started", "set_toggled", "")),
    revision: mostly(fc.nat()),
    seq: mostly(fc.nat()),
    payload: value,
  },
  { requiredKeys: [] },
);
const events = mostly(fc.array(mostly(event), { maxLength: 3 }));
const looseBody = fc.record(
  {
    kind: mostly(fc.constantFrom("events", "events", "hello", "note", "")),
    note: mostly(id),
    eventType: fc.constant("started"),
    sessionId: mostly(id),
    have: mostly(fc.dictionary(id, value, { maxKeys: 3 })),
    events,
    sessions: events,
    revision: value,
    rest: value,
  },
  { requiredKeys: ["kind"] },
);
const bodies = fc.record({
  loose: fc.oneof({ weight: 9, arbitrary: looseBody.map(({ eventType: _, ...rest }) => rest) }, looseBody),
  isSpaced: fc.constantFrom(false, false, false, true),
  cutAt: fc.option(fc.nat(), { freq: 4, nil: null }).map((at) => (at !== null && at % 3 === 0 ? at : null)),
});

test("[FLT-3] the facts of any body are those that its text gives", () => {
  let scanned = 0;
  const property = fc.property(bodies, ({ loose, isSpaced, cutAt }) => {
    const text = JSON.stringify(loose, null, isSpaced ? 1 : undefined);
    const body = cutAt === null ? text : text.slice(0, cutAt % (text.length + 1));
    if (isScanned(messageOf([JSON.stringify(buildFrame({ body }))]))) scanned += 1;
  });
  fc.assert(property, { numRuns: 6_000 });
  expect(scanned).toBeGreaterThan(500);
});

test("[FLT-3] a member that comes twice, a body that is a list, an event or no JSON are read the long way", () => {
  const ofBody = (body: string) => isScanned(messageOf([JSON.stringify(buildFrame({ body }))]));
  expect(ofBody('{"kind":"note","sessionId":"s1"}')).toBe(true);
  for (const body of [
    '{"kind":"note","kind":"hello"}',
    '{"kind":"events","events":[{"seq":1,"seq":2}]}',
    "[]",
    '{"eventType":"x"}',
    "",
    "{",
    '{"kind":"note"',
    '{"kind":"note"}x',
    '{"kind":"note","have":{"12":1,"a":2}}',
  ])
    expect(ofBody(body), body).toBe(false);
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`s${i}`, 1]));
  expect(ofBody(JSON.stringify({ kind: "ack", have: many }))).toBe(false);
});

test("[TEE-1] [BND-1] [BND-2] what the schema refuses, or bounds, is not let through", () => {
  const good = buildFrame({ direction: "received", transport: "message", peer: "watch0001", sendId: "x1" });
  const withVerdicts = (verdicts: unknown): Record<string, unknown> => ({ ...good, verdict: "applied", verdicts });
  expect(isScanned(messageOf([JSON.stringify(good)]))).toBe(true);
  for (const verdict of verdictWords) expect(isScanned(messageOf([JSON.stringify({ ...good, verdict })]))).toBe(true);
  expect(isScanned(messageOf([JSON.stringify(withVerdicts([{ verdict: "ended", sessionId: "s9" }]))]))).toBe(true);
  const bad: Record<string, unknown>[] = [
    { ...good, traceSeq: 0 },
    { ...good, traceSeq: 1.5 },
    { ...good, traceSeq: 90_071_992_547_410 },
    { ...good, observedAt: -1 },
    { ...good, observer: { deviceId: "short", role: "phone" } },
    { ...good, observer: { deviceId: "phone0001", role: "tablet" } },
    { ...good, observer: { deviceId: "replay0001", role: "phone" } },
    { ...good, bootId: "Boot" },
    { ...good, sendId: `a${"b".repeat(64)}` },
    { ...good, sendId: "-a" },
    { ...good, peer: "x" },
    { ...good, transport: "pigeon" },
    { ...good, direction: "up" },
    { ...good, verdict: "fine" },
    { ...good, digests: { s1: "0123456789abcdeF" } },
    { ...good, digests: { s1: "0123456789abcde" } },
    { ...good, droppedBefore: 0 },
    { ...good, leftOutBefore: 0 },
    { ...good, redacted: false },
    { ...good, replayed: 1 },
    { ...good, unknown: 1 },
    { ...good, body: "x".repeat(limits.textBytes + 1) },
    { ...good, body: "\ud800" },
    withVerdicts([{ verdict: "applied" }]),
    withVerdicts([{ verdict: "ended", sentence: "x".repeat(limits.stringLength + 1) }]),
    withVerdicts([{ verdict: "ended", more: JSON.parse(`${"[".repeat(15)}${"]".repeat(15)}`) }]),
  ];
  for (const frame of bad)
    expect(isScanned(messageOf([JSON.stringify(frame)])), JSON.stringify(frame).slice(0, 300)).toBe(false);
  for (const member of Object.keys(buildFrame())) {
    const less: Record<string, unknown> = { ...buildFrame() };
    delete less[member];
    expect(isScanned(messageOf([JSON.stringify(less)])), member).toBe(false);
  }
});

test("[TEE-4] a message that is not one of frames, or is broken around them, is not let through", () => {
  const text = JSON.stringify(buildFrame());
  for (const message of [
    "",
    "{}",
    '{"type":"frames","frames":[]}',
    `{"type":"frames","frames":[${text}]`,
    `{"type":"frames","frames":[${text}]} `,
    `{"type":"frames","frames":[${text},]}`,
    `{"type":"frames","frames":[${text}${text}]}`,
    `{"frames":[${text}],"type":"frames"}`,
    `{"type":"frames","frames":[${text}],"type":"hello"}`,
  ])
    expect(isScanned(message), message.slice(0, 60)).toBe(false);
});

test("the same texts again and again are the same facts, whatever was read between", () => {
  const drawer = new FactsDrawer();
  for (let round = 0; round < 3; round++)
    for (let n = 0; n < 3_000; n++) {
      const body = JSON.stringify({ kind: `kind-${n}`, sessionId: `session-${n % 1_500}`, have: { [`h-${n}`]: 1 } });
      const frame: Frame = buildFrame({ body, bootId: `boot-${n}`, digests: { [`d-${n}`]: "0123456789abcdef" } });
      const [arrival] = (scan.read(Buffer.from(messageOf([JSON.stringify(frame)])), sender) as JudgedFrames).arrivals;
      expect(arrival?.facts).toEqual(factsOf(frame));
      expect(arrival?.facts).toEqual(drawer.of(frame));
    }
});
