import type { DevicesAnswer, HeardDevice, PairedDevice, Role } from "@lighty/protocol";

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
export function devicesIn({ devices, paired }: DevicesAnswer): Device[] {
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
