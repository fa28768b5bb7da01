import { type Frame, Transport, type Verdict, verdictWords } from "@lighty/protocol";
import type { Filter } from "@lighty/protocol/filter";
import fc from "fast-check";

const eventTypes = ["set_updated", "rest_updated", "health_update"];
const words = ["squat", "bench", "set", "events", "Übung", "missing"];
const seq = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined });

const event = fc.record({
  sessionId: fc.constantFrom("s1", "s2"),
  eventId: fc.constantFrom("e1", "e2"),
  eventType: fc.constantFrom(...eventTypes),
  revision: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
  seq,
  payload: fc.record({ name: fc.constantFrom("Squat one", "bench PRESS", "Übung", "set") }),
});
const body = fc.oneof(
  fc
    .record({ kind: fc.constant("events"), events: fc.array(event, { maxLength: 3 }) })
    .map((each) => JSON.stringify(each)),
  fc.constantFrom(
    '{"kind":"hello","sessions":[{"sessionId":"s1"}]}',
    '{"kind":"note","note":"reachability","reachable":true}',
    "not JSON at all, squat",
    "[]",
  ),
);
const verdict = fc.constantFrom(...verdictWords).map((word) => ({ verdict: word }) as Verdict);

/** Frames of all kinds, honest or not: what a filter may ask is there, missing, or contradicts itself. */
export const mixedFrame: fc.Arbitrary<Partial<Frame>> = fc
  .record({
    role: fc.constantFrom("phone" as const, "watch" as const),
    direction: fc.constantFrom("sent" as const, "received" as const, "local" as const),
    transport: fc.option(fc.constantFrom(...Transport.options), { nil: undefined }),
    word: fc.option(fc.constantFrom(...verdictWords), { nil: undefined }),
    verdicts: fc.option(fc.array(verdict, { maxLength: 3 }), { nil: undefined }),
    body,
  })
  .map(({ role, direction, transport, word, verdicts, body: text }) => ({
    observer: { deviceId: `${role}0001`, role },
    direction,
    body: text,
    ...(transport === undefined ? {} : { transport }),
    ...(word === undefined ? {} : { verdict: word }),
    ...(verdicts === undefined ? {} : { verdicts }),
  }));

const compare = fc.constantFrom("=" as const, "!=" as const);
const ordered = fc.constantFrom("=" as const, "!=" as const, ">" as const, ">=" as const, "<" as const, "<=" as const);

function oneOf(field: string, ...values: readonly string[]) {
  const some = fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 });
  return fc.record({ op: fc.constant("is"), field: fc.constant(field), compare, values: some });
}

function number(field: string, min: number, max: number) {
  return fc.record({
    op: fc.constant("is"),
    field: fc.constant(field),
    compare: ordered,
    values: fc.tuple(fc.integer({ min, max })),
  });
}

const term = fc.oneof(
  oneOf("device", "phone", "watch", "phone0001", "nobody01"),
  oneOf("type", ...eventTypes, "events", "hello", "note", "reachability", "unreadable"),
  oneOf("transport", ...Transport.options),
  oneOf("direction", "sent", "received", "local"),
  oneOf("verdict", ...verdictWords),
  oneOf("text", ...words, "set upd", "bench press", "squat one"),
  number("revision", 0, 10),
  number("seq", 0, 5),
  number("entry", 0, 130),
  number("size", 0, 200),
  number("time", 990, 1_130),
);

/** Any filter that could be written. */
export const anyFilter = fc.letrec((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3 },
    term,
    fc.record({ op: fc.constantFrom("and", "or"), of: fc.array(tie("filter"), { maxLength: 3 }) }),
    fc.record({ op: fc.constant("not"), of: tie("filter") }),
  ),
})).filter as fc.Arbitrary<Filter>;
