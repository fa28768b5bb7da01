import { readFileSync } from "node:fs";
import { Random } from "../src/sim/index.ts";
import { epochMs, watchId } from "../src/testing/index.ts";
import { bentText } from "./odd-texts.ts";
import { oddInput } from "./swift-lockstep.ts";
import type { SwiftProgram } from "./swift-program.ts";

const teeScripts: { options: unknown; steps: { input: unknown }[] }[] = JSON.parse(
  readFileSync(new URL("../vectors/tee/machine.json", import.meta.url), "utf8"),
);

/** Instants that a clock can hold but no workout can have. */
const oddTimes = [-1, 0, 0.5, epochMs, 90_071_992_547_409, 2 ** 53, 9.2e18, 1e300, -9e18];

/**
 * Tells a Swift program lines that are right, nearly right, or nonsense: it must answer every one, for a trap would end it. What it says is
 * not looked at beyond that it is JSON. Throws where the program has ended.
 */
export function tellHostileLines(program: SwiftProgram, seed: string, count: number): { understood: number } {
  const random = new Random(`lines ${seed}`);
  let understood = 0;
  for (let i = 0; i < count; i++) {
    const right = JSON.stringify(request(random, i));
    const line = (random.chance(0.5) ? bentText(right, random) : right).replaceAll(/[\r\n]/g, " ");
    const answer = JSON.parse(program.tell(line.trim() === "" ? "null" : line)) as { error?: string };
    if (answer.error === undefined) understood++;
  }
  return { understood };
}

function request(random: Random, position: number): object {
  const clock = random.chance(0.9) ? epochMs + position * 700 : random.pick(oddTimes);
  const monotonicMs = random.chance(0.95) ? position * 700 : random.pick(oddTimes);
  const now = { wallMs: clock, monotonicMs, deviceBootId: random.pick(["boot-1", "boot-1", "boot-1", "boot-2"]) };
  const input = () => ({ ...oddInput(random), now });
  const script = random.pick(teeScripts);
  if (position === 0) return { open: { deviceId: watchId, role: "watch", idPrefix: "id" } };
  switch (random.int(0, 20)) {
    case 0:
      return { open: { deviceId: watchId, role: "watch", idPrefix: "id", minted: random.pick(oddTimes) } };
    case 1:
      return { steps: [input(), input(), input()] };
    case 2:
      return { digest: random.pick(["s-1", "", "__proto__"]) };
    case 3:
      return { registers: "s-1" };
    case 4:
    case 5:
      return { view: "s-1", now };
    case 6:
      return { tee: { open: { ...(script.options as object), maxFrames: random.pick([0, 1, 3, 2_000]) } } };
    case 7:
      return { tee: { open: { ...(script.options as object), backlog: backlog(random) } } };
    case 8:
    case 9:
    case 10:
    case 11:
      return { tee: { step: random.pick(script.steps).input } };
    default:
      return { step: input() };
  }
}

/** A journal whose lines a crash, or another hand, has brought out of order. */
function backlog(random: Random): object[] {
  return [3, 1, 2, 2].map((traceSeq) => {
    const frame = { observedAt: 1, monotonicMs: 1, direction: "local", sizeBytes: 2, body: "{}" };
    const observer = { deviceId: "watch0001", role: "watch" };
    const text = JSON.stringify({ observer, bootId: "boot-0", traceSeq, ...frame });
    return { bootId: "boot-0", traceSeq, text: random.chance(0.8) ? text : bentText(text, random) };
  });
}
