import {
  ObservedDevice,
  type RegisterMap,
  type Role,
  type SessionState,
  toVector,
  type Vector,
} from "@lighty/protocol";
import type { Traffic } from "./traffic.ts";

/** One device right after an entry, as its own frames tell it. */
export interface DeviceState {
  readonly deviceId: string;
  readonly role: Role;
  /** Absent until the device has heard of the session. */
  readonly session: SessionState | undefined;
  /** The digest the device itself last reported. */
  readonly digest: string | undefined;
  /** Own events the other device has not acknowledged. */
  readonly queueDepth: number | undefined;
}

/** How many entries apart the folds are kept that a step back can start from. */
const stride = 250;

interface Kept {
  readonly index: number;
  readonly devices: Map<string, KeptDevice>;
}

interface KeptDevice {
  readonly role: Role;
  readonly digest: string | undefined;
  readonly queueDepth: number | undefined;
  readonly session: { revision: number; digest: string; registers: RegisterMap; vector: Vector } | undefined;
}

interface Folded {
  role: Role;
  device: ObservedDevice;
  digest: string | undefined;
  queueDepth: number | undefined;
}

const folds = new WeakMap<Traffic, DeviceStates>();

/** The states of a run, for as long as it is held: whoever shows them shows the same place, and going back to a run folds nothing again. */
export function statesOf(traffic: Traffic): DeviceStates {
  const states = folds.get(traffic) ?? new DeviceStates(traffic);
  folds.set(traffic, states);
  return states;
}

/**
 * Both devices' states after any entry: each device's own frames folded through the protocol's merge. A step forward folds one frame; a step
 * back folds from the nearest fold that was kept.
 */
export class DeviceStates {
  readonly #traffic: Traffic;
  #kept: Kept[] = [];
  #base: Traffic["base"] = [];
  #devices = new Map<string, Folded>();
  /** Entries folded so far. */
  #index = 0;

  constructor(traffic: Traffic) {
    this.#traffic = traffic;
    this.#begin();
  }

  /** The states once `count` entries have happened. What is handed out changes with the next call. */
  after(count: number): DeviceState[] {
    if (this.#base !== this.#traffic.base) this.#begin();
    if (count < this.#index) this.#goBack(count);
    while (this.#index < count) this.#step();
    return [...this.#devices.values()].map(({ role, device, digest, queueDepth }) => ({
      deviceId: device.deviceId,
      role,
      session: device.replica.sessions.get(this.#traffic.sessionId),
      digest,
      queueDepth,
    }));
  }

  #step(): void {
    const reading = this.#traffic.readings[this.#index++];
    if (reading === undefined) return;
    const { entry, body } = reading;
    const { frame } = entry;
    const { deviceId, role } = frame.observer;
    let folded = this.#devices.get(deviceId);
    if (folded === undefined) {
      folded = { role, device: new ObservedDevice(deviceId), digest: undefined, queueDepth: undefined };
      this.#devices.set(deviceId, folded);
    }
    folded.device.apply(frame, body.kind === "packet" ? { packet: body.packet } : {});
    folded.digest = frame.digests?.[this.#traffic.sessionId] ?? folded.digest;
    folded.queueDepth = frame.queueDepth ?? folded.queueDepth;
    if (this.#index % stride === 0 && this.#index > (this.#kept.at(-1)?.index ?? 0)) this.#keep();
  }

  #keep(): void {
    const devices = new Map<string, KeptDevice>();
    for (const [deviceId, { role, device, digest, queueDepth }] of this.#devices) {
      const session = device.replica.sessions.get(this.#traffic.sessionId);
      const kept = session && {
        revision: session.revision,
        digest: session.digest,
        registers: session.registers.toMap(),
        vector: toVector(session.vector),
      };
      devices.set(deviceId, { role, digest, queueDepth, session: kept });
    }
    this.#kept.push({ index: this.#index, devices });
  }

  /** What was held at the beginning may be learnt only after entries have been folded upon nothing: those folds are worth nothing. */
  #begin(): void {
    if (this.#base !== this.#traffic.base) this.#kept = [];
    this.#base = this.#traffic.base;
    const devices = this.#traffic.base.map(({ deviceId, role, revision, digest, registers, have: vector }) => {
      const session = { revision, digest, registers, vector };
      return [deviceId, { role, digest, queueDepth: undefined, session }] as const;
    });
    this.#restore({ index: 0, devices: new Map(devices) });
  }

  #goBack(count: number): void {
    const from = this.#kept.findLast(({ index }) => index <= count);
    if (from === undefined) this.#begin();
    else this.#restore(from);
  }

  #restore({ index, devices }: Kept): void {
    this.#devices = new Map();
    this.#index = index;
    for (const [deviceId, { role, digest, queueDepth, session }] of devices) {
      const device = new ObservedDevice(deviceId);
      if (session !== undefined) {
        const { vector, ...snapshot } = session;
        const { sessionId } = this.#traffic;
        device.replica.session(sessionId).receiveSnapshot({ sessionId, ...snapshot }, vector);
      }
      this.#devices.set(deviceId, { role, device, digest, queueDepth });
    }
  }
}
