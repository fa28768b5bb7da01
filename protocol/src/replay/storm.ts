import { calm, drawWeather, Random, type Weather } from "../sim/index.ts";
import type { Channel } from "../step.ts";
import { lengthOf } from "./redrive.ts";
import type { Score } from "./score.ts";

/** What may go wrong on the way, each by its own word. */
export const weatherKinds = [
  "drop",
  "duplicate",
  "delay",
  "reorder",
  "partition",
  "downgrade",
  "skew",
  "restart",
] as const;
export type WeatherKind = (typeof weatherKinds)[number];

/** The weather of a seed over a score, of these kinds alone; the deaths that the score itself shows stay in it. */
export function stormOver(score: Score, seed: string, kinds: readonly WeatherKind[] = weatherKinds): Weather {
  const random = new Random(`storm ${seed}`);
  const weather = drawWeather(random, lengthOf(score));
  const downgrade = random.fork("downgrade");
  const has = (kind: WeatherKind) => kinds.includes(kind);
  for (const channel of Object.keys(weather.channels) as Channel[]) {
    const rough = weather.channels[channel];
    if (!has("drop")) Object.assign(rough, { loss: 0, failure: 0, lateReply: 0 });
    if (!has("duplicate")) rough.duplicate = 0;
    if (!has("delay")) Object.assign(rough, { slow: 0 });
    // A channel that is slower than another is what makes one packet overtake another.
    if (!has("reorder")) rough.latencyMs = [...calm[channel].latencyMs];
  }
  if (!has("partition")) weather.outages = [];
  if (!has("downgrade")) weather.lies = [];
  else if (downgrade.chance(0.3)) {
    const from = downgrade.int(0, weather.calmAt);
    const to = from + downgrade.int(1_000, Math.max(2_000, weather.calmAt >> 1));
    // Not reachable is what sends everything by the slower channels.
    for (const device of ["phone", "watch"] as const) weather.lies.push({ from, to, device, reachable: false });
  }
  if (!has("skew")) Object.assign(weather, { skewMs: { phone: 0, watch: 0 }, jumps: [] });
  if (!has("restart")) Object.assign(weather, { kills: [], crashes: [], saveMs: [0, 0] });
  weather.kills.push(...score.kills);
  return weather;
}

/** A single fault in a weather that can be taken out of it: what is left is the weather without. */
export interface WeatherFault {
  readonly words: string;
  readonly without: (weather: Weather) => Weather;
}

/** Every fault of a weather, to be left out one by one. */
export function faultsIn(weather: Weather): WeatherFault[] {
  const faults: WeatherFault[] = [];
  for (const list of ["outages", "lies", "jumps", "kills", "crashes", "mute"] as const) {
    for (const item of weather[list]) {
      faults.push({
        words: `${list} ${JSON.stringify(item)}`,
        without: (other) => ({ ...other, [list]: (other[list] as unknown[]).filter((each) => each !== item) }),
      });
    }
  }
  for (const channel of Object.keys(weather.channels) as Channel[]) {
    const rough = weather.channels[channel];
    for (const key of Object.keys(rough) as (keyof typeof rough)[]) {
      if (JSON.stringify(rough[key]) === JSON.stringify(calm[channel][key])) continue;
      if ((key === "slowMs" && rough.slow === 0) || (key === "off" && !rough.off)) continue;
      faults.push({
        words: `${channel} ${key} ${JSON.stringify(rough[key])}`,
        without: (other) => ({
          ...other,
          channels: { ...other.channels, [channel]: { ...other.channels[channel], [key]: calm[channel][key] } },
        }),
      });
    }
  }
  for (const device of ["phone", "watch"] as const) {
    if (weather.skewMs[device] === 0) continue;
    faults.push({
      words: `the ${device}'s clock is ${weather.skewMs[device]} ms off`,
      without: (other) => ({ ...other, skewMs: { ...other.skewMs, [device]: 0 } }),
    });
  }
  if (weather.saveMs[1] > 0)
    faults.push({
      words: `saves take up to ${weather.saveMs[1]} ms`,
      without: (other) => ({ ...other, saveMs: [0, 0] }),
    });
  return faults;
}
