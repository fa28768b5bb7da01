import { parseArgs } from "node:util";
import { buildTraces } from "./frames.ts";
import { Peer } from "./load.ts";

/* `node relay/bench/soak.ts --hours 24`: two devices at a steady rate, and how the relay's memory goes. */

export interface Soaked {
  frames: number;
  /** Straight line through the later half of what was measured. */
  megabytesPerHour: number;
}

export async function soak(seconds: number, perSecond: number, tell: (line: string) => void): Promise<Soaked> {
  const peer = await new Peer("relay").up();
  const samples: { hour: number; megabytes: number }[] = [];
  const begun = performance.now();
  let frames = 0;
  for (let round = 0; performance.now() - begun < seconds * 1_000; round++) {
    const traces = buildTraces(2, 1_000, `soak-${round}-`);
    const devices = await Promise.all(traces.map((trace) => peer.device(trace)));
    for (let sent = 0; sent < 1_000 && performance.now() - begun < seconds * 1_000; sent += 20) {
      for (const device of devices) device.send(20);
      await new Promise((resolve) => setTimeout(resolve, (1_000 * 20 * devices.length) / perSecond));
      frames += 20 * devices.length;
    }
    for (const device of devices) await device.allAcked();
    for (const device of devices) device.end();
    const megabytes = (await peer.rss()) / 1_048_576;
    samples.push({ hour: (performance.now() - begun) / 3_600_000, megabytes });
    tell(`${frames} frames, ${megabytes.toFixed(0)} MB`);
  }
  await peer.end();
  return { frames, megabytesPerHour: slope(samples.slice(Math.floor(samples.length / 2))) };
}

function slope(samples: readonly { hour: number; megabytes: number }[]): number {
  const mean = (of: (sample: { hour: number; megabytes: number }) => number) =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const [hour, megabytes] = [mean((each) => each.hour), mean((each) => each.megabytes)];
  const spread = samples.reduce((sum, each) => sum + (each.hour - hour) ** 2, 0);
  if (spread === 0) return 0;
  return samples.reduce((sum, each) => sum + (each.hour - hour) * (each.megabytes - megabytes), 0) / spread;
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { hours: { type: "string" }, rate: { type: "string" } } });
  const seconds = values.hours === undefined ? 60 : Number(values.hours) * 3_600;
  const { frames, megabytesPerHour } = await soak(seconds, Number(values.rate ?? 1_000), console.log);
  console.log(`${frames} frames in ${seconds} s; memory grows by ${megabytesPerHour.toFixed(1)} MB an hour`);
}
