import type { Role } from "@lighty/protocol";

interface Seated {
  role: Role;
  deviceId: string;
  isJoined: boolean;
  allowsReplay: boolean;
}

/**
 * The device of that role in a room, if it is there and has allowed replays; else what is missing, and the step that would bring it. The relay
 * asks again when the replay joins. [ROOM-7]
 */
export function willing(
  devices: readonly Seated[],
  room: string,
  role: Role,
): { deviceId: string } | { missing: string; next: string } {
  const device = devices.find((each) => each.role === role && each.isJoined);
  if (device === undefined)
    return { missing: `no ${role} is in room ${room}`, next: "start its app, and let it join that room" };
  if (device.allowsReplay) return { deviceId: device.deviceId };
  return {
    missing: `${device.deviceId}, the ${role} in room ${room}, does not allow replays`,
    next: "its user allows them in the debug app's settings; then it joins again",
  };
}
