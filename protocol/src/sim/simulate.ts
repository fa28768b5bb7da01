import { limits } from "../limits.ts";
import type { PacketKind } from "../packet.ts";
import type { Fault } from "./claims.ts";
import type { SimDevice } from "./sim-device.ts";
import type { Weather } from "./weather.ts";
import { type Simulation, World } from "./world.ts";

export interface Run {
  seed: string;
  faults: Fault[];
  sessionIds: readonly string[];
  phone: SimDevice;
  watch: SimDevice;
  /** Edits that were accepted, packets that were sent. */
  edits: number;
  packets: number;
  /** True time at the end. */
  endedAt: number;
  trace: string[];
}

const timerCheckMs = 3_000;
/** The last hello of a live session brings the last health value. */
const lastHelloMs = 20_000;
/** What was sent in rough weather may be this long on its way. */
const stragglersMs = 31_000;
const settleMs = 2_400_000;
const quietMs = 600_000;
const liveQuietMs = 45_000;

/**
 * Runs a whole workout under the weather, lets it heal, and judges.
 *
 *   training under weather | calm: the workout ends | settle: both agree, and close what ended | ten quiet minutes
 */
export function simulate(simulation: Simulation): Run {
  const world = new World(simulation);
  const { agenda, oracle, devices, lifter } = world;
  try {
    play(world);
  } catch (error) {
    oracle.fault("nothing_thrown", error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  return {
    seed: String(simulation.seed),
    faults: oracle.faults,
    sessionIds: lifter.sessionIds,
    phone: devices.phone,
    watch: devices.watch,
    edits: oracle.acceptedEdits,
    packets: world.census.packets,
    endedAt: agenda.now,
    trace: world.trace?.lines ?? [],
  };
}

function play(world: World): void {
  const { agenda, oracle, devices, lifter, weather } = world;
  world.start();
  watchTimers(world);
  agenda.runUntil(weather.calmAt);
  for (const device of [devices.phone, ...world.watches]) agenda.after(0, () => device.start());
  for (let minutes = 0; !lifter.isDone && minutes < 60; minutes++) agenda.runUntil(agenda.now + 60_000);

  const ears = canAck(weather);
  settle(world, ears);
  lifter.stop();
  agenda.runUntil(Math.max(agenda.now + lastHelloMs, weather.calmAt + stragglersMs));
  if (world.watches.length > 1) visitBothWatches(world);
  const all = [devices.phone, ...world.watches];
  oracle.judgeEnd(all, lifter.sessionIds, { acked: ears, liveHealth: !weather.channels.message.off });

  const live = all.some((device) =>
    [...(device.engine?.sessions.values() ?? [])].some(({ state }) => !state.registers.ended),
  );
  if (live || !ears) judgeLiveQuiet(world);
  else judgeQuiet(world);
}

/** Runs until both agree, or for as long as that may take. */
function settle(world: World, ears: boolean): void {
  const { agenda } = world;
  const deadline = agenda.now + (ears ? settleMs : 60_000);
  do agenda.runUntil(agenda.now + 5_000);
  while (!(ears && isSettled(world)) && agenda.now < deadline);
}

/** What a watch off the wrist still holds, it brings when it is worn again: then the phone has it all, and so has each watch that is worn after. */
function visitBothWatches(world: World): void {
  const { agenda, devices, watches } = world;
  const worn = watches.indexOf(devices.watch) === 0 ? 0 : 1;
  for (const watch of [1 - worn, worn] as (0 | 1)[]) {
    world.wear({ watch, lagMs: 0, pauseMs: 0, waiting: "kept" });
    settle(world, true);
    agenda.runUntil(agenda.now + lastHelloMs);
  }
}

/** Acknowledgements and health travel in hellos and snapshots; transfers alone carry events one way each. */
function canAck(weather: Weather): boolean {
  return !weather.channels.message.off || !weather.channels.applicationContext.off;
}

function watchTimers({ agenda, oracle, devices, lifter }: World): void {
  const check = () => {
    for (const sessionId of lifter.sessionIds) {
      oracle.checkTimer(devices.phone, sessionId);
      oracle.checkTimer(devices.watch, sessionId);
    }
    if (!lifter.hasStopped) agenda.after(timerCheckMs, check);
  };
  agenda.after(timerCheckMs, check);
}

/** Nothing is on its way, what ended is closed, and the watch has had its last word. */
function isSettled({ devices, lifter }: World): boolean {
  if (lifter.owesFinal) return false;
  return Object.values(devices).every(
    (device) =>
      device.isRunning &&
      [...(device.engine?.sessions.values() ?? [])].every(
        ({ state, isOpen, outbox }) => outbox.size === 0 && (!isOpen || state.isLive),
      ),
  );
}

/** All ended, all agreed: not one packet in ten minutes. */
function judgeQuiet({ agenda, oracle, census }: World): void {
  const before = { ...census.byKind };
  const packets = census.packets;
  agenda.runUntil(agenda.now + quietMs);
  if (census.packets === packets) return;
  const kinds = (Object.keys(census.byKind) as PacketKind[]).map(
    (kind) => `${kind} ${(census.byKind[kind] ?? 0) - (before[kind] ?? 0)}`,
  );
  oracle.fault(
    "quiet_when_settled",
    `${census.packets - packets} packets left in ten settled minutes: ${kinds.join(", ")}`,
  );
}

/** A live session says hello and measures the clocks on its cadence, and nothing else. */
function judgeLiveQuiet({ agenda, oracle, census }: World): void {
  const before = { ...census.byKind };
  agenda.runUntil(agenda.now + liveQuietMs);
  for (const kind of Object.keys(census.byKind) as PacketKind[]) {
    const count = (census.byKind[kind] ?? 0) - (before[kind] ?? 0);
    const allowed = kind === "events" || kind === "snapshot" ? 0 : 2 * (liveQuietMs / limits.helloIntervalMs) + 4;
    if (count > allowed)
      oracle.fault(
        "quiet_when_settled",
        `${count} ${kind} packets left in ${liveQuietMs} settled ms of a live session`,
      );
  }
}
