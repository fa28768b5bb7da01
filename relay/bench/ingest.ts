import type { Trace } from "./frames.ts";
import { type Device, type Kind, Peer } from "./load.ts";
import { threadTimes } from "./threads.ts";

export interface Saturated {
  /** Frames a second, from the first sent to the last acknowledged. */
  perSecond: number;
  /** How late the loop of the sockets was meanwhile, at the 99th percentile. */
  lagMs: number;
  /** Microseconds of processor time a frame took, by kind of thread; null where nobody counts them. */
  threads: Map<string, number> | null;
  /** Where projections are folded: entries they were behind at the end, and how long it took them to catch up. */
  caughtUp: { ms: number; behind: number } | null;
}

/** As much as goes through. */
export async function saturate(
  kind: Kind,
  traces: readonly Trace[],
  perMessage: number,
  ...flags: string[]
): Promise<Saturated> {
  const peer = await new Peer(kind, ...flags).up();
  const dashboards = Number(flags.find((flag) => flag.startsWith("--dashboards="))?.split("=")[1] ?? 0);
  for (let i = 0; i < dashboards; i++) await peer.dashboard();
  const devices = await Promise.all(traces.map((trace) => peer.device(trace)));
  const frames = Math.floor((traces[0] as Trace).texts.length / 3);
  await warmUp(devices, frames * 2, perMessage);
  const isFolded = kind === "relay" && !flags.includes("--no-projections");
  if (isFolded) await peer.caughtUp();
  await peer.lagMs();
  const before = threadTimes(peer.pid);
  const begun = performance.now();
  await Promise.all(devices.map((device) => device.saturate(frames, perMessage)));
  const seconds = (performance.now() - begun) / 1_000;
  const all = frames * devices.length;
  const threads = perFrame(before, threadTimes(peer.pid), all);
  const lagMs = await peer.lagMs();
  const caughtUp = isFolded ? await peer.caughtUp() : null;
  for (const device of devices) device.end();
  await peer.end();
  return { perSecond: all / seconds, lagMs, threads, caughtUp };
}

/** Until what is measured is the server's work and no longer its compiler's: 72,000 frames; after 12,000 a third of a relay's processor time still was. */
async function warmUp(devices: readonly Device[], frames: number, perMessage: number): Promise<void> {
  await Promise.all(devices.map((device) => device.saturate(frames, perMessage)));
}

function perFrame(before: Map<string, number> | null, after: Map<string, number> | null, frames: number) {
  if (before === null || after === null) return null;
  return new Map([...after].map(([kind, us]) => [kind, (us - (before.get(kind) ?? 0)) / frames] as const));
}

export interface Latency {
  p50: number;
  p99: number;
}

/** How long an acknowledgement takes at a steady rate: every 5 ms each device sends what is due. Or, with `until` a dashboard, until the frame is there. */
export async function latency(
  kind: Kind,
  traces: readonly Trace[],
  perSecond: number,
  seconds: number,
  until: "acknowledged" | "at a dashboard" = "acknowledged",
): Promise<Latency> {
  const peer = await new Peer(kind).up();
  const devices = await Promise.all(traces.map((trace) => peer.device(trace)));
  await warmUp(devices, Math.floor((traces[0] as Trace).texts.length / 3), 16);
  if (kind === "relay") await peer.caughtUp();
  for (const device of devices) device.latenciesMs.length = 0;
  const shownMs: number[] = [];
  const ofDevice = new Map(traces.map(({ deviceId }, i) => [deviceId, devices[i] as Device]));
  let isMeasured = false;
  if (until === "at a dashboard")
    await peer.watch((frame, at) => {
      if (isMeasured) shownMs.push(at - (ofDevice.get(frame.observer.deviceId) as Device).leftAt(frame));
    });
  // A dashboard is brought the backlog first.
  await new Promise((resolve) => setTimeout(resolve, 500));
  isMeasured = true;
  const each = perSecond / devices.length;
  const begun = performance.now();
  let sent = 0;
  while (performance.now() - begun < seconds * 1_000) {
    const due = Math.floor(((performance.now() - begun) / 1_000) * each) - sent;
    if (due > 0) for (const device of devices) device.send(due);
    sent += due;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  for (const device of devices) await device.allAcked();
  const measured = until === "acknowledged" ? devices.flatMap(({ latenciesMs }) => latenciesMs) : shownMs;
  const all = measured.sort((a, b) => a - b);
  for (const device of devices) device.end();
  await peer.end();
  return { p50: all[Math.floor(all.length * 0.5)] as number, p99: all[Math.floor(all.length * 0.99)] as number };
}
