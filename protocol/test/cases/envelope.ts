import { epochMs, exercise, Pen, phoneId, watchId } from "../../src/testing/index.ts";
import { type Invalid, invalid, type Valid, valid, validText } from "./case.ts";

const phone = () => new Pen(phoneId);
const watch = () => new Pen(watchId);
const run = { since: epochMs + 60_000, accumulatedMs: 60_000, clockId: "clock-w" };
const final = { role: "watch" as const, endedAt: epochMs + 600_000, durationMs: 590_000 };
const running = { durationMs: 90_000, endsAt: epochMs + 90_000, clockId: "clock-p" };

const kinds: Valid[] = [
  valid(
    "Envelope",
    "EVT-1",
    "A session starts with its whole plan: two exercises, one of them without a set.",
    phone().started({ exercises: [exercise("squat"), exercise("plank", 0, { name: "Plank ⏱", restSeconds: 0 })] }),
  ),
  valid(
    "Envelope",
    "EVT-1",
    "A workout without a routine has no routineId: the key is absent, never null. It is trained in kilograms, and has no exercise yet.",
    phone().write("session_started", {
      startedAt: epochMs,
      clockId: "clock-p",
      routineName: "",
      unit: "kg",
      exercises: [],
    }),
  ),
  valid(
    "Envelope",
    "EVT-1",
    "A planned set can be done before the session starts, when a session goes on from another.",
    phone().started({
      exercises: [{ ...exercise("row", 0), sets: [{ setId: "row.1", weight: 62.25, reps: 12, isCompleted: true }] }],
    }),
  ),
  valid("Envelope", "EVT-2", "An edit of the weight alone.", watch().weight("squat.1", 102.5)),
  valid("Envelope", "EVT-2", "An edit of the repetitions alone.", phone().reps("squat.1", 8)),
  valid(
    "Envelope",
    "EVT-2",
    "A set with nothing but its id changes nothing and is still an event.",
    phone().write("set_updated", { setId: "squat.1" }),
  ),
  valid(
    "Envelope",
    "SET-1",
    "An added set says to which exercise it belongs and where it stands.",
    watch().write("set_updated", { setId: "extra-1", weight: 60, reps: 10, exerciseId: "bench", place: "00k5" }),
  ),
  valid(
    "Envelope",
    "SET-3",
    "A set is taken off every screen.",
    phone().write("set_updated", { setId: "squat.2", deleted: true }),
  ),
  valid(
    "Envelope",
    "SET-3",
    "A removed set is brought back.",
    phone().write("set_updated", { setId: "squat.2", deleted: false }),
  ),
  valid("Envelope", "EVT-3", "A set is done: the value is carried, never flip.", watch().completed("squat.1")),
  valid("Envelope", "EVT-3", "A set is not done after all.", watch().completed("squat.1", false)),
  valid(
    "Envelope",
    "EVT-4",
    "A rest runs towards a deadline on the writer's clock.",
    phone().write("rest_updated", { rest: running }),
  ),
  valid(
    "Envelope",
    "EVT-4",
    "A paused rest has no deadline.",
    phone().write("rest_updated", { rest: { durationMs: 90_000, remainingMs: 30_500 } }),
  ),
  valid(
    "Envelope",
    "EVT-4",
    "No rest is null: the one place for null is a register's value.",
    phone().write("rest_updated", { rest: null }),
  ),
  valid(
    "Envelope",
    "EVT-5",
    "The second exercise is on the screen.",
    watch().write("exercise_index_changed", { index: 1 }),
  ),
  valid(
    "Envelope",
    "EVT-6",
    "A pause writes the run register whole.",
    watch().write("session_paused", { run: { running: false, ...run } }),
  ),
  valid("Envelope", "EVT-6", "So does a resume.", watch().write("session_resumed", { run: { running: true, ...run } })),
  valid(
    "Envelope",
    "EVT-7",
    "A reading of both health fields; it has no seq.",
    watch().write("health_update", { activeEnergyKcal: 31.07, heartRateBpm: 128, measuredAt: epochMs + 5_000 }),
  ),
  valid(
    "Envelope",
    "EVT-7",
    "A reading of nothing is harmless.",
    watch().write("health_update", { measuredAt: epochMs }),
  ),
  valid(
    "Envelope",
    "EVT-8",
    "The watch's last word: measured calories.",
    watch().finished({ ...final, outcome: "final", activeEnergyKcal: 312.4 }),
  ),
  valid(
    "Envelope",
    "EVT-8",
    "An estimate while the workout is still being saved.",
    watch().finished({ ...final, outcome: "estimated", activeEnergyKcal: 0 }),
  ),
  valid("Envelope", "EVT-8", "The phone knows no calories, so the key is absent.", phone().finished()),
  valid("Envelope", "EVT-9", "A discard carries nothing.", phone().discarded()),
];

const newer: Valid[] = [
  ...kinds
    .filter(({ json }, index, all) => index === all.findIndex((other) => kindOf(other.json) === kindOf(json)))
    .map(({ json }) =>
      valid(
        "Envelope",
        "EVT-10",
        `A newer version's ${kindOf(json)} spells out a register this version has no name for.`,
        {
          ...(json as object),
          writes: { [`tempo/${kindOf(json).replaceAll("_", "")}`]: { up: 2, down: 3.5 } },
        },
      ),
    ),
  valid("Envelope", "EVT-10", "A kind of a newer version with every sort of value in writes.", {
    ...phone().writeForeign("superset_linked", { ids: ["squat", "bench"] }),
    writes: { superset: [true, null, { depth: [1, -2.25] }], mood: '🏋️ "ok" \\ \n', note: null, level: -3, on: false },
  }),
  valid(
    "Envelope",
    "EVT-10",
    "A kind of a newer version without writes counts as received; its effect comes by snapshot.",
    phone().writeForeign("superset_linked", {}),
  ),
  valid(
    "Envelope",
    "EVT-10",
    "A kind of a newer version may be without seq.",
    without(phone().writeForeign("cadence_measured", { rpm: 40 }), "seq"),
  ),
  valid("Envelope", "REG-1", "A register may be called constructor: names reach no prototype.", {
    ...phone().writeForeign("nickname_given", {}),
    writes: { constructor: "Ada", "hasOwnProperty/to.String": 1 },
  }),
  valid(
    "Envelope",
    "ENV-7",
    "Keys this version does not know are ignored on read and kept on pass-through, at every depth.",
    {
      ...phone().write("set_updated", { setId: "squat.1", weight: 100, ...{ rpe: 8.5, "x y": [{}] } }),
      zone: { note: "kept" },
    },
  ),
];

const spelled: Valid[] = [
  validText(
    "Envelope",
    "ENV-5",
    "100.0 is the integer 100: Swift writes 100, others may not.",
    spell(watch().weight("squat.1", 100), '"weight":100', '"weight":100.0'),
  ),
  validText(
    "Envelope",
    "ENV-5",
    "An exponent is a spelling of a number like any other.",
    spell(watch().weight("squat.1", 1000), '"weight":1000', '"weight":1e3'),
  ),
  validText(
    "Envelope",
    "ENV-5",
    "A whole number of milliseconds may be spelled with .0 as well.",
    spell(phone().discarded(), String(epochMs + 100), `${epochMs + 100}.0`),
  ),
  validText(
    "Envelope",
    "ENV-6",
    "An escaped surrogate pair is one character.",
    spell(phone().started({ routineName: "@" }), '"@"', '"\\ud83c\\udfcb"'),
  ),
  validText(
    "Envelope",
    "ENV-7",
    "White space between tokens means nothing.",
    ` \n${JSON.stringify(phone().discarded(), null, "\t")}\r\n`,
  ),
];

const bounds: Valid[] = [
  valid(
    "Envelope",
    "BND-2",
    "A string of 4,096 characters is the longest.",
    phone().writeForeign("note_taken", { x: "a".repeat(4_096) }),
  ),
  valid(
    "Envelope",
    "BND-2",
    "A list of 5,000 items is the longest.",
    phone().writeForeign("note_taken", { x: new Array(5_000).fill(0) }),
  ),
  validText(
    "Envelope",
    "BND-1",
    "Sixteen levels are as deep as values nest.",
    spell(phone().discarded(), '"payload":{}', `"payload":{"x":${"[".repeat(14)}0${"]".repeat(14)}}`),
  ),
  valid("Envelope", "ENV-4", "The longest id has 64 characters, with all the marks an id may have.", {
    ...phone().discarded(),
    eventId: `0._-${"z".repeat(60)}`,
  }),
  valid("Envelope", "ENV-4", "Ids are never decoded: this one only looks like a UUID.", {
    ...phone().discarded(),
    eventId: "9b2e6f0c-0000-4000-8000-0123456789ab",
  }),
  valid("Envelope", "ENV-3", "A deviceId may spell a word that JavaScript's objects have.", {
    ...phone().discarded(),
    deviceId: "constructor",
  }),
  valid("Envelope", "ENV-3", "The longest deviceId has 32 characters.", {
    ...phone().discarded(),
    deviceId: "a1".repeat(16),
  }),
  valid("Envelope", "BND-4", "The last seq a device can write.", { ...phone().discarded(), seq: 1_000_000 }),
  valid("Envelope", "ENV-5", "A number's hundredths fit 2^53, and so does the largest time.", {
    ...phone().discarded(),
    timestamp: 90_071_992_547_409,
  }),
  valid(
    "Envelope",
    "ENV-5",
    "The heaviest weight, the most repetitions.",
    phone().write("set_updated", { setId: "squat.1", weight: 10_000, reps: 10_000 }),
  ),
  valid(
    "Envelope",
    "SET-2",
    "The longest place.",
    phone().write("set_updated", { setId: "x", exerciseId: "bench", place: `${"0".repeat(62)}1` }),
  ),
];

function field(event: object, change: object): { json: unknown } {
  return { json: { ...event, ...change } };
}

function payload(event: { payload: unknown }, change: object): { json: unknown } {
  return { json: { ...event, payload: { ...(event.payload as object), ...change } } };
}

function without(value: object, key: string): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
}

function spell(event: object, found: string, spelled: string): string {
  const text = JSON.stringify(event);
  if (!text.includes(found)) throw new Error(`${found} is not in ${text}`);
  return text.replace(found, spelled);
}

function kindOf(json: unknown): string {
  return (json as { eventType: string }).eventType;
}

const shape = (rule: string, why: string, body: { json: unknown } | { text: string }) =>
  invalid("Envelope", "bad_shape", rule, why, body);

const identity: Invalid[] = [
  shape(
    "ENV-4",
    "Foundation spells UUIDs in upper case; on the wire an id is lower case.",
    field(phone().discarded(), { eventId: "9B2E6F0C-0000-4000-8000-0123456789AB" }),
  ),
  shape(
    "ENV-4",
    "An upper-case sessionId is another session, so it is refused.",
    field(phone().discarded(), { sessionId: "S-1" }),
  ),
  shape("ENV-4", "An id is never empty.", field(phone().discarded(), { eventId: "" })),
  shape("ENV-4", "An id has at most 64 characters.", field(phone().discarded(), { eventId: "a".repeat(65) })),
  shape("ENV-4", "An id begins with a letter or digit.", field(phone().discarded(), { eventId: "-a" })),
  shape("ENV-4", "A slash would split a register's name.", field(phone().discarded(), { sessionId: "a/b" })),
  shape(
    "ENV-4",
    "An id is ASCII: languages order other letters differently.",
    field(phone().discarded(), { sessionId: "é" }),
  ),
  shape("ENV-3", "A deviceId has no upper case.", field(phone().discarded(), { deviceId: "Phone0001" })),
  shape(
    "ENV-3",
    "A deviceId has no hyphens, so a UUID is none.",
    field(phone().discarded(), { deviceId: "9b2e6f0c-0000-4000-8000-012345" }),
  ),
  shape("ENV-3", "A deviceId of 7 characters is too short.", field(phone().discarded(), { deviceId: "phone01" })),
  shape("ENV-3", "A deviceId of 33 characters is too long.", field(phone().discarded(), { deviceId: "a".repeat(33) })),
  shape("ENV-2", "An event of version 2 is not an event of this version.", field(phone().discarded(), { v: 2 })),
  shape("ENV-1", "An envelope has a version.", { json: without(phone().discarded(), "v") }),
  shape("ENV-1", "A version is a number.", field(phone().discarded(), { v: "1" })),
  shape("ENV-1", "An envelope has a sessionId.", { json: without(phone().discarded(), "sessionId") }),
  shape("ENV-1", "An envelope has an eventId.", { json: without(phone().discarded(), "eventId") }),
  shape("ENV-1", "An envelope has an author.", { json: without(phone().discarded(), "deviceId") }),
  shape("ENV-1", "An envelope has a payload, be it empty.", { json: without(phone().discarded(), "payload") }),
  shape("ENV-1", "An envelope says what happened.", { json: without(phone().discarded(), "eventType") }),
  shape("REV-1", "A revision is at least 1.", field(phone().discarded(), { revision: 0 })),
  shape("REV-1", "A revision is an integer.", field(phone().discarded(), { revision: 7.5 })),
  shape("REV-1", "A revision is a number.", field(phone().discarded(), { revision: "7" })),
  shape("ENV-1", "An envelope has a revision.", { json: without(phone().discarded(), "revision") }),
  shape("HAVE-1", "Seqs begin at 1.", field(phone().discarded(), { seq: 0 })),
  shape("HAVE-1", "Every known kind but health_update has a seq.", {
    json: without(watch().weight("squat.1", 100), "seq"),
  }),
  shape("BND-4", "A seq has a ceiling.", field(phone().discarded(), { seq: 1_000_001 })),
  shape("ENV-7", "What is absent is absent, not null: seq.", field(phone().discarded(), { seq: null })),
  shape("ENV-7", "What is absent is absent, not null: writes.", field(phone().discarded(), { writes: null })),
  shape(
    "ENV-5",
    "Milliseconds are whole: fractional seconds by another name are refused.",
    field(phone().discarded(), { timestamp: epochMs + 0.5 }),
  ),
  shape(
    "ENV-5",
    "A time is a number, never an ISO 8601 text.",
    field(phone().discarded(), { timestamp: "2027-01-15T08:00:00Z" }),
  ),
  shape("ENV-5", "No time is before 1970.", field(phone().discarded(), { timestamp: -1 })),
  shape(
    "ENV-5",
    "A time beyond what hundredths of it would fit 2^53.",
    field(phone().discarded(), { timestamp: 90_071_992_547_410 }),
  ),
  shape("EVT-10", "An event type is snake_case.", field(phone().discarded(), { eventType: "setUpdated" })),
  shape("EVT-10", "An event type is not empty.", field(phone().discarded(), { eventType: "" })),
  shape(
    "EVT-10",
    "The payload of any kind is an object.",
    field(phone().writeForeign("superset_linked", {}), { payload: [] }),
  ),
];

const contents: Invalid[] = [
  shape(
    "ENV-7",
    "What is absent is absent, not null: weight.",
    payload(watch().weight("squat.1", 100), { weight: null }),
  ),
  shape("ENV-7", "What is absent is absent, not null: routineId.", payload(phone().started(), { routineId: null })),
  shape(
    "ENV-5",
    "A weight has at most two decimal places.",
    payload(watch().weight("squat.1", 100), { weight: 100.125 }),
  ),
  shape(
    "ENV-5",
    "Three decimals are refused wherever they stand, also under a key this version does not know.",
    payload(watch().weight("squat.1", 100), { rpe: 8.125 }),
  ),
  shape("EVT-2", "A weight is not negative.", payload(watch().weight("squat.1", 100), { weight: -1 })),
  shape("EVT-2", "A weight has a ceiling.", payload(watch().weight("squat.1", 100), { weight: 10_000.01 })),
  shape(
    "EVT-2",
    "A weight is a number, not a text of one.",
    payload(watch().weight("squat.1", 100), { weight: "100" }),
  ),
  shape("EVT-2", "Repetitions are whole.", payload(watch().reps("squat.1", 5), { reps: 5.5 })),
  shape("EVT-2", "A set_updated names its set.", {
    json: { ...watch().weight("squat.1", 100), payload: { weight: 100 } },
  }),
  shape("SET-1", "A place without an exercise stands nowhere.", payload(watch().weight("x", 100), { place: "00k" })),
  shape(
    "SET-1",
    "An exercise without a place stands nowhere in it.",
    payload(watch().weight("x", 100), { exerciseId: "bench" }),
  ),
  shape(
    "SET-2",
    "A place does not end in 0: nothing would fit before it.",
    payload(watch().weight("x", 100), { exerciseId: "bench", place: "0k0" }),
  ),
  shape("SET-2", "A place is not empty.", payload(watch().weight("x", 100), { exerciseId: "bench", place: "" })),
  shape(
    "SET-2",
    "A place is lower case: byte order is its order.",
    payload(watch().weight("x", 100), { exerciseId: "bench", place: "0K" }),
  ),
  shape(
    "SET-2",
    "A place has at most 63 digits.",
    payload(watch().weight("x", 100), { exerciseId: "bench", place: "1".repeat(64) }),
  ),
  shape("EVT-3", "Done is true or false.", payload(watch().completed("squat.1"), { isCompleted: 1 })),
  shape("EVT-3", "Without a value it would be a flip.", {
    json: { ...watch().completed("squat.1"), payload: { setId: "squat.1" } },
  }),
  shape("EVT-4", "rest is there, if only as null.", {
    json: { ...phone().write("rest_updated", { rest: null }), payload: {} },
  }),
  shape(
    "EVT-4",
    "A deadline without a clock cannot be read.",
    payload(phone().write("rest_updated", { rest: null }), { rest: { durationMs: 1, endsAt: 1 } }),
  ),
  shape(
    "EVT-4",
    "A rest runs or is paused: endsAt and remainingMs exclude each other.",
    payload(phone().write("rest_updated", { rest: null }), { rest: { durationMs: 9, remainingMs: 5, endsAt: 7 } }),
  ),
  shape(
    "EVT-4",
    "A rest that runs has no remainingMs, whatever else it has.",
    payload(phone().write("rest_updated", { rest: null }), {
      rest: { durationMs: 9, remainingMs: 5, endsAt: 7, clockId: "clock-p" },
    }),
  ),
  shape(
    "EVT-4",
    "What is left of a rest is not negative.",
    payload(phone().write("rest_updated", { rest: null }), { rest: { durationMs: 1, remainingMs: -1 } }),
  ),
  shape(
    "EVT-4",
    "Spans are whole milliseconds.",
    payload(phone().write("rest_updated", { rest: null }), { rest: { durationMs: 90_000.5, remainingMs: 1 } }),
  ),
  shape(
    "EVT-5",
    "An index is not negative.",
    payload(phone().write("exercise_index_changed", { index: 0 }), { index: -1 }),
  ),
  shape("EVT-5", "An index is whole.", payload(phone().write("exercise_index_changed", { index: 0 }), { index: 0.5 })),
  shape(
    "EVT-5",
    "An index is at most 200.",
    payload(phone().write("exercise_index_changed", { index: 0 }), { index: 201 }),
  ),
  shape(
    "EVT-6",
    "A session that was paused is not running.",
    payload(watch().write("session_paused", { run: { running: false, ...run } }), { run: { running: true, ...run } }),
  ),
  shape(
    "EVT-6",
    "A session that was resumed is running.",
    payload(watch().write("session_resumed", { run: { running: true, ...run } }), { run: { running: false, ...run } }),
  ),
  shape(
    "EVT-6",
    "A pause says since when.",
    payload(watch().write("session_paused", { run: { running: false, ...run } }), {
      run: { running: false, accumulatedMs: 1, clockId: "c" },
    }),
  ),
  shape("EVT-7", "A reading says when it was measured.", {
    json: { ...watch().write("health_update", { measuredAt: 1 }), payload: { heartRateBpm: 60 } },
  }),
  shape(
    "EVT-7",
    "No heart beats 401 times a minute.",
    payload(watch().write("health_update", { measuredAt: 1 }), { heartRateBpm: 401 }),
  ),
  shape(
    "EVT-7",
    "Energy is not negative.",
    payload(watch().write("health_update", { measuredAt: 1 }), { activeEnergyKcal: -0.5 }),
  ),
  shape("EVT-8", "A final outcome brings its calories.", payload(watch().finished(), { outcome: "final" })),
  shape("EVT-8", "An estimate brings its calories.", payload(watch().finished(), { outcome: "estimated" })),
  shape(
    "EVT-8",
    "Where there are none, there are no calories.",
    payload(watch().finished(), { outcome: "none", activeEnergyKcal: 0 }),
  ),
  shape("EVT-8", "An outcome is one of three words.", payload(watch().finished(), { outcome: "done" })),
  shape("EVT-8", "A role is phone or watch.", payload(watch().finished(), { role: "tablet" })),
  shape("EVT-1", "A unit is lb or kg.", payload(phone().started(), { unit: "stone" })),
  shape("EVT-1", "A start has a list of exercises, be it empty.", {
    json: { ...phone().started(), payload: without(phone().started().payload as object, "exercises") },
  }),
  shape(
    "EVT-1",
    "A planned set says whether it is done.",
    payload(phone().started(), {
      exercises: [{ ...exercise("squat", 0), sets: [{ setId: "x", weight: 1, reps: 1 }] }],
    }),
  ),
  shape(
    "EVT-1",
    "A rest between sets is at most a day.",
    payload(phone().started(), { exercises: [exercise("squat", 1, { restSeconds: 86_401 })] }),
  ),
  shape("EVT-1", "A name has at most 200 characters.", payload(phone().started(), { routineName: "x".repeat(201) })),
  shape(
    "BND-4",
    "A session has at most 200 exercises.",
    payload(phone().started(), { exercises: Array.from({ length: 201 }, (_, i) => exercise(`e${i}`, 0)) }),
  ),
  shape(
    "BND-4",
    "An exercise has at most 200 planned sets.",
    payload(phone().started(), { exercises: [exercise("squat", 201)] }),
  ),
];

const named: Invalid[] = [
  shape("REG-1", "A register's name begins in lower case.", field(phone().discarded(), { writes: { Tempo: 1 } })),
  shape("REG-1", "A register's name has no empty part.", field(phone().discarded(), { writes: { "set//tempo": 1 } })),
  shape(
    "REG-1",
    "A register's name has at most four parts.",
    field(phone().discarded(), { writes: { "a/b/c/d/e": 1 } }),
  ),
  shape("REG-1", "A register's name has no blank.", field(phone().discarded(), { writes: { "set/a b/tempo": 1 } })),
  shape(
    "REG-1",
    "A part of a register's name has at most 64 characters.",
    field(phone().discarded(), { writes: { [`set/${"a".repeat(65)}/x`]: 1 } }),
  ),
  shape(
    "REG-3",
    "A status this version cannot rank is not a status.",
    field(phone().discarded(), { writes: { status: "archived" } }),
  ),
  shape(
    "REG-3",
    "A status that spells a property of objects has no rank either.",
    field(phone().discarded(), { writes: { status: "constructor" } }),
  ),
  shape("REG-3", "meta holds the plan, not a number.", field(phone().discarded(), { writes: { meta: 5 } })),
  shape("REG-3", "A set's weight is a number.", field(phone().discarded(), { writes: { "set/squat.1/weight": null } })),
  shape(
    "REG-3",
    "A set's place names its exercise.",
    field(phone().discarded(), { writes: { "set/squat.1/place": "00k" } }),
  ),
  shape(
    "REG-3",
    "A health cell says when it was measured.",
    field(phone().discarded(), { writes: { "health/watch0001/heartRateBpm": 90 } }),
  ),
  shape(
    "REG-3",
    "A final cell is a device's word on the end.",
    field(phone().discarded(), { writes: { "final/watch0001": null } }),
  ),
];

const text = (rule: string, why: string, spelled: string) => shape(rule, why, { text: spelled });

const hostile: Invalid[] = [
  text(
    "ENV-6",
    "Half of a surrogate pair is not Unicode: high half.",
    spell(phone().started({ routineName: "@" }), '"@"', '"\\ud800"'),
  ),
  text(
    "ENV-6",
    "Half of a surrogate pair is not Unicode: low half first.",
    spell(phone().started({ routineName: "@" }), '"@"', '"\\udfcb\\ud83c"'),
  ),
  text(
    "ENV-6",
    "Half of a surrogate pair is refused under an unknown key as well.",
    spell(phone().discarded(), '"payload":{}', '"payload":{"x":["\\udc00"]}'),
  ),
  text(
    "ENV-7",
    "__proto__ is no key.",
    spell(phone().discarded(), '"payload":{}', '"payload":{"__proto__":{"isAdmin":true}}'),
  ),
  text(
    "ENV-7",
    "__proto__ is no register's name.",
    spell(phone().discarded(), '"payload":{}', '"payload":{},"writes":{"__proto__":1}'),
  ),
  text("ENV-7", "A key is printable ASCII.", spell(phone().discarded(), '"payload":{}', '"payload":{"é":1}')),
  text(
    "ENV-6",
    "Half of a surrogate pair makes another key of a key, and is refused.",
    spell(phone().discarded(), '"payload":{}', '"payload\\ud800":{}'),
  ),
  text(
    "ENV-7",
    "A letter that Unicode holds to be the same as one of ASCII, here the Kelvin sign, is not the same.",
    spell(
      watch().write("health_update", { activeEnergyKcal: 3, measuredAt: 1 }),
      '"activeEnergyKcal":3',
      '"activeEnergyKcal":3,"activeEnergy\\u212acal":99',
    ),
  ),
  text("ENV-7", "A key is not empty.", spell(phone().discarded(), '"payload":{}', '"payload":{"":1}')),
  text(
    "ENV-7",
    "A key holds no control character.",
    spell(phone().discarded(), '"payload":{}', '"payload":{"a\\u0000b":1}'),
  ),
  text(
    "ENV-5",
    "A number beyond every double is no number.",
    spell(watch().weight("squat.1", 100), '"weight":100', '"weight":1e400'),
  ),
  text(
    "ENV-5",
    "A number whose hundredths do not fit 2^53 would not compare equal everywhere.",
    spell(phone().discarded(), '"payload":{}', '"payload":{"x":90071992547409.92}'),
  ),
  invalid("Envelope", "bad_shape", "BND-2", "A string has at most 4,096 characters.", {
    repeat: around(phone().discarded(), '{"x":"', "a", 4_097, '"}'),
  }),
  invalid("Envelope", "bad_shape", "BND-2", "An array has at most 5,000 items.", {
    repeat: around(phone().discarded(), '{"x":[0', ",0", 5_000, "]}"),
  }),
  invalid("Envelope", "too_deep", "BND-1", "Values nest at most 16 levels deep.", {
    repeat: around(phone().discarded(), '{"x":', "[", 15, `0${"]".repeat(15)}}`),
  }),
  invalid("Envelope", "too_large", "BND-1", "A text above 262,144 bytes is refused unread.", {
    repeat: [
      [" ", 262_144],
      ["{", 1],
    ],
  }),
  invalid("Envelope", "too_large", "BND-1", "Bytes are counted, not characters.", {
    repeat: [
      ['"', 1],
      ["é", 131_072],
      ['"', 1],
    ],
  }),
  invalid("Envelope", "too_deep", "BND-1", "A hundred thousand brackets cost their length and no stack.", {
    repeat: [
      ["[", 100_000],
      ["]", 100_000],
    ],
  }),
  invalid("Envelope", "bad_json", "BND-1", "Nothing is not JSON.", { text: "" }),
  invalid("Envelope", "bad_json", "BND-1", "A trailing comma is not JSON.", { text: '{"v":1,}' }),
  invalid("Envelope", "bad_json", "BND-1", "NaN is not JSON.", { text: '{"v":NaN}' }),
  invalid("Envelope", "bad_json", "BND-1", "A text cut off is not JSON.", { text: '{"v":1,"sessionId":"s-' }),
  invalid("Envelope", "bad_json", "BND-1", "A control character in a string must be escaped.", {
    text: '{"v":"\u0001"}',
  }),
];

/** The event with a payload of many pieces. */
function around(event: object, before: string, piece: string, times: number, after: string): [string, number][] {
  const [head = "", tail = ""] = JSON.stringify(event).split('"payload":{}');
  return [
    [`${head}"payload":${before}`, 1],
    [piece, times],
    [`${after}${tail}`, 1],
  ];
}

export const validEnvelopes: Valid[] = [...kinds, ...newer, ...spelled, ...bounds];
export const invalidEnvelopes: Invalid[] = [...identity, ...contents, ...named, ...hostile];
