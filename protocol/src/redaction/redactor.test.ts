import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Frame } from "../frame.ts";
import { checkFrame, parsePacket } from "../parse.ts";
import { Listing, Projections } from "../projections/index.ts";
import { drawSchedule, FrameTap, simulate } from "../sim/index.ts";
import { buildFrame } from "../testing/index.ts";
import { bothRedactions, leftOut, Redactor } from "./redactor.ts";

/** Both devices' frames of a simulated workout, in the order they happened. */
function workout(seed: string): Frame[] {
  const { weather, habits } = drawSchedule(seed);
  const frames: Frame[] = [];
  const seqs = new Map<string, number>();
  const tap = new FrameTap(({ deviceId, role }, crossing) => {
    const traceSeq = (seqs.get(deviceId) ?? 0) + 1;
    seqs.set(deviceId, traceSeq);
    frames.push({ observer: { deviceId, role }, bootId: "boot-1", traceSeq, ...crossing });
  });
  simulate({ seed, weather, habits, witnesses: [tap] });
  return frames;
}

const frames = workout("redact-1");
const texts = frames.map((frame) => JSON.stringify(frame));
const redact = (how: "health" | "names" | "all", input: readonly string[] = texts) => {
  const redactor = new Redactor(how);
  return input.map((text) => redactor.frame(text));
};

/** Every value that stands under such a key, wherever: in the frame, and in its body. */
function valuesUnder(keys: readonly string[], text: string): unknown[] {
  const found: unknown[] = [];
  const look = (_key: string, value: unknown) => {
    if (typeof value !== "object" || value === null) return value;
    for (const key of keys) if (Object.hasOwn(value, key)) found.push((value as Record<string, unknown>)[key]);
    return value;
  };
  JSON.parse(text, look);
  const { body } = JSON.parse(text);
  try {
    JSON.parse(body, look);
  } catch {}
  return found;
}

const names = new Set(texts.flatMap((text) => valuesUnder(["name", "routineName"], text) as string[]));

test("the workout that is redacted here holds both: names and health values", () => {
  expect(names.size).toBeGreaterThan(1);
  expect(
    texts.flatMap((text) => valuesUnder(["activeEnergyKcal", "heartRateBpm"], text)).some((value) => value !== 0),
  ).toBe(true);
});

test.each(["health", "names", "all"] as const)(
  "[CAP-5] %s: what is left is still frames, and packets still packets",
  (how) => {
    for (const [i, text] of redact(how).entries()) {
      const frame = checkFrame(JSON.parse(text));
      expect(frame.ok).toBe(true);
      const before = parsePacket((frames[i] as Frame).body);
      if (before.ok) expect(parsePacket(JSON.parse(text).body).ok, text).toBe(true);
    }
  },
);

test("[CAP-5] health: every value is 0, the names stay, and what rests on the values is marked", () => {
  const redacted = redact("health");
  for (const [i, text] of redacted.entries()) {
    for (const value of valuesUnder(["activeEnergyKcal", "heartRateBpm"], text)) expect(value).toBe(0);
    const frame = JSON.parse(text) as Frame;
    if (frame.digests !== undefined || text !== texts[i]) expect(frame.redacted).toBe(true);
  }
  for (const name of names) expect(redacted.join("\n")).toContain(name);
});

test("[CAP-5] names: none survives, the same name is the same name throughout, and health stays", () => {
  const redacted = redact("names");
  const all = redacted.join("\n");
  for (const name of names) expect(all).not.toContain(name);
  expect(new Set(redacted.flatMap((text) => valuesUnder(["name", "routineName"], text))).size).toBe(names.size);
  const health = (of: readonly string[]) => of.map((text) => valuesUnder(["activeEnergyKcal"], text));
  expect(health(redacted)).toEqual(health(texts));
});

test("[CAP-5] structure is kept: who, when, which way, which verdict, and how many registers", () => {
  const outline = (text: string) => {
    const { observer, traceSeq, observedAt, direction, transport, peer, sizeBytes, verdict, queueDepth } =
      JSON.parse(text);
    const registers = valuesUnder(["registers"], text).map((each) => Object.keys(each as object));
    return { observer, traceSeq, observedAt, direction, transport, peer, sizeBytes, verdict, queueDepth, registers };
  };
  for (const how of ["health", "names", "all"] as const) expect(redact(how).map(outline)).toEqual(texts.map(outline));
});

test("[CAP-5] what was one text on both ends of a crossing is one text after", () => {
  const pairs = new Map<string, string>();
  for (const [i, text] of redact("all").entries()) {
    const { body } = frames[i] as Frame;
    const { body: after } = JSON.parse(text);
    expect(pairs.get(body) ?? after).toBe(after);
    pairs.set(body, after);
  }
});

test.each(["health", "names", "all"] as const)(
  "[CAP-5] %s: a reader finds nothing that it did not find before",
  (how) => {
    for (const seed of ["redact-1", "redact-2", "redact-3", "redact-4"]) {
      const recorded = workout(seed);
      const rulesOf = (given: readonly Frame[]) => {
        const projections = new Projections();
        const listing = new Listing();
        projections.apply(given.map((frame, i) => listing.list({ entry: i + 1, receivedAt: frame.observedAt, frame })));
        return new Set(projections.found.keys());
      };
      const after = redact(
        how,
        recorded.map((frame) => JSON.stringify(frame)),
      ).map((text) => JSON.parse(text) as Frame);
      const before = rulesOf(recorded);
      expect(
        [...rulesOf(after)].filter((rule) => !before.has(rule)),
        seed,
      ).toEqual([]);
    }
  },
);

describe("[CAP-5] whatever a body holds", () => {
  const secretNumber = fc.integer({ min: 7_000_000, max: 7_999_999 });
  const secretName = fc.stringMatching(/^[A-Za-zÅ-ö ]{0,8}Qx[A-Za-zÅ-ö ]{6,12}$/);
  const inBody = (body: unknown) =>
    JSON.stringify(buildFrame({ body: typeof body === "string" ? body : JSON.stringify(body) }));
  /** Health where version 1 has it, where a newer one may, and where a sentence quotes it. */
  const healthBody = fc.tuple(secretNumber, fc.jsonValue({ maxDepth: 2 })).chain(([n, other]) =>
    fc
      .constantFrom<unknown>(
        {
          kind: "events",
          events: [{ eventType: "health_update", payload: { heartRateBpm: n, measuredAt: 5, other } }],
        },
        {
          kind: "events",
          events: [{ eventType: "health_sampled", payload: { deep: [{ oxygen: n, text: `${n}` }] } }],
        },
        {
          kind: "events",
          events: [{ eventType: "x", payload: {}, writes: { "health/phone0001/hrv": { value: n, other } } }],
        },
        { kind: "hello", sessions: [{ health: { "health/phone0001/new": [3, "phone0001", { value: n }] } }] },
        {
          kind: "snapshot",
          sessions: [{ registers: { "final/phone0001": [1, "phone0001", { activeEnergyKcal: n }] } }],
        },
        { kind: "note", note: "notice", notice: "quarantined", sentence: `/heartRateBpm is ${n}; 400 is the most` },
        `{"kind":"events","heartRateBpm":${n}`,
        `{"he\\u0061rtRateBpm":${n},"heartRateBpm":${n}}`,
        [{ activeEnergyKcal: { nested: [n] } }],
      )
      .map((body) => [n, inBody(body)] as const),
  );

  test("no health value survives", () => {
    fc.assert(
      fc.property(healthBody, ([n, text]) => {
        for (const how of ["health", "all"] as const) expect(new Redactor(how).frame(text)).not.toContain(String(n));
      }),
      { numRuns: 500 },
    );
  });

  const nameBody = secretName.chain((name) =>
    fc
      .constantFrom<unknown>(
        {
          kind: "events",
          events: [{ eventType: "session_started", payload: { routineName: name, exercises: [{ name }] } }],
        },
        {
          kind: "snapshot",
          sessions: [{ registers: { meta: [3, "phone0001", { routineName: name, coach: [name] }] } }],
        },
        {
          kind: "events",
          events: [{ eventType: "set_noted", payload: { remark: name }, writes: { "set/a/remark": name } }],
        },
        { kind: "note", note: "notice", notice: "conflict", sentence: `both changed ${name}` },
        { kind: name, note: ` ${name}` },
        `{"kind":"events","name":"${name}`,
        [[name], { deep: { deeper: name } }],
        JSON.stringify(name),
      )
      .map((body) => [name, inBody(body)] as const),
  );

  test("no name survives", () => {
    fc.assert(
      fc.property(nameBody, ([name, text]) => {
        for (const how of ["names", "all"] as const) {
          const redacted = new Redactor(how).frame(text);
          // A name that could be an identifier, under a key that holds one, is one.
          if (/^[A-Za-z]+$/.test(name) && text.includes(`\\"kind\\":\\"${name}`)) continue;
          expect(redacted).not.toContain(JSON.stringify(name).slice(1, -1));
        }
      }),
      { numRuns: 500 },
    );
  });

  test("a text that is not JSON is left out whole", () => {
    expect(JSON.parse(new Redactor("names").frame(inBody("oh no"))).body).toBe(leftOut);
    expect(JSON.parse(new Redactor("health").frame(inBody('{"heartRateBpm":'))).body).toBe(leftOut);
  });
});

test("[CAP-5] a refusal that quotes what it refused quotes nothing any more", () => {
  const verdicts = [{ verdict: "rejected" as const, code: "bad_shape" as const, sentence: "/name is Qxyzzy" }];
  const text = JSON.stringify(buildFrame({ verdict: "rejected", verdicts }));
  expect(new Redactor("health").frame(text)).not.toContain("Qxyzzy");
});

test("[CAP-5] redacting again adds up", () => {
  expect(bothRedactions("none", "health")).toBe("health");
  expect(bothRedactions("health", "names")).toBe("all");
  expect(bothRedactions("all", "health")).toBe("all");
  expect(bothRedactions("names", "none")).toBe("names");
  const twice = redact("names", redact("health"));
  expect(twice.flatMap((text) => valuesUnder(["heartRateBpm"], text)).every((value) => value === 0)).toBe(true);
});
