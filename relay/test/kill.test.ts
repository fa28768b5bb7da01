import type { TraceAck } from "@lighty/protocol";
import { TeeClient } from "@lighty/protocol/tee";
import { afterEach, expect, test } from "vitest";
import { freePort } from "../../scripts/free-port.mjs";
import { nodePorts } from "../src/devices/node-ports.ts";
import { SqliteLog } from "../src/log/sqlite-log.ts";
import { temporaryFolder, token } from "./open-relay.ts";
import { controlToken } from "./pair.ts";
import { portOf, Spawned, spawnRelay } from "./process.ts";

const folder = temporaryFolder();
const spawned: Spawned[] = [];
afterEach(async () => {
  for (const each of spawned.splice(0)) await each.end();
  folder.remove();
});

async function startRelay(port: number, ...args: string[]): Promise<Spawned> {
  const relay = spawnRelay(
    { LIGHTY_PORT: String(port), LIGHTY_TOKEN: token, LIGHTY_CONTROL_TOKEN: controlToken, LIGHTY_DATA: folder.path },
    ...args,
  );
  spawned.push(relay);
  expect(await portOf(relay)).toBe(port);
  return relay;
}

/** A device that records as fast as it is let, notes what was acknowledged, and lets a test wait for it. */
class BusyDevice {
  readonly tee: TeeClient;
  readonly deviceId: string;
  acked = 0;
  #wake: (() => void)[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(deviceId: string, url: string) {
    this.deviceId = deviceId;
    const journal = {
      recorded: () => {},
      acked: (_bootId: string, traceSeq: TraceAck["traceSeq"]) => {
        this.acked = Math.max(this.acked, traceSeq);
        for (const wake of this.#wake.splice(0)) wake();
      },
    };
    const ports = nodePorts({ url, token });
    // Backoff is the machine's own test; here it would only make the minutes long.
    const schedule = (delayMs: number, run: () => void) => ports.schedule(Math.min(delayMs, 50), run);
    const observer = { deviceId, role: "phone" } as const;
    this.tee = new TeeClient({ observer, bootId: "boot-1", random: Math.random }, { ...ports, schedule, journal });
  }

  /** A burst at each turn of the loop, but never more than the ring holds: nothing may be dropped here. */
  begin(): void {
    this.tee.start();
    this.#timer = setInterval(() => {
      for (let i = 0; i < 20 && this.tee.counts.held < 1_500; i++) this.#record();
    }, 2);
  }

  endLoad(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  async ackedAtLeast(traceSeq: number): Promise<void> {
    while (this.acked < traceSeq) await new Promise<void>((wake) => this.#wake.push(wake));
  }

  #record(): void {
    const body = JSON.stringify({ n: this.tee.counts.recorded + 1, text: "é🏋".repeat(20) });
    this.tee.record({ observedAt: 1, monotonicMs: 1, direction: "local", sizeBytes: Buffer.byteLength(body), body });
  }
}

test("[TEE-4] kill -9 under load, again and again: every acknowledged frame is there once, and no traceSeq is missing", async () => {
  const port = await freePort();
  const devices = ["phone0001", "phone0002", "phone0003"].map(
    (id) => new BusyDevice(id, `ws://127.0.0.1:${port}/v1/tee`),
  );
  for (const device of devices) device.begin();
  for (let round = 0; round < 4; round++) {
    const relay = await startRelay(port, "--no-demo");
    const goal = devices.map(({ acked }) => acked + 300 + round * 57);
    await Promise.all(devices.map((device, i) => device.ackedAtLeast(goal[i] as number)));
    await relay.end("SIGKILL");
    const ackedWhenKilled = devices.map(({ acked }) => acked);

    const log = new SqliteLog(folder.path, () => "never-needed");
    const { entries } = await log.read({ after: 0, limit: 1_000_000 });
    for (const [i, { deviceId }] of devices.entries()) {
      const own = entries.filter(({ frame }) => frame.observer.deviceId === deviceId).map(({ frame }) => frame);
      expect(own.length).toBeGreaterThanOrEqual(ackedWhenKilled[i] as number);
      expect(own.map(({ traceSeq }) => traceSeq)).toEqual(own.map((_, n) => n + 1));
      expect(own.every(({ body, traceSeq }) => JSON.parse(body).n === traceSeq)).toBe(true);
      expect(own.every(({ droppedBefore }) => droppedBefore === undefined)).toBe(true);
    }
    await log.close();
  }

  for (const device of devices) device.endLoad();
  await startRelay(port, "--no-demo");
  await Promise.all(devices.map((device) => device.ackedAtLeast(device.tee.counts.recorded)));
  for (const { tee } of devices) {
    const { recorded, landed, dropped, held } = tee.counts;
    expect({ landed, dropped, held }).toEqual({ landed: recorded, dropped: 0, held: 0 });
    tee.stop();
  }
});

test("the demo's devices outlive a killed relay and resume; killed themselves, they come back as the same two", async () => {
  const port = await freePort();
  const demoFolder = temporaryFolder();
  const startDevices = () => {
    const url = `ws://127.0.0.1:${port}`;
    const demo = new Spawned("src/demo/main.ts", ["--url", url, "--folder", demoFolder.path, "--rate", "20"], {
      LIGHTY_TOKEN: token,
      LIGHTY_CONTROL_TOKEN: controlToken,
    });
    spawned.push(demo);
    return demo;
  };
  const read = async (path: string) => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`http://127.0.0.1:${port}/api/v1/${path}`, { headers })).json();
  };
  const entriesAbove = async (count: number): Promise<number> => {
    for (;;) {
      const { entries } = (await (await fetch(`http://127.0.0.1:${port}/healthz`)).json()) as { entries: number };
      if (entries > count) return entries;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  let relay = await startRelay(port, "--no-demo");
  let demo = startDevices();
  let entries = await entriesAbove(60);
  for (let round = 0; round < 2; round++) {
    await relay.end("SIGKILL");
    relay = await startRelay(port, "--no-demo");
    entries = await entriesAbove(entries + 40);
    await demo.end("SIGKILL");
    demo = startDevices();
    entries = await entriesAbove(entries + 40);
  }

  type Seen = { boots: number; dropped: number; isConnected: boolean };
  const seen = async () => ((await read("devices")) as { devices: Seen[] }).devices;
  // What earlier runs had left to say comes first, and a view follows the log.
  let devices = await seen();
  while (devices.some(({ boots }) => boots < 3)) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    devices = await seen();
  }
  expect(devices).toHaveLength(2);
  for (const device of devices) expect(device).toMatchObject({ boots: 3, dropped: 0, isConnected: true });
  const { sessions } = (await read("sessions")) as {
    sessions: { findings: { rule: string; severity: string }[]; verdicts: Record<string, number> }[];
  };
  // What is down for a while measures nothing and sends nothing: at twenty times the speed that is long enough to be said. And a room is gone with
  // its relay: transfers that it had confirmed are lost where their sender is killed before it can say them again, and until a snapshot brings what
  // they said the devices are apart. All of it is true; a drift that has not healed would be worse than info.
  const killed = ["stale_health", "queue_age", "silent_user_info"];
  const findings = sessions
    .flatMap((session) => session.findings)
    .filter(({ rule, severity }) => !killed.includes(rule) && !(rule === "drift" && severity === "info"));
  expect(findings).toEqual([]);
  // It writes there until its end.
  await demo.end();
  demoFolder.remove();
});
