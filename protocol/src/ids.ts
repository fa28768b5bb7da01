import { z } from "zod";

const idPattern = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const deviceIdPattern = /^[a-z0-9]{8,32}$/;

/** An opaque lowercase identifier: session, event, exercise, set, routine, boot, clock. Compared byte by byte, never decoded. [ENV-4] */
export const Id = z
  .string()
  .regex(idPattern, "an id is 1 to 64 of a-z 0-9 . _ -, lowercase, and begins with a letter or digit");
export type Id = z.infer<typeof Id>;

/** One installation of an app: random, 8 to 32 lowercase letters and digits, kept where backups do not go. [ENV-3] */
export const DeviceId = z.string().regex(deviceIdPattern, "a deviceId is 8 to 32 of a-z 0-9");
export type DeviceId = z.infer<typeof DeviceId>;

/** What a device is to the lifter. */
export const Role = z.enum(["phone", "watch"]);
export type Role = z.infer<typeof Role>;

/** How a packet crossed. `relay` is the development link, `file` a transferred journal. [LNK-1] */
export const Transport = z.enum(["message", "userInfo", "applicationContext", "file", "relay"]);
export type Transport = z.infer<typeof Transport>;

/** What every deviceId of a replay begins with. An installation never mints such an id. [RPL-1] [RPL-2] */
export const replayPrefix = "replay";

/** True for the id of a device that is only played. [RPL-1] */
export function isReplayed(deviceId: string): boolean {
  return deviceId.startsWith(replayPrefix);
}

export function isId(text: string): boolean {
  return idPattern.test(text);
}

export function isDeviceId(text: string): boolean {
  return deviceIdPattern.test(text);
}
