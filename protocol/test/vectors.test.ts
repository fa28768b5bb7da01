import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  anchorAt,
  CaptureLine,
  canonical,
  checkEnvelope,
  checkFrame,
  checkShape,
  compareStamps,
  covers,
  derive,
  Entry,
  type Envelope,
  fromStamped,
  hash64,
  hex,
  highest,
  joined,
  missingBelow,
  Note,
  nextRevision,
  Offsets,
  type Parsed,
  parseJson,
  parsePacket,
  parseRoutine,
  placeBetween,
  plannedPlace,
  projectTraining,
  type RegisterMap,
  Registers,
  readClock,
  revisionCeiling,
  SessionState,
  StreamMessage,
  sampleOf,
  TeeDown,
  TeeUp,
  Verdict,
  viewSession,
  withSeq,
} from "../src/index.ts";
import { keyOf, pairingSecrets, pairRequest, proofOf, toBase64url } from "../src/pairing/index.ts";
import { mayTellHealth, Redactor } from "../src/redaction/index.ts";
import { sessionId } from "../src/testing/index.ts";
import { type Invalid, textOf, type Valid } from "./cases/case.ts";
import { perform, type Script } from "./cases/engine-script.ts";
import type { pairingCases, proofCases } from "./cases/pairing.ts";
import { contentOf, type Reception, replicaWith } from "./cases/receiving.ts";
import type { Redaction } from "./cases/redacting.ts";
import { type TeeScript, ToldTee } from "./cases/tee-machine.ts";
import { fits, placesOf, type SchemaDocument, type Uses } from "./json-schema.ts";
import { murmur32 } from "./murmur.ts";
import { schemaFile } from "./write-schema.ts";
import { committedVectors, vectorFiles, vectorText } from "./write-vectors.ts";

const committed = committedVectors();
const document = JSON.parse(readFileSync(schemaFile, "utf8")) as SchemaDocument;

/** The cases of a file, as a reader in any language would find them. */
// biome-ignore lint/suspicious/noExplicitAny: a vector file has the shape that its table in README.md says
function read<T = any>(path: string): T[] {
  const text = committed.get(path);
  if (text === undefined) throw new Error(`protocol/vectors/${path} is missing: run \`pnpm vectors\``);
  return JSON.parse(text);
}

const titled = <T extends { rule: string; why: string }>(cases: readonly T[]) =>
  cases.map((each) => [`[${each.rule}] ${each.why}`, each] as const);

/** Reads a text as the definition of that name demands. */
function readAs(as: string, text: string): Parsed<unknown> {
  if (as === "Packet") return parsePacket(text);
  const json = parseJson(text);
  if (!json.ok) return json;
  switch (as) {
    case "Envelope":
      return checkEnvelope(json.value as Envelope);
    case "Frame":
      return checkFrame(json.value);
    case "Verdict":
      return checkShape(Verdict, json.value);
    case "Note":
      return checkShape(Note, json.value);
    case "Routine":
      return parseRoutine(text) ?? json;
    case "Entry":
      return checkShape(Entry, json.value);
    case "TeeUp":
      return checkShape(TeeUp, json.value);
    case "TeeDown":
      return checkShape(TeeDown, json.value);
    case "StreamMessage":
      return checkShape(StreamMessage, json.value);
    case "CaptureLine":
      return checkShape(CaptureLine, json.value);
    default:
      throw new Error(`nothing reads ${as}`);
  }
}

test("the committed vectors are what the cases give; if not, look at the difference, then run `pnpm vectors`", () => {
  const files = vectorFiles();
  expect([...committed.keys()].sort()).toEqual([...files.keys()].sort());
  for (const [path, cases] of files) expect(committed.get(path), path).toBe(vectorText(cases));
});

test("no two cases of a file say the same thing", () => {
  for (const path of committed.keys()) {
    const texts = read(path).map(({ why: _, ...each }) => JSON.stringify(each));
    const twice = texts.filter((text, index) => texts.indexOf(text) !== index);
    expect(twice, path).toEqual([]);
  }
});

describe.each(["envelope", "packet", "verdict", "frame", "note", "tee", "stream", "capture", "routine"])(
  "%s",
  (topic) => {
    test.each(titled(read<Valid>(`${topic}/valid.json`)))("is taken: %s", (_, each) => {
      const text = textOf(each);
      const result = readAs(each.as, text);
      expect(result).toEqual({ ok: true, value: JSON.parse(text) });
      expect(fits(document, each.as, JSON.parse(text)), "the JSON Schema says otherwise").toBe(true);
    });

    test.each(titled(read<Invalid>(`${topic}/invalid.json`)))("is refused: %s", (_, each) => {
      const result = readAs(each.as, textOf(each));
      expect(result).toMatchObject({ ok: false, rejection: { code: each.code } });
    });
  },
);

test("[ENV-7] [PKT-2] what is taken is passed on whole: every valid text survives a round trip, unknown keys and all", () => {
  for (const [path] of committed) {
    if (!path.endsWith("/valid.json")) continue;
    for (const each of read<Valid>(path)) {
      const result = readAs(each.as, textOf(each));
      if (result.ok) expect(JSON.parse(JSON.stringify(result.value))).toEqual(JSON.parse(textOf(each)));
    }
  }
});

test("every property and every value of an enumeration in the schema is in a vector, present and, if optional, absent", () => {
  const uses: Uses = new Set();
  for (const path of committed.keys()) {
    if (!path.endsWith("/valid.json")) continue;
    for (const each of read<Valid>(path)) fits(document, each.as, JSON.parse(textOf(each)), uses);
  }
  for (const { registers } of [...read("derived/cases.json"), ...read("training/cases.json")])
    fitRegisters(registers, uses);
  const missing = [...placesOf(document)].filter((place) => !uses.has(place));
  expect(missing, "add a valid vector for each").toEqual([]);
});

/** Run and HealthCell stand only in registers, which no definition ties to their names. */
function fitRegisters(registers: RegisterMap, uses: Uses): void {
  for (const [name, [, , value]] of Object.entries(registers)) {
    if (name === "run") fits(document, "Run", value, uses);
    if (name.startsWith("health/")) fits(document, "HealthCell", value, uses);
  }
}

describe("hash", () => {
  test.each(titled(read("hash/murmur.json")))("%s %j", (_, { text, seed, hash }) => {
    expect(murmur32(text, seed)).toBe(hash);
  });

  test.each(titled(read("hash/canonical.json")))("%s", (_, { value, text, canonical: expected }) => {
    expect(canonical(text === undefined ? value : JSON.parse(text))).toBe(expected);
    expect(() => JSON.parse(expected), "canonical text is JSON").not.toThrow();
  });

  test.each(titled(read("hash/lines.json")))("%s", (_, { line, hash, name, revision, deviceId, value }) => {
    expect(line).toBe([name, revision, deviceId, canonical(value)].join("\t"));
    expect(hex(hash64(line))).toBe(hash);
    expect(murmur32(line, 0x4c696768) + murmur32(line, 0x74793634), "two lanes of MurmurHash3").toBe(hash);
  });

  test.each(titled(read("hash/digests.json")))("%s", (_, { registers: map, digest }) => {
    const registers = registersOf(map);
    expect(registers.digest).toBe(digest);
    expect(sumOf(map)).toBe(digest);
  });
});

function registersOf(map: RegisterMap): Registers {
  const registers = new Registers();
  for (const [name, cell] of Object.entries(map)) registers.write(name, fromStamped(cell));
  return registers;
}

/** The digest again, by SPEC's sentence and 64-bit integers. */
function sumOf(map: RegisterMap): string {
  const status = map.status?.[2];
  const ended = status === "finished" || status === "discarded";
  let sum = 0n;
  for (const [name, [revision, deviceId, value]] of Object.entries(map)) {
    if (name.startsWith("health/") && !ended) continue;
    const line = `${name}\t${revision}\t${deviceId}\t${canonical(value)}`;
    sum += BigInt(`0x${murmur32(line, 0x4c696768)}${murmur32(line, 0x74793634)}`);
  }
  return BigInt.asUintN(64, sum).toString(16).padStart(16, "0");
}

describe("revision", () => {
  test.each(titled(read("revision/next.json")))("%s", (_, { held, sinceStartMs, revision }) => {
    expect(nextRevision(held, sinceStartMs)).toBe(revision);
    expect(revision).toBeGreaterThan(held);
  });

  test.each(titled(read("revision/ceiling.json")))("%s", (_, { held, ceiling }) => {
    expect(revisionCeiling(held)).toBe(ceiling);
  });

  test.each(titled(read("revision/stamps.json")))("%s", (_, { a, b, order }) => {
    expect(compareStamps(a, b)).toBe(order);
    expect(compareStamps(b, a)).toBe(order === 0 ? 0 : -order);
  });
});

describe("place", () => {
  test.each(titled(read("place/planned.json")))("%s", (_, { index, place }) => {
    expect(plannedPlace(index)).toBe(place);
  });

  test.each(titled(read("place/between.json")))("%s", (_, { after, before, place }) => {
    expect(placeBetween(after, before ?? undefined) ?? null).toBe(place);
    if (place === null) return;
    expect(place > after && (before === null || place < before)).toBe(true);
  });
});

describe("have", () => {
  test.each(titled(read("have/with-seq.json")))("%s", (_, { held, seq, wasCovered, missing, after, highest: top }) => {
    const before = held ?? undefined;
    expect(covers(before, seq)).toBe(wasCovered);
    expect(missingBelow(before, seq)).toEqual(missing);
    expect(withSeq(before, seq)).toEqual(after);
    expect(highest(after)).toBe(top);
  });

  test.each(titled(read("have/joined.json")))("%s", (_, { a, b, joined: both }) => {
    expect(joined(a ?? undefined, b)).toEqual(both);
    if (a !== null) expect(joined(b, a)).toEqual(both);
    expect(joined(both, both)).toEqual(both);
  });
});

describe("clock", () => {
  test.each(titled(read("clock/samples.json")))("%s", (_, { pingSentAt, pingReceivedAt, pongSentAt, now, sample }) => {
    expect(sampleOf(pingSentAt, pingReceivedAt, pongSentAt, now) ?? null).toEqual(sample);
  });

  test.each(titled(read("clock/offsets.json")))("%s", (_, { offers, offsetsMs }) => {
    const offsets = new Offsets();
    for (const { clockId, sample, ...answer } of offers) expect(offsets.offer(clockId, sample)).toEqual(answer);
    for (const [clockId, offsetMs] of Object.entries(offsetsMs)) expect(offsets.offsetMs(clockId)).toBe(offsetMs);
  });

  test.each(titled(read("clock/readings.json")))("%s", (_, { anchor, now, reading }) => {
    expect(readClock(anchor, now) ?? null).toBe(reading);
    expect(readClock(anchorAt(now, "clock-p"), now)).toBe(Math.floor(now.wallMs));
  });
});

function sessionWith(registers: RegisterMap): SessionState {
  const session = new SessionState(sessionId);
  session.mergeCells(registers);
  return session;
}

const withoutUndefined = (value: unknown) => JSON.parse(JSON.stringify(value));

describe("derived", () => {
  test.each(titled(read("derived/cases.json")))("%s", (_, { registers, clocks, derived, view }) => {
    const session = sessionWith(registers);
    expect(derive(session.registers, (clockId) => clocks[clockId])).toEqual(derived);
    expect(withoutUndefined(viewSession(session, (clockId) => clocks[clockId]))).toEqual(view);
  });
});

describe("training", () => {
  test.each(titled(read("training/cases.json")))("%s", (_, { registers, training, now, settled, watchTakesPart }) => {
    const projected = projectTraining(sessionWith(registers), { now, settled, watchTakesPart });
    expect(withoutUndefined(projected ?? null)).toEqual(training);
  });
});

describe("receive", () => {
  test.each(titled(read<Reception>("receive/cases.json")))("%s", (_, each) => {
    const replica = replicaWith(each);
    const { packet, transport, at } = each.input;
    expect(replica.receive(packet, transport, at).verdicts).toEqual(each.after.verdicts);
    expect(contentOf(replica)).toEqual(each.after.sessions);
  });

  test.each(titled(read<Reception>("receive/cases.json")))("[MRG-1] again changes nothing: %s", (_, each) => {
    const replica = replicaWith(each);
    const { packet, transport, at } = each.input;
    replica.receive(packet, transport, at);
    replica.receive(packet, transport, at);
    expect(contentOf(replica)).toEqual(each.after.sessions);
  });
});

describe("engine", () => {
  test.each(titled(read<Script>("engine/scripts.json")))("%s", (_, script) => {
    expect(perform(script)).toEqual(script.steps.map(({ output }) => output));
  });
});

test.each(titled(read<Redaction>("redaction/health.json")))("%s", (_, { frame, redacted }) => {
  const redactor = new Redactor("health", "rounded");
  const text = redactor.frame(JSON.stringify(frame));
  expect(JSON.parse(text)).toEqual(redacted);
  expect(redacted.redacted).toBe(true);
  expect(redacted.body).toBe(mayTellHealth(frame.body) ? redacted.body : frame.body);
  expect(JSON.parse(redactor.frame(text))).toEqual(redacted);
});

test.each(titled(read<TeeScript>("tee/machine.json")))("%s", (_, { options, steps }) => {
  const tee = new ToldTee(options);
  for (const { input, output } of steps) expect(JSON.parse(JSON.stringify(tee.tell(input)))).toEqual(output);
});

test.each(titled(read<ReturnType<typeof pairingCases>[number]>("pairing/codes.json")))(
  "%s",
  (_, { code, terms, secrets, proof }) => {
    expect(pairingSecrets(code, terms)).toEqual(secrets);
    expect(pairRequest(code, terms).proof).toBe(proof);
  },
);

test.each(titled(read<ReturnType<typeof proofCases>[number]>("pairing/proofs.json")))(
  "%s",
  (_, { token, shown, kept, ...terms }) => {
    expect(proofOf(token, terms)).toBe(shown);
    expect(toBase64url(keyOf(token) as Uint8Array)).toBe(kept);
  },
);
