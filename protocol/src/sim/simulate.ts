import { openEngine } from "../engine.ts";
import type { Role } from "../ids.ts";
import { limits } from "../limits.ts";
import type { PacketKind } from "../packet.ts";
import { Agenda } from "./agenda.ts";
import type { Fault } from "./claims.ts";
import { FakeLink } from "./fake-link.ts";
import { type Habits, Lifter, type Person, steadyHabits } from "./lifter.ts";
import { Oracle } from "./oracle.ts";
import { Random } from "./random.ts";
import { type OpenEngine, type Send, SimDevice, type Witness } from "./sim-device.ts";
import { Trace } from "./trace.ts";
import { fairWeather, type Weather } from "./weather.ts";

export interface Simulation {
  seed: string | number;
  weather?: Weather;
  habits?: Partial<Habits>;
  /** Further onlookers, a tee say. What they throw is caught and changes nothing. [TEE-3] */
  witnesses?: readonly Witness[];
  /** Keep readable lines of all that happened. */
  trace?: boolean;
  /** Another engine than the real one. */
  open?: OpenEngine;
  /** Someone else than the lifter whom the seed draws. */
  person?: (world: World) => Person;
  /** Other ids than the seed draws. */
  deviceIds?: Readonly<Partial<Record<Role, string>>>;
}

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

/** A world: two devices, the air between them, a person, and an oracle that looks on. Drive it with `agenda`, or use `simulate`. */
export class World {
  readonly agenda = new Agenda();
  readonly weather: Weather;
  readonly oracle: Oracle;
  readonly trace: Trace | null;
  readonly link: FakeLink;
  readonly devices: Record<Role, SimDevice>;
  readonly lifter: Person;
  readonly census = new Census();
  readonly #open: OpenEngine;
  readonly #random: Random;
  readonly #onlookers: readonly Witness[];

  constructor({
    seed,
    weather = fairWeather(),
    habits = {},
    witnesses = [],
    trace = false,
    open = openEngine,
    person,
    deviceIds = {},
  }: Simulation) {
    const random = new Random(seed);
    this.#random = random;
    this.#open = open;
    const { agenda } = this;
    this.weather = weather;
    this.oracle = new Oracle(agenda);
    this.trace = trace ? new Trace(agenda) : null;
    this.link = new FakeLink(agenda, random.fork("link"), weather);
    this.#onlookers = [this.oracle, this.census, ...(this.trace ? [this.trace] : []), ...witnesses.map(inert)];
    const device = (role: Role) =>
      this.#device(role, deviceIds[role] ?? `${role}${random.fork(`${role} id`).id(8)}`, random.fork(role));
    this.devices = { phone: device("phone"), watch: device("watch") };
    this.lifter =
      person?.(this) ?? new Lifter(agenda, random.fork("lifter"), { ...steadyHabits, ...habits }, this.devices);
  }

  #device(role: Role, deviceId: string, random: Random): SimDevice {
    const { agenda, weather, link } = this;
    const witnesses = this.#onlookers;
    return new SimDevice({ agenda, random, role, deviceId, weather, link: link[role], open: this.#open, witnesses });
  }

  /** The app is deleted with all it kept, and installed anew under another deviceId. */
  reinstall(role: Role, deviceId: string): void {
    this.devices[role].uninstall();
    this.devices[role] = this.#device(role, deviceId, this.#random.fork(`${role} ${deviceId}`));
    this.devices[role].start();
  }

  start(): void {
    for (const device of Object.values(this.devices)) device.start();
    this.lifter.begin(200);
  }
}

/** Counts what leaves. */
class Census implements Witness {
  packets = 0;
  readonly byKind: Partial<Record<PacketKind, number>> = {};

  sent(_device: SimDevice, send: Send): void {
    this.packets++;
    const kind = (/"kind":"(\w+)"/.exec(send.text)?.[1] ?? "ack") as PacketKind;
    this.byKind[kind] = (this.byKind[kind] ?? 0) + 1;
  }
}

/** An onlooker whose failures are its own. [TEE-3] */
function inert(witness: Witness): Witness {
  const quietly = (call: () => void) => {
    try {
      call();
    } catch {
      // Whatever went wrong there, the devices go on as if no one had looked.
    }
  };
  return {
    opened: (device) => quietly(() => witness.opened?.(device)),
    stepped: (device, input, output) => quietly(() => witness.stepped?.(device, input, output)),
    saved: (device, input, output) => quietly(() => witness.saved?.(device, input, output)),
    sent: (device, send) => quietly(() => witness.sent?.(device, send)),
    performed: (device, input, output) => quietly(() => witness.performed?.(device, input, output)),
    died: (device) => quietly(() => witness.died?.(device)),
  };
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
  for (const device of Object.values(devices)) agenda.after(0, () => device.start());
  for (let minutes = 0; !lifter.isDone && minutes < 60; minutes++) agenda.runUntil(agenda.now + 60_000);

  const ears = canAck(weather);
  const deadline = agenda.now + (ears ? settleMs : 60_000);
  do agenda.runUntil(agenda.now + 5_000);
  while (!(ears && isSettled(world)) && agenda.now < deadline);
  lifter.stop();
  agenda.runUntil(Math.max(agenda.now + lastHelloMs, weather.calmAt + stragglersMs));
  const both = Object.values(devices);
  oracle.judgeEnd(both, lifter.sessionIds, { acked: ears, liveHealth: !weather.channels.message.off });

  const live = both.some((device) =>
    [...(device.engine?.sessions.values() ?? [])].some(({ state }) => !state.registers.ended),
  );
  if (live || !ears) judgeLiveQuiet(world);
  else judgeQuiet(world);
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
