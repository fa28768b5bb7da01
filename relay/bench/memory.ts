import { buildTraces } from "./frames.ts";
import { Peer } from "./load.ts";

export interface MemoryPoint {
  frames: number;
  bytes: number;
}

/** How much memory the relay holds while so many frames pass, told at each fifth. */
export async function memoryWhile(
  frames: number,
  tell: (point: MemoryPoint) => void = () => {},
): Promise<MemoryPoint[]> {
  const peer = await new Peer("relay").up();
  const traces = buildTraces(4, 2_500);
  const points: MemoryPoint[] = [];
  let passed = 0;
  for (let round = 0; passed < frames; round++) {
    const devices = await Promise.all(
      traces.map(({ deviceId, role, texts }) => {
        const renamed = texts.map((text) => text.replace(/"bootId":"boot-/, `"bootId":"round-${round}-`));
        return peer.device({ deviceId, role, texts: renamed });
      }),
    );
    await Promise.all(devices.map((device) => device.saturate(2_500, 32)));
    for (const device of devices) device.end();
    passed += 10_000;
    if (passed >= (frames / 5) * (points.length + 1)) {
      const point = { frames: passed, bytes: await peer.rss() };
      points.push(point);
      tell(point);
    }
  }
  await peer.end();
  return points;
}
