import { join } from "node:path";
import { openEngine, type Role } from "@lighty/protocol";
import { type Agenda, type FakeLink, FrameTap, SimDevice, type Weather, type Witness } from "@lighty/protocol/sim";
import { TeeClient } from "@lighty/protocol/tee";
import { DemoRandom } from "./demo-random.ts";
import { Disk } from "./disk.ts";
import { FileTeeJournal } from "./tee-journal.ts";
import { nodeTeePorts } from "./tee-ports.ts";

export interface DemoDeviceOptions {
  role: Role;
  deviceId: string;
  folder: string;
  url: string;
  token: string;
  ca?: string | undefined;
  agenda: Agenda;
  link: FakeLink;
  weather: Weather;
}

/** A simulated phone or watch whose disk is a folder and whose tee is a real socket: it resumes where it was after any death. */
export class DemoDevice {
  readonly device: SimDevice;
  readonly tee: TeeClient;
  readonly #disk: Disk;
  readonly #random: DemoRandom;

  constructor({ role, deviceId, folder, url, token, ca, agenda, link, weather }: DemoDeviceOptions) {
    this.#disk = new Disk(join(folder, `${role}.store.ndjson`));
    this.#random = new DemoRandom(deviceId);
    const journal = new FileTeeJournal(join(folder, `${role}.tee.ndjson`));
    this.tee = new TeeClient(
      {
        observer: { deviceId, role },
        bootId: `boot-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`,
        name: `Simulated ${role}`,
        build: "demo",
        random: Math.random,
        backlog: journal.backlog,
      },
      { ...nodeTeePorts(url, token, ca), journal },
    );
    this.device = new SimDevice({
      agenda,
      random: this.#random,
      role,
      deviceId,
      weather,
      link: link[role],
      open: openEngine,
      witnesses: [this.#keep(agenda), new FrameTap((_device, crossing) => this.tee.record(crossing))],
    });
    this.device.store.save(this.#disk.cells);
  }

  /** True time when it was last alive; 0 when it never was. */
  get lastAt(): number {
    return this.#disk.lastAt;
  }

  start(): void {
    this.#random.begin(Math.random);
    this.tee.start();
    this.device.start();
  }

  stop(): void {
    this.tee.stop();
  }

  #keep(agenda: Agenda): Witness {
    return {
      saved: (_device, _input, { save }) => {
        if (save !== undefined) this.#disk.write(save, agenda.now);
      },
    };
  }
}
