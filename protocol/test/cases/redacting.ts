import type { Frame } from "../../src/frame.ts";
import { type Json, Redactor } from "../../src/redaction/index.ts";
import { buildFrame, epochMs, Pen, phoneId, Sender, watchId } from "../../src/testing/index.ts";

/** A frame as a device would tee it with health values, and as it tees it without. */
export interface Redaction {
  rule: string;
  why: string;
  frame: Frame;
  redacted: Frame;
}

function redaction(why: string, body: unknown, more: Partial<Frame> = {}): Redaction {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const frame = buildFrame({ body: text, ...more });
  const redactor = new Redactor("health", "rounded");
  return { rule: "TEE-9", why, frame, redacted: JSON.parse(redactor.frame(JSON.stringify(frame))) as Frame };
}

const measured = (value: Json) => ({ value, measuredAt: epochMs });
const watch = new Sender(watchId);
const pen = new Pen(watchId);
const update = (payload: object) =>
  watch.events(pen.write("health_update", { measuredAt: epochMs, ...payload } as never));
const plain = (notice: string, sentence: string) => ({ kind: "note", note: "notice", notice, sentence });

export function redactionCases(): Redaction[] {
  return [
    redaction("Calories become the nearest ten, a heart rate 0; when they were measured stays.", {
      ...update({ activeEnergyKcal: 123.45, heartRateBpm: 131 }),
    }),
    ...[0, 4.99, 5, 14.99, 15, 120].map((activeEnergyKcal) =>
      redaction(`${activeEnergyKcal} kcal to the nearest ten, half a ten up.`, update({ activeEnergyKcal })),
    ),
    redaction("The health cells of a hello, stamps and all.", {
      ...watch.hello(),
      sessions: [
        {
          ...{ sessionId: "s-1", revision: 9, digest: "0123456789abcdef", status: "active" },
          health: {
            [`health/${watchId}/activeEnergyKcal`]: [7, watchId, measured(88.2)],
            [`health/${watchId}/heartRateBpm`]: [8, watchId, measured(97)],
          },
        },
      ],
    }),
    redaction(
      "A snapshot of an ended session: its final calories, too. The digest is what it was, and is not judged.",
      {
        ...watch.snapshot(),
        sessions: [
          {
            ...{ sessionId: "s-1", revision: 12, digest: "0123456789abcdef" },
            registers: {
              "set/squat.1/weight": [4, phoneId, 102.5],
              status: [11, watchId, "finished"],
              [`final/${watchId}`]: [
                11,
                watchId,
                { role: "watch", endedAt: epochMs, durationMs: 3_600_000, outcome: "final", activeEnergyKcal: 317.5 },
              ],
              [`health/${watchId}/heartRateBpm`]: [10, watchId, measured(151)],
            },
          },
        ],
      },
      { direction: "received", transport: "applicationContext", digests: { "s-1": "0123456789abcdef" } },
    ),
    redaction(
      "What a newer version measures is not known here, and goes: whatever it is called, however deep it lies.",
      watch.events(
        pen.writeForeign(
          "health_sampled",
          { measuredAt: epochMs, series: [{ oxygen: 97, at: "noon", activeEnergyKcal: 44 }], isRough: true },
          { writes: { [`health/${watchId}/oxygen`]: { value: 97, lowest: [91, 92] } } },
        ),
      ),
    ),
    redaction("Calories that are no number are nothing that could be rounded.", {
      kind: "events",
      activeEnergyKcal: { resting: 40.5, texts: ["40"], isKnown: true, none: null },
    }),
    redaction(
      "A refusal may quote what it refused: the general words stay.",
      { kind: "events" },
      {
        direction: "received",
        transport: "message",
        verdict: "rejected",
        verdicts: [{ verdict: "rejected", code: "bad_shape", sentence: "/heartRateBpm is 431; 400 is the most" }],
      },
    ),
    redaction(
      "A notice may quote as well, and its sentence goes.",
      plain("quarantined", "/heartRateBpm is 431; 400 is the most"),
    ),
    ...["drift_detected", "session_ended_elsewhere", "second_session", "conflict"].map((notice) =>
      redaction(`The sentence of ${notice} holds no health value, and stays.`, plain(notice, "the phone says so")),
    ),
    redaction("A text that could tell something and cannot be read is left out whole.", '{"heartRateBpm":131'),
    redaction("So is one that is JSON beyond the bounds.", '{"heartRateBpm":131,"weight":1.234}'),
    redaction("A key is the same key however its letters are spelled.", '{"he\\u0061rtRateBpm":131}'),
    redaction("Of a key that comes twice nothing stays.", '{"heartRateBpm":131,"heartRateBpm":0}'),
    redaction("A text that can tell nothing of health crosses as it was, JSON or not.", "\u0000 not JSON {"),
    redaction("So do its spaces, its order and its spelling.", '{ "b": 1.0,\t"a": "\\u00e9 é 🏋" }'),
  ];
}
