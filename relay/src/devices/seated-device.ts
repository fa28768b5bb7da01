import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { openEngine, type Role } from "@lighty/protocol";
import { RoomLink, type RoomState } from "@lighty/protocol/room";
import { type Agenda, FrameTap, fairWeather, type OpenEngine, SimDevice, type Witness } from "@lighty/protocol/sim";
import { TeeClient } from "@lighty/protocol/tee";
import type { RealTime } from "../real-time.ts";
import { DeviceRandom } from "./device-random.ts";
import { Disk } from "./disk.ts";
import { inTime, type Line, nodePorts } from "./node-ports.ts";
import { FileTeeJournal } from "./tee-journal.ts";

export interface SeatedDeviceOptions {
  role: Role;
  deviceId: string;
  room: string;
  /** The relay's own doors: `/v1/link` and `/v1/tee`. */
  link: Line;
  tee: Line;
  /** Where its store and its tee's journal are kept; without one it forgets all with the process. */
  folder?: string;
  build: string;
  agenda: Agenda;
  time: RealTime;
  /** Its clock goes as real ones do, so that it may be compared with the relay's. */
  isInRealTime: boolean;
  /** Captures may be played to it. */
  allowsReplay?: boolean;
  /** Another engine than ours. */
  open?: OpenEngine;
  /** Who else follows what it does. */
  witnesses?: readonly Witness[];
  /** Told how it stands with its room. */
  changed?: (state: RoomState) => void;
}

/** True time of a simulation begins here: 2026-01-05 17:00 UTC. */
const agendaBegan = Date.UTC(2026, 0, 5, 17);

/** What an agenda that a device lives by should show now. */
export function agendaNow(): number {
  return Date.now() - agendaBegan;
}

/**
 * A simulated phone or watch that reaches its counterpart through a room and tees, both over real sockets. With a folder it is the same device
 * after any death, and resumes where it was.
 */
export class SeatedDevice {
  readonly device: SimDevice;
  readonly tee: TeeClient;
  readonly #disk: Disk | null;
  readonly #random: DeviceRandom;
  readonly #time: RealTime;

  constructor(options: SeatedDeviceOptions) {
    const { role, deviceId, room, folder, build, agenda, time, isInRealTime, open = openEngine } = options;
    const { allowsReplay = false, witnesses = [] } = options;
    const bootId = `boot-${Date.now().toString(36)}-${randomBytes(4).toString("hex")}`;
    this.#time = time;
    this.#disk = folder === undefined ? null : new Disk(join(folder, `${role}.store.ndjson`));
    this.#random = new DeviceRandom(deviceId);
    const journal = folder === undefined ? undefined : new FileTeeJournal(join(folder, `${role}.tee.ndjson`));
    this.tee = new TeeClient(
      {
        observer: { deviceId, role },
        bootId,
        name: `Simulated ${role}`,
        build,
        random: Math.random,
        includeHealth: true,
        ...(isInRealTime ? { clock: () => this.#clock() } : {}),
        ...(journal === undefined ? {} : { backlog: journal.backlog }),
      },
      { ...nodePorts(options.tee), ...(journal === undefined ? {} : { journal }) },
    );
    const { changed } = options;
    const link = new RoomLink(
      {
        room,
        deviceId,
        role,
        bootId,
        allowsReplay,
        random: Math.random,
        ...(changed === undefined ? {} : { changed }),
      },
      inTime(nodePorts(options.link), time),
    );
    this.device = new SimDevice({
      agenda,
      random: this.#random,
      role,
      deviceId,
      weather: fairWeather(),
      link,
      open: (engine) => open({ ...engine, allowsReplay }),
      witnesses: [this.#keep(agenda), new FrameTap((_device, crossing) => this.tee.record(crossing)), ...witnesses],
    });
    if (this.#disk !== null) this.device.store.save(this.#disk.cells);
  }

  /** True time when it was last alive; 0 when it never was. */
  get lastAt(): number {
    return this.#disk?.lastAt ?? 0;
  }

  start(): void {
    this.#random.begin(Math.random);
    this.tee.start();
    this.#time.meanwhile(() => this.device.start());
  }

  stop(): void {
    this.#time.meanwhile(() => this.device.link.deactivate());
    this.tee.stop();
  }

  /** Its session clock now, for its tee's pings. */
  #clock(): number {
    let at = 0;
    this.#time.meanwhile(() => {
      const now = this.device.instant();
      at = this.device.engine?.clockAt(now) ?? now.wallMs;
    });
    return at;
  }

  #keep(agenda: Agenda): Witness {
    return {
      saved: (_device, _input, { save }) => {
        if (save !== undefined) this.#disk?.write(save, agenda.now);
      },
    };
  }
}
