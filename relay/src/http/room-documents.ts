import { DeviceId, Id, Role } from "@lighty/protocol";
import { z } from "zod";
import { WatchDeed } from "../devices/watch-deed.ts";
import { RoomWeather } from "../gateway/room-weather.ts";
import type { Resource } from "./resources.ts";
import { WatchOrder } from "./rooms.ts";

const count = z.int().min(0);

/** A room as it is shown; `RoomSummary` is its type. */
const Room = z.object({
  room: Id,
  devices: z.array(
    z.object({
      role: Role,
      deviceId: DeviceId,
      isJoined: z.boolean(),
      isReachable: z.boolean(),
      allowsReplay: z.boolean(),
      queued: count,
      sends: z.object({ message: count, userInfo: count, applicationContext: count }),
    }),
  ),
  weather: RoomWeather.required({ seed: true }),
});

const path = "/api/v1/rooms/{room}";

/** What may be read of rooms, and changed there. */
export const roomResources: readonly Resource[] = [
  {
    path: "/api/v1/rooms",
    summary: "Rooms that are open, and the kinds of watch that can be brought into one.",
    answer: z.object({ rooms: z.array(Room), watches: z.array(z.string()) }),
  },
  { path, summary: "One room: who is in it, what waits, and the weather.", answer: Room },
  {
    method: "post",
    path: `${path}/weather`,
    summary:
      "Sets all of a room's weather; what is left out is fair. Times are milliseconds from now. The same seed does the same to the same packets. [ROOM-5]",
    body: RoomWeather,
    answer: Room,
    scope: "control",
  },
  {
    method: "post",
    path: `${path}/watch`,
    summary: "Brings a watch into a room that has none; it joins and tees as any device does.",
    body: WatchOrder,
    answer: z.object({ kind: z.string(), deviceId: DeviceId }),
    scope: "control",
  },
  {
    method: "post",
    path: `${path}/watch/act`,
    summary: "Lets that watch do something in its live session.",
    body: WatchDeed,
    answer: null,
    scope: "control",
  },
  {
    method: "post",
    path: `${path}/watch/leave`,
    summary: "Takes that watch away.",
    body: z.object({}),
    answer: null,
    scope: "control",
  },
];
