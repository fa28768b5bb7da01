import { DeviceId, DeviceSummary, Role } from "@lighty/protocol";
import { TransportReport, Vitals } from "@lighty/protocol/projections";
import { z } from "zod";

/** One reading of how far a device's clock is from the relay's. Milliseconds. [TEE-8] */
export const ClockSample = z.object({
  at: z.number(),
  bootId: z.string(),
  offsetMs: z.number(),
  uncertaintyMs: z.number(),
});
export type ClockSample = z.infer<typeof ClockSample>;

/** What a relay tells of a device that it has heard. */
export const HeardDevice = DeviceSummary.extend({
  build: z.string().optional(),
  isConnected: z.boolean(),
  clock: ClockSample.nullable(),
  /** How its tee last came in; null when it has not since the relay began. */
  tee: z
    .object({
      since: z.number(),
      until: z.number().nullable(),
      lines: z.int(),
      v: z.int(),
      name: z.string().optional(),
      speaksFor: z.array(z.string()),
      bootId: z.string(),
      resumedFrom: z.int(),
      spooled: z.int(),
      isRedacted: z.boolean(),
    })
    .nullable(),
});
export type HeardDevice = z.infer<typeof HeardDevice>;

/** A device with a token of its own, or one whose token was ended. */
export const PairedDevice = z.object({
  deviceId: DeviceId,
  role: Role,
  name: z.string().optional(),
  pairedAt: z.number(),
  revokedAt: z.number().optional(),
  speaksFor: z.array(DeviceId).optional(),
  isConnected: z.boolean(),
  isRevoked: z.boolean(),
});
export type PairedDevice = z.infer<typeof PairedDevice>;

export const DeviceAnswer = z.object({ devices: z.array(HeardDevice), paired: z.array(PairedDevice) });

/** A device's queue, link and holes over time, and how its packets fared. */
export const DeviceVitals = Vitals.extend({ transports: z.array(TransportReport) });
export type DeviceVitals = z.infer<typeof DeviceVitals>;

/** A device as one: what was heard of it, and how it is paired. At least one of the two is there. */
export interface Device {
  readonly deviceId: string;
  readonly role: Role;
  readonly name: string;
  readonly isConnected: boolean;
  readonly heard: HeardDevice | undefined;
  readonly paired: PairedDevice | undefined;
  /** It came in by a replay. */
  readonly isReplay: boolean;
}

/**
 * Those that are there first, phones before watches, then the others by when they were heard last; what replays brought comes last. The order
 * of those that speak does not hang on who spoke last: a list must not jump under its reader.
 */
export function devicesIn({ devices, paired }: z.infer<typeof DeviceAnswer>): Device[] {
  const ids = new Set([...devices, ...paired].map(({ deviceId }) => deviceId));
  const all = [...ids].map((deviceId): Device => {
    const heard = devices.find((each) => each.deviceId === deviceId);
    const known = paired.find((each) => each.deviceId === deviceId);
    const { role } = (heard ?? known) as { role: Role };
    const name = known?.name ?? heard?.tee?.name ?? (role === "phone" ? "A phone" : "A watch");
    const isConnected = heard?.isConnected ?? known?.isConnected ?? false;
    return { deviceId, role, name, isConnected, heard, paired: known, isReplay: deviceId.startsWith("replay") };
  });
  const at = ({ heard, paired }: Device) => heard?.lastReceivedAt ?? paired?.pairedAt ?? 0;
  const rank = ({ isConnected, isReplay }: Device) => (isReplay ? 2 : isConnected ? 0 : 1);
  const byAge = (a: Device, b: Device) => (a.isConnected && b.isConnected ? 0 : at(b) - at(a));
  const byName = (a: Device, b: Device) => a.role.localeCompare(b.role) || a.deviceId.localeCompare(b.deviceId);
  return all.sort((a, b) => rank(a) - rank(b) || byAge(a, b) || byName(a, b));
}

/** What a device may do here, in a sentence. */
export function scopesOf({ paired, deviceId }: Device): string {
  if (paired === undefined) return "none of its own: it comes in by the relay's start token, which reads and publishes";
  if (paired.isRevoked) return "none: its token was ended";
  const others = (paired.speaksFor ?? []).filter((other) => other !== deviceId);
  const also = others.length === 0 ? "" : `, and those of ${others.join(" and ")}`;
  return `publish: it brings its own frames${also}, and reads and changes nothing`;
}
