import { isDeepStrictEqual } from "node:util";
import { Random } from "../src/sim/index.ts";
import {
  ackOf,
  crossing,
  type TeeSetting,
  type TeeStep,
  ToldTee,
  teeObserver,
  welcomeOf,
} from "./cases/tee-machine.ts";
import type { SwiftProgram } from "./swift-program.ts";

/** Inputs of one schedule. */
export const teeSteps = 80;
const health = '{"kind":"x","heartRateBpm":131,"activeEnergyKcal":47.11}';

/** What a tee is told by a device that records and a relay that answers, forgets, breaks off, and at times makes no sense. */
function* told(seed: string, tee: () => { deadline: number | null }): Generator<TeeStep> {
  const random = new Random(`tee ${seed}`);
  let now = 1_000;
  let recorded = 0;
  let acked = 0;
  for (let i = 0; i < teeSteps; i++) {
    now += random.pick([0, 0, 1, 40, 900, 6_000]);
    const at = { now, clock: now + 1_700_000_000_000 };
    const due = tee().deadline;
    const step = random.int(0, 13);
    if (step < 5) {
      recorded++;
      yield { type: "record", frame: crossing({ body: random.pick(["{}", health, "x".repeat(random.int(0, 900))]) }) };
    } else if (step === 5) yield { type: "start", ...at };
    else if (step === 6) yield { type: "opened", ...at };
    else if (step === 7) yield { type: random.pick(["flush", "flush", "stop"] as const), ...at };
    else if (step === 8) yield { type: "closed", ...at };
    else if (step === 9) {
      if (due !== null) now = Math.max(now, due);
      yield { type: "timer", now, clock: now };
    } else if (step === 10) {
      // A relay that has forgotten, or that stands where it was.
      const held = random.chance(0.2) ? [] : [{ traceSeq: acked }];
      const more = { window: random.pick([1, 3, 4_096]), ...(random.chance(0.3) ? { redactHealth: true } : {}) };
      yield { type: "message", ...at, message: welcomeOf(held, more) };
    } else if (step < 13) {
      acked = Math.min(recorded + (random.chance(0.1) ? 3 : 0), acked + random.int(0, 6));
      yield { type: "message", ...at, message: ackOf(acked, random.pick(["boot-1", "boot-1", "boot-1", "boot-0"])) };
    } else {
      const odd = [
        "",
        "null",
        '{"type":"ack"}',
        `{"type":"pong","pingSentAt":${at.clock},"receivedAt":1,"sentAt":2}`,
        '{"type":"error","code":"internal","sentence":""}',
        '{"type":"error","code":"unauthorized","sentence":""}',
      ];
      yield { type: "message", ...at, text: random.pick(odd) };
    }
  }
}

function settingOf(seed: string): TeeSetting {
  const random = new Random(`setting ${seed}`);
  const text = JSON.stringify({ observer: teeObserver, bootId: "boot-0", traceSeq: 2, ...crossing({ body: health }) });
  return {
    observer: teeObserver,
    bootId: "boot-1",
    chance: random.pick([0, 0.25, 0.5, 0.99]),
    ...(random.chance(0.5) ? { clock: true } : {}),
    ...(random.chance(0.5) ? { includeHealth: true } : {}),
    ...(random.chance(0.5) ? { maxFrames: random.int(1, 8) } : {}),
    ...(random.chance(0.3) ? { maxBytes: random.int(150, 3_000) } : {}),
    ...(random.chance(0.4) ? { backlog: [{ bootId: "boot-0", traceSeq: 2, text }] } : {}),
  };
}

/** One schedule, told to a tee in Swift and to one in TypeScript: where they part, or undefined; `saw` hears the states it went through. */
export function teeLockstep(program: SwiftProgram, seed: string, saw: (state: string) => void = () => {}) {
  const ask = (request: object) => JSON.parse(program.ask({ tee: request }));
  const setting = settingOf(seed);
  ask({ open: setting });
  const twin = new ToldTee(setting);
  let position = 0;
  for (const step of told(seed, () => twin)) {
    const wanted = JSON.parse(JSON.stringify(twin.tell(step)));
    // Without a session clock it is told none.
    const { clock, ...rest } = step as { clock?: number };
    const answer = ask({ step: setting.clock ? { ...rest, clock } : rest });
    if (!isDeepStrictEqual(answer, { output: wanted })) {
      const where = `seed ${seed}, step ${position}, ${JSON.stringify(step).slice(0, 300)}`;
      return `${where}: Swift says ${JSON.stringify(answer)}, TypeScript ${JSON.stringify(wanted)}`;
    }
    saw(twin.state);
    position++;
  }
  return undefined;
}
