import { openEngine } from "../engine.ts";
import type { Role } from "../ids.ts";
import { limits } from "../limits.ts";
import type { PacketKind } from "../packet.ts";
import { Agenda } from "./agenda.ts";
import type { Fault } from "./claims.ts";
import { FakeLink } from "./fake-link.ts";
import { type Habits, Lifter, type Person, steadyHabits } from "./lifter.ts";
import { Oracle } from "./oracle.ts";
import { PairedWatches } from "./paired-watches.ts";
import { QueueJudge } from "./queue-judge.ts";
import { Random } from "./random.ts";
import { type DeviceLink, type OpenEngine, type Send, SimDevice, type Witness } from "./sim-device.ts";
import { Trace } from "./trace.ts";
import type { WatchChange } from "./watch-change.ts";
import { fairWeather, type Weather } from "./weather.ts";

export interface Simulation {
  seed: string | number;
  weather?: Weather;
  habits?: Partial<Habits>;
  /** The lifter has a second watch. */
  watchChanges?: readonly WatchChange[];
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
  /** The phone, and the watch that is worn. */
  readonly devices: Record<Role, SimDevice>;
  readonly lifter: Person;
  readonly census = new Census();
  readonly #open: OpenEngine;
  readonly #random: Random;
  readonly #onlookers: readonly Witness[];
  readonly #watchChanges: readonly WatchChange[];
  /** The lifter's watches in the order they were paired. */
  readonly #watches: SimDevice[];
  /** What a second watch takes; null for whoever has one. */
  readonly #second: { link: FakeLink; phone: PairedWatches } | null;

  constructor({
    seed,
    weather = fairWeather(),
    habits = {},
    watchChanges = [],
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
    const queues = new QueueJudge((claim, sentence) => this.oracle.fault(claim, sentence));
    this.#onlookers = [this.oracle, queues, this.census, ...(this.trace ? [this.trace] : []), ...witnesses.map(inert)];
    this.#watchChanges = watchChanges;
    this.#second = watchChanges.length === 0 ? null : this.#pairing();
    const device = (role: Role, link: DeviceLink) =>
      this.#device(role, deviceIds[role] ?? `${role}${random.fork(`${role} id`).id(8)}`, random.fork(role), link);
    this.devices = {
      phone: device("phone", this.#second?.phone ?? this.link.phone),
      watch: device("watch", this.link.watch),
    };
    this.#watches = [this.devices.watch];
    this.lifter =
      person?.(this) ?? new Lifter(agenda, random.fork("lifter"), { ...steadyHabits, ...habits }, this.devices);
  }

  #device(role: Role, deviceId: string, random: Random, link: DeviceLink, name: string = role): SimDevice {
    const { agenda, weather } = this;
    const witnesses = this.#onlookers;
    return new SimDevice({ agenda, random, role, name, deviceId, weather, link, open: this.#open, witnesses });
  }

  #pairing(): { link: FakeLink; phone: PairedWatches } {
    const link = new FakeLink(this.agenda, this.#random.fork("second link"), this.weather);
    return { link, phone: new PairedWatches(this.agenda, [this.link, link]) };
  }

  /** The watches that have been worn, in the order they were paired. */
  get watches(): readonly SimDevice[] {
    return this.#watches;
  }

  /** The lifter puts on that watch, and the phone's system follows to whatever is worn by then. Only for a lifter with `watchChanges`. */
  wear({ watch, lagMs, pauseMs, waiting }: Omit<WatchChange, "at">): void {
    const second = this.#second;
    if (second === null) throw new Error("there is one watch in this world; give the simulation watchChanges");
    if (watch === 1 && this.#watches.length === 1) {
      const random = this.#random.fork("second watch");
      this.#watches.push(this.#device("watch", `watch${random.id(8)}`, random, second.link.watch, "second watch"));
    }
    const worn = this.#watches[watch] as SimDevice;
    this.devices.watch = worn;
    worn.start();
    const follow = () => second.phone.turnTo(this.#watches.indexOf(this.devices.watch), pauseMs, waiting);
    this.agenda.after(lagMs, follow);
  }

  /** The app is deleted with all it kept, and installed anew under another deviceId. */
  reinstall(role: Role, deviceId: string): void {
    this.devices[role].uninstall();
    this.devices[role] = this.#device(role, deviceId, this.#random.fork(`${role} ${deviceId}`), this.link[role]);
    this.devices[role].start();
  }

  start(): void {
    for (const device of Object.values(this.devices)) device.start();
    this.lifter.begin(200);
    for (const change of this.#watchChanges) this.agenda.at(change.at, () => this.wear(change));
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
