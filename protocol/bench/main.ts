import {
  canonical,
  checkFrame,
  type Frame,
  hash64,
  Packet,
  parseJson,
  parsePacket,
  Replica,
  SessionState,
} from "../src/index.ts";
import { epochMs, phoneId, sessionId, watchId } from "../src/testing/devices.ts";
import { exercise, Pen } from "../src/testing/events.ts";
import { LabDevice } from "../src/testing/lab-device.ts";
import { haveOf, Sender, snapshotOf } from "../src/testing/packets.ts";
import { type Measured, measure, ratio } from "./stopwatch.ts";

/*
 * What the law costs, each figure beside JSON.parse of the same text in the same run. Only the ratios count: this machine is not yours.
 * Nothing here fails a build.
 */

const count = 1_000;
const plan = { exercises: Array.from({ length: 6 }, (_, i) => exercise(`exercise-${i}`, 4)) };

/** The watch's packets of an ordinary workout: an edit, a set done, a rest, in turns. */
function workoutPackets(): string[] {
  const watch = new Pen(watchId);
  watch.revision = 1;
  return Array.from({ length: count }, (_, i) => {
    const setId = `exercise-${i % 6}.${(i % 4) + 1}`;
    const more = { eventId: `9b2e6f0c-0000-4000-8000-${String(i).padStart(12, "0")}` };
    const rest = { durationMs: 90_000, endsAt: epochMs + i * 1000, clockId: "clock-w" };
    const event =
      i % 3 === 0
        ? watch.write("set_updated", { setId, weight: 100 + (i % 9) * 2.5, reps: 5 }, more)
        : i % 3 === 1
          ? watch.completed(setId, i % 2 === 0, more)
          : watch.write("rest_updated", { rest }, more);
    return JSON.stringify(
      new Sender(watchId, { [sessionId]: { [phoneId]: { upTo: 1 }, [watchId]: { upTo: i + 1 } } }).events(event),
    );
  });
}

/** A session of about 300 registers. */
function bigSession(): SessionState {
  const session = new SessionState(sessionId);
  const exercises = Array.from({ length: 12 }, (_, i) => exercise(`exercise-${i}`, 8));
  session.receive(new Pen(phoneId).started({ exercises }), "message", epochMs);
  const watch = new Pen(watchId);
  for (let i = 0; i < 96; i++)
    session.receive(
      watch.completed(`exercise-${i % 12}.${(i % 8) + 1}`, true, { revision: i + 2 }),
      "message",
      epochMs,
    );
  return session;
}

const started = new Pen(phoneId).started(plan);
const startText = JSON.stringify(new Sender(watchId).events(new Pen(watchId, "s-2").started(plan)));
const texts = workoutPackets();
const parsed = texts.map((text) => JSON.parse(text) as ReturnType<Sender["events"]>);
const big = bigSession();
const snapshot = new Sender(phoneId, haveOf(big)).snapshot(snapshotOf(big));
const snapshotText = JSON.stringify(snapshot);
const frames = texts.map(
  (body, i): Frame => ({
    observer: { deviceId: phoneId, role: "phone" },
    bootId: "boot-1",
    traceSeq: i + 1,
    observedAt: epochMs + i,
    monotonicMs: i,
    direction: "received",
    transport: "message",
    peer: watchId,
    sizeBytes: body.length,
    body,
    verdict: "applied",
    verdicts: [{ sessionId, eventId: `w-${i}`, seq: i + 1, verdict: "applied", registers: ["rest"] }],
    digests: { [sessionId]: "0123456789abcdef" },
    queueDepth: 0,
  }),
);
const frameTexts = frames.map((frame) => JSON.stringify(frame));
const lines = texts.map((_, i) => `set/exercise-${i % 6}.1/weight\t${i + 2}\t${watchId}\t${10_000 + i}`);

/** Does it to each, and keeps nothing: what is kept costs the collector more than what is measured. */
function each<T>(items: readonly T[], work: (item: T) => unknown): () => unknown {
  return () => {
    let last: unknown;
    for (const item of items) last = work(item);
    return last;
  };
}

function replica(): Replica {
  const fresh = new Replica(phoneId);
  fresh.write(started, epochMs);
  return fresh;
}

const rates = measure({
  parsePackets: { items: count, run: each(texts, (text) => JSON.parse(text)) },
  receive: {
    items: count,
    run: () => {
      const receiver = replica();
      let last = "";
      for (const packet of parsed) {
        receiver.receive(packet, "message", epochMs);
        last = receiver.session(sessionId).digest;
      }
      return last;
    },
  },
  readPackets: { items: count, run: each(texts, (text) => parsePacket(text)) },
  safeParse: { items: count, run: each(parsed, (packet) => Packet.safeParse(packet)) },
  step: {
    items: count,
    run: () => {
      const phone = new LabDevice(phoneId);
      const { engine } = phone;
      const now = phone.now();
      engine.step({ type: "activated", now, reachable: true });
      engine.step({ type: "received", now, transport: "message", text: startText });
      for (const text of texts) engine.step({ type: "received", now, transport: "message", text });
      return engine;
    },
  },
  parseFrames: { items: count, run: each(frameTexts, (text) => JSON.parse(text)) },
  readFrames: {
    items: count,
    run: each(frameTexts, (text) => {
      const json = parseJson(text);
      return json.ok && checkFrame(json.value);
    }),
  },
  parseSnapshot: { items: 1, run: () => JSON.parse(snapshotText) },
  readSnapshot: { items: 1, run: () => parsePacket(snapshotText) },
  mergeSnapshot: { items: 1, run: () => new Replica(watchId).receive(snapshot, "applicationContext", epochMs) },
  mergeAgain: (() => {
    const receiver = new Replica(watchId);
    return { items: 1, run: () => receiver.receive(snapshot, "applicationContext", epochMs) };
  })(),
  hash: { items: count, run: each(lines, (line) => hash64(line)) },
  canonical: { items: count, run: each(parsed, ({ events }) => canonical(events[0]?.payload as never)) },
});

const rows: [what: string, rate: Measured, beside?: Measured][] = [
  [`JSON.parse of an events packet (${average(texts)} B)`, rates.parsePackets],
  ["receive + merge + digest of it", rates.receive, rates.parsePackets],
  ["parse + bounds + validation of it", rates.readPackets, rates.parsePackets],
  ["zod safeParse of it, for comparison", rates.safeParse, rates.parsePackets],
  ["whole engine step: read, merge, save, acknowledge", rates.step, rates.parsePackets],
  [`JSON.parse of a tee frame (${average(frameTexts)} B)`, rates.parseFrames],
  ["parse + bounds + validation of it", rates.readFrames, rates.parseFrames],
  [`JSON.parse of a snapshot of ${big.registers.size} registers (${snapshotText.length} B)`, rates.parseSnapshot],
  ["parse + bounds + validation of it", rates.readSnapshot, rates.parseSnapshot],
  ["merge of it into nothing", rates.mergeSnapshot, rates.parseSnapshot],
  ["merge of it into the same", rates.mergeAgain, rates.parseSnapshot],
  ["hash of a register line", rates.hash],
  ["canonical text of a payload", rates.canonical],
];

console.log(`${"".padEnd(58)}${"per second".padStart(12)}${"/ JSON.parse".padStart(14)}`);
for (const [what, rate, beside] of rows) {
  const times = beside === undefined ? "" : ratio(rate, beside).toFixed(2);
  console.log(`${what.padEnd(58)}${Math.round(rate.perSecond).toLocaleString("en").padStart(12)}${times.padStart(14)}`);
}

function average(all: readonly string[]): number {
  return Math.round(all.reduce((sum, text) => sum + text.length, 0) / all.length);
}
