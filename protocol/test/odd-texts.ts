import { readFileSync } from "node:fs";
import type { Random } from "../src/sim/index.ts";

/** What both engines are fed is made from packets that the vectors know to be right, bent in most of the ways that JSON allows. */
const corpus = readCorpus();

function readCorpus(): string[] {
  const read = (path: string) => JSON.parse(readFileSync(new URL(`../vectors/${path}.json`, import.meta.url), "utf8"));
  const packets: unknown[] = read("packet/valid").map(({ json }: { json: unknown }) => json);
  for (const { input } of read("receive/cases")) packets.push(input.packet);
  for (const { steps } of read("engine/scripts")) for (const { input } of steps) packets.push(input.packet);
  return [...new Set(packets.filter((packet) => packet !== undefined).map((packet) => JSON.stringify(packet)))];
}

/** A packet bent in one of these ways, or none. */
export function oddText(random: Random): string {
  return bentText(random.pick(corpus), random);
}

/** A JSON text with something else in some place of it, or as it was. */
export function bentText(text: string, random: Random): string {
  switch (random.int(0, 11)) {
    case 0:
      return text.slice(0, random.int(0, text.length));
    case 1:
      return random.pick(oddTexts);
    case 2:
      return text.replace(/:(\d+)/g, (whole, digits) =>
        random.chance(0.1) ? `:${random.pick(oddNumbers)}` : whole + digits.slice(digits.length),
      );
    case 3: {
      const at = random.int(0, text.length - 1);
      return (
        text.slice(0, at) +
        random.pick(["\u0000", '"', ",", "0", ":", "\\", "{", "}", "\u2028", "é"]) +
        text.slice(at + 1)
      );
    }
    case 4:
    case 5:
    case 6:
      return JSON.stringify(bent(JSON.parse(text), random)).replaceAll('"PROTO"', '"__proto__"');
    default:
      return text;
  }
}

const oddNumbers = [
  "-0",
  "0.0",
  "1e2",
  "100.00",
  "1.005",
  "0.1000000000000000055",
  "1e-400",
  "1e400",
  "01",
  "1.",
  "9007199254740993",
  "90071992547409.25",
  "2000000001",
  "5E+1",
];

const oddTexts = [
  ...["", "null", "[]", "{}", "0", '"x"', "NaN", "\uFEFF{}", " {} ", '{"v":2}', '{"v":1,"kind":"ack"}'],
  ...[
    '{"v":1.5}',
    '{"v":"1"}',
    "[".repeat(20_000),
    `${"[".repeat(20_000)}${"]".repeat(20_000)}`,
    `"${"é".repeat(131_072)}"`,
  ],
  ...[
    '{"a":1,"a":2}',
    '"\\ud800"',
    '"\\ud83d\\ude00"',
    '"\\u00zz"',
    '{"\\u0061":1,}',
    '{"v":1,"kind\\ud800":"ack"}',
    '{"v":1,"\u212aind":"ack","k\u0301":1}',
    "[1,]",
    "\t[1 , 2]\r\n",
  ],
];

const oddValues: readonly unknown[] = [
  ...[null, true, false, -1, 0, 1.5, 0.01, 1e308, 2_000_000_001, 2 ** 31, 2 ** 53, "", "__proto__", "UPPER", "\ud800"],
  ...[
    "x".repeat(65),
    "x".repeat(4_097),
    "é".repeat(4_096),
    [],
    {},
    { PROTO: 1 },
    { é: 1 },
    JSON.parse("[".repeat(17) + "]".repeat(17)),
  ],
  ...[Array.from({ length: 5_001 }, () => 0), "active", "finished", { durationMs: 5, remainingMs: 5 }],
];

/** A copy with some places bent: another value, a key too many, a key less, an item doubled. */
function bent(json: unknown, random: Random): unknown {
  const places: [holder: Record<string, unknown>, key: string][] = [];
  const walk = (value: unknown) => {
    if (typeof value !== "object" || value === null) return;
    for (const key of Object.keys(value)) {
      places.push([value as Record<string, unknown>, key]);
      walk((value as Record<string, unknown>)[key]);
    }
  };
  walk(json);
  for (let n = random.pick([1, 1, 1, 2, 4]); n > 0 && places.length > 0; n--) {
    const [holder, key] = random.pick(places);
    const value = holder[key];
    switch (random.int(0, 4)) {
      case 0:
        if (Array.isArray(holder)) holder.splice(Number(key), 1);
        else delete holder[key];
        break;
      case 1:
        if (!Array.isArray(holder))
          holder[random.pick(["mood", "PROTO", "é", "", "constructor", "writes"])] = structuredClone(
            random.pick(oddValues),
          );
        break;
      case 2:
        if (typeof value === "number")
          holder[key] = value + random.pick([-1, 1, 0.01, 0.001, 1_000_000, 1_999_999_999]);
        else if (Array.isArray(value)) value.push(...structuredClone(value));
        break;
      default:
        holder[key] = structuredClone(random.pick(oddValues));
    }
  }
  return json;
}
