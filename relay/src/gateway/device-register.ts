import { existsSync, readFileSync } from "node:fs";
import { DeviceId, type Rejection, Role, reject } from "@lighty/protocol";
import { z } from "zod";
import { replacePrivateFile } from "../private-file.ts";
import type { OwnToken } from "./scope.ts";

const PairedDevice = z.object({
  deviceId: DeviceId,
  role: Role,
  name: z.string().max(100).optional(),
  /** SHA-256 of the device's token, in hex; gone once the device is revoked. [PAIR-1] */
  key: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  pairedAt: z.number(),
  revokedAt: z.number().optional(),
  /** Observers it brought frames of. [TEE-7] */
  speaksFor: z.array(DeviceId).optional(),
});
export type PairedDevice = z.infer<typeof PairedDevice>;

const Devices = z.object({ format: z.literal("lighty-devices-1"), devices: z.array(PairedDevice) });

const mostDevices = 256;

/** Who is paired, kept in a small file of its own: it outlives a purge of the log, and no capture can hold it. */
export class DeviceRegister {
  readonly #devices = new Map<string, PairedDevice>();
  readonly #file: string | null;

  /** Without a file it lasts as long as the process. */
  constructor(file: string | null) {
    this.#file = file;
    if (file === null || !existsSync(file)) return;
    for (const device of readDevices(file)) this.#devices.set(device.deviceId, device);
  }

  all(): PairedDevice[] {
    return [...this.#devices.values()];
  }

  /** The token of a device that is paired and not revoked, and the key that it is known by. */
  tokenOf(deviceId: string): (OwnToken & { key: Uint8Array }) | null {
    const key = this.#devices.get(deviceId)?.key;
    if (key === undefined) return null;
    return { deviceId, key: Buffer.from(key, "hex"), ended: () => this.#judge(deviceId, key) };
  }

  #judge(deviceId: string, key: string): Rejection | null {
    const standing = this.#devices.get(deviceId)?.key;
    if (standing === key) return null;
    if (standing === undefined) return reject("unauthorized", `${deviceId} was revoked`);
    return reject("unauthorized", `${deviceId} has paired anew, which ended the token that was shown here`);
  }

  isPaired(deviceId: string): boolean {
    return this.#devices.get(deviceId)?.key !== undefined;
  }

  speaksFor(deviceId: string): readonly string[] {
    return this.#devices.get(deviceId)?.speaksFor ?? [];
  }

  /** Takes a device in, or gives a known one its new key. False when there is room for no more. */
  pair(device: Omit<PairedDevice, "key"> & { key: Uint8Array }): boolean {
    if (!this.#devices.has(device.deviceId) && this.#devices.size >= mostDevices) {
      const revoked = this.all().find(({ key }) => key === undefined);
      if (revoked === undefined) return false;
      this.#devices.delete(revoked.deviceId);
    }
    this.#set({ ...device, key: Buffer.from(device.key).toString("hex") });
    return true;
  }

  /** What it may speak for from now on; nothing is written when that is what stands there. */
  allow(deviceId: string, speaksFor: readonly string[]): void {
    const device = this.#devices.get(deviceId);
    if (device === undefined || String(device.speaksFor ?? []) === String(speaksFor)) return;
    this.#set({ ...device, speaksFor: [...speaksFor] });
  }

  /** False when no such device is paired. */
  revoke(deviceId: string, now: number): boolean {
    const device = this.#devices.get(deviceId);
    if (device?.key === undefined) return false;
    const { key: _, ...rest } = device;
    this.#set({ ...rest, revokedAt: now });
    return true;
  }

  #set(device: PairedDevice): void {
    const before = this.#devices.get(device.deviceId);
    this.#devices.set(device.deviceId, device);
    try {
      if (this.#file === null) return;
      replacePrivateFile(this.#file, JSON.stringify({ format: "lighty-devices-1", devices: this.all() }));
    } catch (error) {
      if (before === undefined) this.#devices.delete(device.deviceId);
      else this.#devices.set(device.deviceId, before);
      throw error;
    }
  }
}

function readDevices(file: string): PairedDevice[] {
  try {
    return Devices.parse(JSON.parse(readFileSync(file, "utf8"))).devices;
  } catch (error) {
    throw new Error(`${file} is not a list of paired devices; move it away to pair anew`, { cause: error });
  }
}
