import {
  canonical,
  fromStamped,
  hash64,
  hex,
  type RegisterMap,
  Registers,
  registerHash,
  type Value,
} from "../../src/index.ts";
import { epochMs, phoneId, watchId } from "../../src/testing/index.ts";

/** A value and its one canonical text. */
const values: [why: string, value: Value][] = [
  ["null", null],
  ["true", true],
  ["false", false],
  ["A number is written in hundredths.", 5],
  ["A decimal of one place.", 102.5],
  ["A decimal of two places that a double cannot hold exactly: 1.15 times 100 is 114.99999999999999.", 1.15],
  ["Another: 8.29 times 100 is 828.9999999999999.", 8.29],
  ["A hundredth.", 0.01],
  ["Below zero.", -2.25],
  ["Zero.", 0],
  ["A time of today in hundredths of a millisecond: beyond 32 bits.", epochMs],
  ["The largest time there is.", 90_071_992_547_409],
  ["A large number with decimals.", 1_000_000_000.25],
  ["The empty string.", ""],
  ["A solidus is not escaped; Foundation escapes it unless told otherwise.", "a/b"],
  ["Quotation mark and reverse solidus are escaped by a reverse solidus.", 'say "hi" \\o/'],
  ["Control characters are escaped as \\u00xx, also those that JSON has a short form for.", "\b\t\n\f\r\u0000\u001f"],
  ["DEL and the line separators are not escaped.", "\u007f\u0080\u2028\u2029"],
  ["Letters beyond ASCII stand as they are.", "Übung für Ärzte: жим лёжа 臥推"],
  ["So do characters beyond the basic plane.", "🏋️‍♀️ 𝛑"],
  ["Unicode is not normalised: e with an acute accent as one character...", "é"],
  ["... is another text than e with a combining accent.", "e\u0301"],
  ["An empty list.", []],
  ["A list keeps its order.", [3, 1, "2", [null, [false]]]],
  ["An empty object.", {}],
  [
    "Keys are sorted by code unit: upper case before lower, digits before both.",
    { b: 1, a: 2, B: 3, "10": 4, "9": 5, _: 6 },
  ],
  ["Keys that prefix each other: the shorter first.", { ab: 1, a: 2, "a b": 3 }],
  ["Keys are sorted at every depth.", { z: { y: 1, x: [{ b: 0, a: 0 }] }, a: null }],
  ["Keys are escaped like strings.", { 'q"\\': 1 }],
  ["A key may be called constructor.", { constructor: 1, toString: 2 }],
  ["A running rest.", { durationMs: 90_000, endsAt: epochMs + 90_000, clockId: "clock-p" }],
];

/** Numbers whose spelling is the point: the text is read as JSON first. */
const spellings: [why: string, text: string][] = [
  ["Minus zero is zero.", "-0"],
  ["100.0 is 100.", "100.0"],
  ["So is 1e2.", "1e2"],
  ["A trailing zero means nothing.", "[102.50,102.5]"],
  ["An escape is the character it stands for.", '"\\u00e9\\/\\ud83c\\udfcb"'],
];

/** Registers whose lines are hashed. */
const lines: [why: string, name: string, revision: number, deviceId: string, value: Value][] = [
  ["A weight.", "set/squat.1/weight", 7, phoneId, 102.5],
  ["The same weight by the other device: another hash.", "set/squat.1/weight", 7, watchId, 102.5],
  ["The same weight one revision later: another hash.", "set/squat.1/weight", 8, phoneId, 102.5],
  ["No rest.", "rest", 1, phoneId, null],
  [
    "A running rest with a large deadline.",
    "rest",
    864_000,
    watchId,
    { durationMs: 90_000, endsAt: epochMs + 90_000, clockId: "clock-w" },
  ],
  ["The largest revision there is.", "index", 2_000_000_000, phoneId, 0],
  ["Text beyond ASCII, of two, three and four bytes a character.", "mood", 3, phoneId, "é 臥 🏋"],
  ["Text whose bytes end one, two and three short of a word of the hash.", "mood", 3, phoneId, "x"],
  ["...", "mood", 3, phoneId, "xx"],
  ["...", "mood", 3, phoneId, "xxx"],
  ["...", "mood", 3, phoneId, "xxxx"],
  [
    "A register of a newer version with all there is in JSON.",
    "tempo/squat.1",
    12,
    watchId,
    { list: [1, -0, 0.5, null, true, '\u0001"\\/é🏋'] },
  ],
];

const states: [why: string, registers: RegisterMap][] = [
  ["Nothing has been written.", {}],
  ["One register.", { rest: [1, phoneId, null] }],
  [
    "The order of registers means nothing; this is the state of the next but one.",
    { rest: [1, phoneId, null], index: [2, watchId, 1] },
  ],
  ["The same in the other order.", { index: [2, watchId, 1], rest: [1, phoneId, null] }],
  [
    "Health is left out while the session is live.",
    {
      status: [1, phoneId, "active"],
      "health/watch0001/heartRateBpm": [9, watchId, { value: 120, measuredAt: epochMs }],
    },
  ],
  ["The same session without health: the same digest.", { status: [1, phoneId, "active"] }],
  [
    "Health counts once the session has ended.",
    {
      status: [10, phoneId, "finished"],
      "health/watch0001/heartRateBpm": [9, watchId, { value: 120, measuredAt: epochMs }],
    },
  ],
  [
    "A discard is an end as well.",
    {
      status: [10, phoneId, "discarded"],
      "health/watch0001/heartRateBpm": [9, watchId, { value: 120, measuredAt: epochMs }],
    },
  ],
  [
    "So many registers that the sum wraps.",
    Object.fromEntries(
      Array.from(
        { length: 40 },
        (_, i) =>
          [`set/s${i}/weight`, [i + 1, i % 2 ? phoneId : watchId, i * 2.5]] as [string, [number, string, number]],
      ),
    ),
  ],
];

export function canonicalCases() {
  return [
    ...values.map(([why, value]) => ({ rule: "DIG-2", why, value, canonical: canonical(value) })),
    ...spellings.map(([why, text]) => ({ rule: "DIG-2", why, text, canonical: canonical(JSON.parse(text)) })),
  ];
}

export function lineCases() {
  return lines.map(([why, name, revision, deviceId, value]) => {
    const line = `${name}\t${revision}\t${deviceId}\t${canonical(value)}`;
    const hash = hex(registerHash(name, { revision, deviceId, value }));
    if (hash !== hex(hash64(line))) throw new Error(`${name}: the hash of a register is the hash of its line`);
    return { rule: "DIG-1", why, name, revision, deviceId, value, line, hash };
  });
}

export function digestCases() {
  return states.map(([why, map]) => {
    const registers = new Registers();
    for (const [name, cell] of Object.entries(map)) registers.write(name, fromStamped(cell));
    return { rule: "DIG-4", why, registers: map, digest: registers.digest };
  });
}

/** Known answers of MurmurHash3 x86_32 as its authors and others have published them; nothing of ours has computed them. */
export const publishedMurmur: { text: string; seed: number; hash: string }[] = [
  { text: "", seed: 0, hash: "00000000" },
  { text: "", seed: 1, hash: "514e28b7" },
  { text: "", seed: 0xffffffff, hash: "81f16f39" },
  { text: "a", seed: 0x9747b28c, hash: "7fa09ea6" },
  { text: "aa", seed: 0x9747b28c, hash: "5d211726" },
  { text: "aaa", seed: 0x9747b28c, hash: "283e0130" },
  { text: "aaaa", seed: 0x9747b28c, hash: "5a97808a" },
  { text: "ab", seed: 0x9747b28c, hash: "74875592" },
  { text: "abc", seed: 0x9747b28c, hash: "c84a62dd" },
  { text: "abcd", seed: 0x9747b28c, hash: "f0478627" },
  { text: "Hello, world!", seed: 0x9747b28c, hash: "24884cba" },
  { text: "The quick brown fox jumps over the lazy dog", seed: 0x9747b28c, hash: "2fa826cd" },
  { text: "ππππππππ", seed: 0x9747b28c, hash: "d58063c1" },
  { text: "a".repeat(256), seed: 0x9747b28c, hash: "37405bdc" },
];
