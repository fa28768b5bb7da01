import { DeviceId, DeviceSummary, Role } from "@lighty/protocol";
import { z } from "zod";

const Clock = z.object({ at: z.number(), offsetMs: z.number(), uncertaintyMs: z.number() });

/** What `/api/v1/devices` tells. */
export const DevicesAnswer = z.object({
  devices: z.array(
    z.object({
      ...DeviceSummary.shape,
      build: z.string().optional(),
      isConnected: z.boolean(),
      clock: Clock.nullable(),
    }),
  ),
  paired: z.array(
    z.object({
      deviceId: DeviceId,
      role: Role,
      name: z.string().optional(),
      pairedAt: z.number(),
      revokedAt: z.number().optional(),
      isConnected: z.boolean(),
      isRevoked: z.boolean(),
    }),
  ),
});
export type DevicesAnswer = z.infer<typeof DevicesAnswer>;

/** A device as one: what its frames tell, and whether it is paired. */
export const Device = z.object({
  deviceId: DeviceId,
  role: Role,
  name: z.string().optional(),
  isConnected: z.boolean(),
  pairing: z.enum(["paired", "revoked", "none"]),
  /** Absent of a device that is paired and has not sent anything yet. */
  seen: DevicesAnswer.shape.devices.element
    .omit({ deviceId: true, role: true, isConnected: true, clock: true })
    .optional(),
  clock: Clock.nullable(),
});
export type Device = z.infer<typeof Device>;

/** Every device that was heard of or paired, the latest heard first. */
export function devicesIn({ devices, paired }: DevicesAnswer): Device[] {
  const ids = new Set([...devices, ...paired].map(({ deviceId }) => deviceId));
  const all = [...ids].map((deviceId): Device => {
    const heard = devices.find((each) => each.deviceId === deviceId);
    const known = paired.find((each) => each.deviceId === deviceId);
    const { role } = (heard ?? known) as { role: Device["role"] };
    const name = known?.name === undefined ? {} : { name: known.name };
    const pairing = known === undefined ? "none" : known.isRevoked ? "revoked" : "paired";
    const isConnected = heard?.isConnected ?? known?.isConnected ?? false;
    if (heard === undefined) return { deviceId, role, ...name, pairing, isConnected, clock: null };
    const { deviceId: _, role: __, isConnected: ___, clock, ...seen } = heard;
    return { deviceId, role, ...name, pairing, isConnected, seen, clock };
  });
  return all.sort((a, b) => (b.seen?.lastReceivedAt ?? 0) - (a.seen?.lastReceivedAt ?? 0));
}
