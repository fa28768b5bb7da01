import { z } from "zod";
import { DeviceId, Id, Role } from "../ids.ts";
import { limits } from "../limits.ts";
import type { Channel } from "../step.ts";
import { ErrorMessage } from "../stream.ts";
import { protocolVersion } from "../version.ts";

/*
 * A room is the air between one phone and one watch, at a relay, for development: it behaves as WatchConnectivity does. [ROOM-1]
 *
 *   device  hello .................. send ............... heard ...... cancel ... ping
 *   room          held* joined ........... queued, sent .......... reachability ..... pong
 *                              received ....................
 */

/** A message of a room is at most so long, in bytes of UTF-8: a context may be all escapes. */
export const roomMessageBytes = 1_048_576;

/** What a device may have on its way and waiting in a room; what is beyond is refused with 7015, a message with 7014. [ROOM-6] */
export const roomHeldBytes = 4_194_304;
export const roomTransfers = 256;

const ChannelName = z.enum(["message", "userInfo", "applicationContext"] satisfies Channel[]);
const Body = z.string().max(limits.textBytes);

/** First message on a link socket. `heard` names the last delivery this run of the app had, and the room's life it was of. [ROOM-2] */
export const RoomHello = z.object({
  type: z.literal("hello"),
  v: z.literal(protocolVersion),
  room: Id,
  deviceId: DeviceId,
  role: Role,
  bootId: Id,
  heard: z.object({ life: Id, n: z.int().min(0) }).optional(),
  /** Its user has said in a debug build that a capture may be played to it. [ROOM-7] */
  allowsReplay: z.literal(true).optional(),
});
export type RoomHello = z.infer<typeof RoomHello>;

/** What a device may say to a room. */
export const RoomUp = z.discriminatedUnion("type", [
  RoomHello,
  z.object({ type: z.literal("send"), channel: ChannelName, sendId: Id, body: Body }),
  z.object({ type: z.literal("cancel"), sendIds: z.array(Id).min(1).max(roomTransfers) }),
  /** The app has had every delivery up to this one: it answers a message, and lets the room forget a transfer. [ROOM-4] */
  z.object({ type: z.literal("heard"), n: z.int().min(1) }),
  z.object({ type: z.literal("ping") }),
]);
export type RoomUp = z.infer<typeof RoomUp>;

/** What a room may say to a device. */
export const RoomDown = z.discriminatedUnion("type", [
  /** A transfer of this device that waits in the room; all of them come before `joined`. */
  z.object({ type: z.literal("held"), sendId: Id, body: Body }),
  /** The device is in. `life` names this life of the room: rooms are kept in memory. */
  z.object({ type: z.literal("joined"), v: z.literal(protocolVersion), life: Id, reachable: z.boolean() }),
  z.object({ type: z.literal("reachability"), reachable: z.boolean() }),
  /** What came from the counterpart. `n` rises by one. [ROOM-4] */
  z.object({ type: z.literal("received"), n: z.int().min(1), channel: ChannelName, body: Body }),
  /** The room has the transfer: from now on it outlives the sender. [ROOM-3] */
  z.object({ type: z.literal("queued"), sendId: Id }),
  /** How a send ended, as WatchConnectivity says it. [LNK-4] */
  z.object({ type: z.literal("sent"), sendId: Id, errorCode: z.int().optional() }),
  z.object({ type: z.literal("pong") }),
  ErrorMessage,
]);
export type RoomDown = z.infer<typeof RoomDown>;
