import { readFileSync } from "node:fs";
import type { Score } from "@lighty/protocol/replay";
import type { Weather } from "@lighty/protocol/sim";
import { z } from "zod";
import { RelayError } from "../errors.ts";

/** What `verify` writes of a failure in some weather: a score and a weather, shrunk until nothing more can go. */
const FailingPair = z.object({
  format: z.literal("lighty-failing"),
  formatVersion: z.literal(1),
  seed: z.string(),
  claim: z.string(),
  faults: z.array(z.string()),
  score: z.looseObject({ deeds: z.array(z.looseObject({ at: z.number(), role: z.enum(["phone", "watch"]) })) }),
  weather: z.looseObject({ channels: z.looseObject({}), calmAt: z.number() }),
});

export interface Failing {
  seed: string;
  claim: string;
  score: Score;
  weather: Weather;
}

/** Reads a failing pair. Throws `capture_invalid` for what is none. */
export function loadFailing(file: string): Failing {
  try {
    const { seed, claim, score, weather } = FailingPair.parse(JSON.parse(readFileSync(file, "utf8")));
    return { seed, claim, score: score as unknown as Score, weather: weather as unknown as Weather };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") throw cause;
    throw new RelayError({ code: "capture_invalid", sentence: `${file} is no failing pair of lighty verify` }, cause);
  }
}
