import { ClockSample, DeviceId, type DevicesAnswer, HeardDevice, Role } from "@lighty/protocol";
import { z } from "zod";

/** A device as one: what its frames tell, and whether it is paired. */
export const Device = z.object({
  deviceId: DeviceId,
  role: Role,
  name: z.string().optional(),
  isConnected: z.boolean(),
  pairing: z.enum(["paired", "revoked", "none"]),
  /** Absent of a device that is paired and has not sent anything yet. */
  seen: HeardDevice.omit({ deviceId: true, role: true, isConnected: true, clock: true }).optional(),
  clock: ClockSample.nullable(),
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
