import fc from "fast-check";
import { expect, test } from "vitest";
import { factsOf } from "./facts.ts";
import { buildFrame } from "./testing/index.ts";

const head = { v: 1, deviceId: "phone0001", role: "phone", have: {} };
const event = { v: 1, sessionId: "s1", eventId: "e1", deviceId: "phone0001", seq: 4, revision: 70, timestamp: 1 };
const facts = (body: unknown, more = {}) =>
  factsOf(buildFrame({ body: typeof body === "string" ? body : JSON.stringify(body), ...more }));

test("an events packet tells its sessions, first event, seq and highest revision", () => {
  const events = [
    { ...event, eventType: "set_updated", payload: {} },
    { ...event, sessionId: "s2", eventType: "rest_updated", revision: 71, seq: 5 },
  ];
  expect(facts({ ...head, kind: "events", events })).toEqual({
    sessions: ["s1", "s2"],
    kind: "events",
    name: "set_updated",
    revision: 71,
    seq: 4,
  });
});

test("an event alone, or a list of them, is read as well", () => {
  const expected = { sessions: ["s1"], kind: "events", name: "set_updated", revision: 70, seq: 4 };
  expect(facts({ ...event, eventType: "set_updated" })).toEqual(expected);
  expect(facts([{ ...event, eventType: "set_updated" }])).toEqual(expected);
});

test("hellos, snapshots and acks tell the sessions they mention; verdicts and digests theirs", () => {
  expect(facts({ ...head, kind: "hello", sessions: [{ sessionId: "s1" }], have: { s2: {} } })).toEqual({
    sessions: ["s1", "s2"],
    kind: "hello",
  });
  expect(facts({ ...head, kind: "ack", have: { s3: {} } })).toEqual({ sessions: ["s3"], kind: "ack" });
  const verdicts = [{ verdict: "ended" as const, sessionId: "s4" }];
  expect(facts({ ...head, kind: "ack" }, { verdicts, digests: { s5: "0123456789abcdef" } }).sessions).toEqual([
    "s4",
    "s5",
  ]);
});

test("a note tells its name, and its session if it has one", () => {
  expect(facts({ kind: "note", note: "notice", sessionId: "s1" })).toEqual({
    sessions: ["s1"],
    kind: "note",
    name: "notice",
  });
});

test("[TEE-2] any body has facts: nothing in it throws, names a wrong session, or lists without bound", () => {
  const bodies = fc.oneof(
    fc.string(),
    fc.json(),
    fc.constantFrom("null", "[]", '"x"', '{"kind":1}', '{"kind":"events","events":[null,1]}', '{"have":[]}'),
  );
  fc.assert(fc.property(bodies, (body) => void facts(body)));
  const have = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`s${i}`, {}]));
  expect(facts({ kind: "ack", have }).sessions).toHaveLength(256);
  expect(facts({ kind: "ack", have: { "NOT AN ID": {} }, sessionId: 7 }).sessions).toEqual([]);
});
