import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Entry, Frame } from "../frame.ts";
import { buildFrame, epochMs, Pen, phoneId, Sender, watchId } from "../testing/index.ts";
import { fieldNames } from "./fields.ts";
import { type Filter, faultSentence, formatFilter } from "./filter.ts";
import { instantOf } from "./instant.ts";
import { matcherOf } from "./match.ts";
import { parseFilter } from "./parse.ts";
import { holdsWords, wordsOf } from "./text.ts";

function parsed(text: string): Filter {
  const result = parseFilter(text);
  if (!result.ok) throw new Error(faultSentence(result.fault));
  return result.filter;
}

const is = (field: string, compare: string, ...values: (string | number)[]) => ({ op: "is", field, compare, values });

describe("[FLT-1] what a filter says", () => {
  test.each([
    ["", { op: "and", of: [] }],
    ["type:set_updated", is("type", "=", "set_updated")],
    ["TYPE = set_updated", is("type", "=", "set_updated")],
    ["verdict:superseded,early", is("verdict", "=", "superseded", "early")],
    ["verdict:Superseded", is("verdict", "=", "superseded")],
    ["transport!=userinfo", is("transport", "!=", "userInfo")],
    ["revision>=40", is("revision", ">=", 40)],
    ["revision:>=40", is("revision", ">=", 40)],
    ["size>48kb", is("size", ">", 49_152)],
    ["time<2026-11-22T16:50", is("time", "<", Date.UTC(2026, 10, 22, 16, 50))],
    ["time>2026-11-22T16:50:01.5Z", is("time", ">", Date.UTC(2026, 10, 22, 16, 50, 1, 500))],
    ["bench", is("text", "=", "bench")],
    ['"bench press"', is("text", "=", "bench press")],
    ['text:"say \\"hi\\" \\\\"', is("text", "=", 'say "hi" \\')],
    ["device:phone seq:4", { op: "and", of: [is("device", "=", "phone"), is("seq", "=", 4)] }],
    ["device:phone AND seq:4", { op: "and", of: [is("device", "=", "phone"), is("seq", "=", 4)] }],
    [
      "seq:1 or seq:2 seq:3",
      { op: "or", of: [is("seq", "=", 1), { op: "and", of: [is("seq", "=", 2), is("seq", "=", 3)] }] },
    ],
    [
      "(seq:1 or seq:2) seq:3",
      { op: "and", of: [{ op: "or", of: [is("seq", "=", 1), is("seq", "=", 2)] }, is("seq", "=", 3)] },
    ],
    ["not not seq:1", { op: "not", of: { op: "not", of: is("seq", "=", 1) } }],
    ["not (seq:1)", { op: "not", of: is("seq", "=", 1) }],
  ])("%s", (text, filter) => {
    expect(parsed(text)).toEqual(filter);
  });

  const number = fc.integer({ min: 0, max: 1_000_000 });
  const word = fc.stringMatching(/^[a-zA-Z0-9_.:"\\ -]{1,12}$/).filter((text) => wordsOf(text).length > 0);
  const compare = fc.constantFrom("=", "!=");
  const ordered = fc.constantFrom("=", "!=", ">", ">=", "<", "<=");
  const term = fc.oneof(
    fc.record({
      op: fc.constant("is"),
      field: fc.constantFrom("device", "type", "text"),
      compare,
      values: fc.array(word, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({
      op: fc.constant("is"),
      field: fc.constantFrom("revision", "seq", "entry", "size", "time"),
      compare: ordered,
      values: fc.tuple(number),
    }),
    fc.record({
      op: fc.constant("is"),
      field: fc.constant("verdict"),
      compare,
      values: fc.constant(["early", "healed"]),
    }),
  );
  const { filter } = fc.letrec((tie) => ({
    filter: fc.oneof(
      { maxDepth: 3 },
      term,
      fc.record({ op: fc.constantFrom("and", "or"), of: fc.array(tie("filter"), { minLength: 2, maxLength: 3 }) }),
      fc.record({ op: fc.constant("not"), of: tie("filter") }),
    ),
  })) as { filter: fc.Arbitrary<Filter> };

  test("any filter, written down, is understood as itself", () => {
    fc.assert(fc.property(filter, (each) => void expect(parsed(formatFilter(each))).toEqual(each)));
  });
});

describe("[FLT-4] a wrong filter is answered by where and what was expected", () => {
  test.each([
    ["device:", 7, "a deviceId, phone or watch", ""],
    ["verdict:lost", 8, "a verdict (applied, duplicate", "lost"],
    ["verdict:early,", 14, "a verdict (applied", ""],
    ["revision>x", 9, "a whole number", "x"],
    ["type>set_updated", 4, '":", "=" or "!="', ">"],
    ["colour:red", 0, "device, type, transport", "colour"],
    ["(seq:1", 6, '")"', ""],
    ["seq:1)", 5, "the end", ")"],
    ["seq:1 or", 8, "a field", ""],
    ["or seq:1", 0, "a field", "or"],
    ["not", 3, "a field", ""],
    ['text:"bench', 11, '"\\""', ""],
    ["time>yesterday", 5, "a time", "yesterday"],
    ["time>2026-02-30", 5, "a time", "2026-02-30"],
    ["size>5gb", 5, "a number of bytes", "5gb"],
    ["text:--", 5, "words of the payload", "--"],
    ["=5", 0, "a field", "="],
  ])("%s", (text, position, expected, found) => {
    const result = parseFilter(text);
    expect(result).toMatchObject({ ok: false, fault: { position, found } });
    if (!result.ok) expect(faultSentence(result.fault)).toContain(expected);
  });

  test("any text is understood or faulted within it, and nothing throws", () => {
    const pieces = fc.constantFrom(
      ...fieldNames,
      ":",
      "=",
      ">",
      "<=",
      "!=",
      "(",
      ")",
      ",",
      '"',
      "\\",
      " ",
      "not",
      "or",
      "and",
      "5",
      "x",
      "é",
      "\ud83d",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const text = parts.join("");
        const result = parseFilter(text);
        if (result.ok) return void matcherOf(result.filter)({ entry: 1, receivedAt: 1, frame: buildFrame() });
        expect(result.fault.position).toBeGreaterThanOrEqual(0);
        expect(result.fault.position).toBeLessThanOrEqual(text.length);
        expect(result.fault.expected.length).toBeGreaterThan(0);
      }),
      { numRuns: 1_000 },
    );
  });

  test("length, depth and terms are bounded", () => {
    expect(parseFilter("x".repeat(2_001))).toMatchObject({
      ok: false,
      fault: { expected: ["a filter of at most 2000 characters"] },
    });
    expect(parseFilter("(".repeat(1_000))).toMatchObject({ ok: false, fault: { expected: ["at most 32 levels"] } });
    expect(parseFilter("not ".repeat(400))).toMatchObject({ ok: false });
    expect(parseFilter("a ".repeat(101))).toMatchObject({ ok: false, fault: { position: 200 } });
  });
});

describe("[FLT-2] [FLT-3] what a filter lets through", () => {
  const phone = new Pen(phoneId);
  const sender = new Sender(phoneId);
  const [start, edit] = [phone.started(), phone.weight("squat.1", 105, { revision: 40 })];
  const received: Partial<Frame> = {
    observer: { deviceId: watchId, role: "watch" },
    direction: "received",
    transport: "message",
    verdict: "superseded",
    verdicts: [
      { verdict: "applied", eventId: start.eventId, registers: [] },
      { verdict: "superseded", eventId: edit.eventId, lost: [] },
    ],
    body: JSON.stringify(sender.events(start, edit)),
  };
  const entry: Entry = { entry: 12, receivedAt: 1, frame: buildFrame(received) };
  const note: Entry = { entry: 13, receivedAt: 1, frame: buildFrame() };

  test.each([
    ["", true],
    ["device:watch", true],
    [`device:${watchId}`, true],
    ["device:phone", false],
    ["device!=phone", true],
    ["type:events", true],
    ["type:session_started", true],
    ["type:set_updated", true],
    ["type:hello", false],
    ["transport:message", true],
    ["transport:userInfo,file", false],
    ["direction:received", true],
    ["verdict:superseded", true],
    ["verdict:applied", true],
    ["verdict:early", false],
    ["not verdict:early", true],
    ["revision:40", true],
    ["revision>40", false],
    ["revision<2", true],
    ["seq:2", true],
    ["seq>2", false],
    ["entry:12", true],
    ["size>10", true],
    ["size>1mb", false],
    [`time:${epochMs}`, true],
    [`time>${epochMs}`, false],
    ["squat", true],
    ["SQUAT", true],
    ["squ", true],
    ["quat", false],
    ['"set updated"', true],
    ['"updated set"', false],
    ["set_upd", true],
    ["squat and verdict:superseded or seq:99", true],
    ["squat (verdict:early or seq:99)", false],
  ])("%s: %s", (text, expected) => {
    expect(matcherOf(parsed(text))(entry)).toBe(expected);
  });

  test("a note is found by its name, and has neither revision nor verdict", () => {
    expect(matcherOf(parsed("type:reachability"))(note)).toBe(true);
    expect(matcherOf(parsed("type:note"))(note)).toBe(true);
    expect(matcherOf(parsed("revision>=0 or verdict:applied or transport:message"))(note)).toBe(false);
  });
});

test("[FLT-3] words are runs of letters and digits, upper and lower case alike within ASCII", () => {
  expect(wordsOf('{"setId":"Squat.1","name":"Übung 2"}')).toEqual(["setid", "squat", "1", "name", "Übung", "2"]);
  expect(holdsWords("one two three", ["two", "th"])).toBe(true);
  expect(holdsWords("one two three", ["tw", "three"])).toBe(false);
  expect(holdsWords("anything", [])).toBe(true);
});

test("an instant is the one that the calendar gives", () => {
  const date = fc.date({ min: new Date(0), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true });
  fc.assert(fc.property(date, (each) => void expect(instantOf(each.toISOString())).toBe(each.getTime())));
  for (const text of ["", "x", "2026-13-01", "2026-00-10", "2025-02-29", "2026-01-01T24:00", "1969-12-31"])
    expect(instantOf(text), text).toBeUndefined();
});
