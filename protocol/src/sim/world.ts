import { openEngine } from "../engine.ts";
import type { Role } from "../ids.ts";
import type { PacketKind } from "../packet.ts";
import { Agenda } from "./agenda.ts";
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
