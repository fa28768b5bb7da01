import { ClockSample, checkShape, DevicesAnswer } from "@lighty/protocol";
import { DeviceVitals, TransportReport } from "@lighty/protocol/projections";
import { z } from "zod";
import type { Changes, Desk } from "../model/desk.ts";
import { type Device, devicesIn } from "../model/devices.ts";
import { ReplayRun } from "../model/replay.ts";
import { Control } from "./control.ts";
import { unknownHere } from "./relay-source.ts";

const Clock = z.object({ samples: z.array(ClockSample) });
const Sent = z.object({ transports: z.array(TransportReport) });
const Replays = z.object({ replays: z.array(ReplayRun) });

/** The desk of the relay that served this page. */
export class RelayDesk implements Desk {
  readonly #page: string;
  readonly #ask: typeof fetch;

  constructor(page: string, ask: typeof fetch) {
    this.#page = page;
    this.#ask = ask;
  }

  async devices(signal: AbortSignal): Promise<Device[]> {
    return devicesIn(await this.#get(DevicesAnswer, "devices", signal));
  }

  async clock(deviceId: string, signal: AbortSignal): Promise<ClockSample[]> {
    return (await this.#get(Clock, `devices/${encodeURIComponent(deviceId)}/clock`, signal)).samples;
  }

  async vitals(deviceId: string, signal: AbortSignal): Promise<DeviceVitals> {
    return this.#get(DeviceVitals, `devices/${encodeURIComponent(deviceId)}/vitals`, signal);
  }

  async sent(signal: AbortSignal): Promise<TransportReport[]> {
    return (await this.#get(Sent, "delivery", signal)).transports;
  }

  async replays(signal: AbortSignal): Promise<ReplayRun[]> {
    return (await this.#get(Replays, "replays", signal)).replays;
  }

  control(): Promise<Changes | null> {
    return Control.of(this.#page, this.#ask);
  }

  async #get<T extends z.ZodType>(shape: T, path: string, signal: AbortSignal): Promise<z.infer<T>> {
    const ask = this.#ask;
    const answer = await ask(new URL(`api/v1/${path}`, new URL(".", this.#page)), { signal });
    if (answer.status === 401) throw new Error(unknownHere);
    if (!answer.ok) throw new Error(`The relay answered ${answer.status}.`);
    const read = checkShape(shape, await answer.json());
    if (!read.ok) throw new Error(`The relay sent what this page cannot read: ${read.rejection.sentence}.`);
    return read.value as z.infer<T>;
  }
}
