import type { Frame } from "../src/index.ts";
import { type ListedEntry, Listing } from "../src/projections/index.ts";
import { drawSchedule, FrameTap, type SimDevice, simulate, type Weather } from "../src/sim/index.ts";

/**
 * What a relay holds of a simulated workout, crashes and all: the frames of both devices as they came, and the faults that the oracle saw. In the
 * weather that the seed draws, unless another is handed in.
 */
export function simulatedLog(seed: string, sky?: Weather): { entries: ListedEntry[]; faults: readonly unknown[] } {
  const entries: ListedEntry[] = [];
  const listing = new Listing();
  const boots = new Map<string, { boot: number; traceSeq: number }>();

  const tap = (role: string) => {
    const own = new FrameTap((device, crossing) => {
      const { boot, traceSeq } = boots.get(role) ?? { boot: 1, traceSeq: 0 };
      boots.set(role, { boot, traceSeq: traceSeq + 1 });
      const observer = { deviceId: device.deviceId, role: device.role };
      const frame: Frame = { observer, bootId: `boot-${boot}`, traceSeq: traceSeq + 1, ...crossing };
      const entry = entries.length + 1;
      entries.push(listing.list({ entry, receivedAt: entry, frame }));
    });
    return {
      opened: (device: SimDevice) =>
        device.role === role && boots.set(role, { boot: (boots.get(role)?.boot ?? 0) + 1, traceSeq: 0 }),
      saved: (...[device, ...more]: Parameters<typeof own.saved>) => device.role === role && own.saved(device, ...more),
      sent: (...[device, ...more]: Parameters<typeof own.sent>) => device.role === role && own.sent(device, ...more),
    };
  };
  const { weather, habits } = drawSchedule(seed);
  const { faults } = simulate({
    seed,
    weather: sky ?? weather,
    habits,
    witnesses: [tap("phone"), tap("watch")] as never,
  });
  return { entries, faults };
}
