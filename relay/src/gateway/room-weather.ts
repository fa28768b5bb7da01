import { Role } from "@lighty/protocol";
import { fairWeather, type Weather } from "@lighty/protocol/sim";
import { z } from "zod";

/** A change of the weather lasts a day at most, and no packet is on its way for longer than a minute. */
const longestMs = 86_400_000;
const slowestMs = 60_000;
const mostSpans = 32;

const share = z.number().min(0).max(1);
const latency = z
  .tuple([z.int().min(0).max(slowestMs), z.int().min(0).max(slowestMs)])
  .refine(([low, high]) => low <= high, "the first is the least, the second the most");

const ChannelWeather = z.strictObject({
  off: z.boolean().optional(),
  latencyMs: latency.optional(),
  slow: share.optional(),
  slowMs: latency.optional(),
  loss: share.optional(),
  failure: share.optional(),
  duplicate: share.optional(),
  lateReply: share.optional(),
});

const offset = z.int().min(0).max(longestMs);
const span = { from: offset.optional(), to: offset.optional() };

/**
 * The weather of a room in the simulator's words, as far as it is the link's: what befalls packets per channel, spans in which the two are out of
 * range, spans in which isReachable lies, kinds of packet that never arrive. What is left out is fair. Times are milliseconds from now; a
 * span without `to` lasts until the weather is set again. [ROOM-5]
 */
export const RoomWeather = z.strictObject({
  seed: z
    .string()
    .regex(/^[\x21-\x7e]{1,64}$/, "a seed is 1 to 64 printable characters without a space")
    .optional(),
  channels: z
    .strictObject({
      message: ChannelWeather.optional(),
      userInfo: ChannelWeather.optional(),
      applicationContext: ChannelWeather.optional(),
    })
    .optional(),
  outages: z.array(z.strictObject(span)).max(mostSpans).optional(),
  lies: z
    .array(z.strictObject({ ...span, device: Role, reachable: z.boolean() }))
    .max(mostSpans)
    .optional(),
  mute: z
    .array(z.enum(["events", "hello", "snapshot", "ack", "ping", "pong"]))
    .max(6)
    .optional(),
});
export type RoomWeather = z.infer<typeof RoomWeather>;

/** As the fake link knows it, at that time of its agenda. It never turns calm by itself. */
export function weatherAt(now: number, { channels = {}, outages = [], lies = [], mute = [] }: RoomWeather): Weather {
  const fair = fairWeather();
  const at = ({ from = 0, to }: { from?: number | undefined; to?: number | undefined }) => ({
    from: now + from,
    to: to === undefined ? Number.POSITIVE_INFINITY : now + to,
  });
  const channel = (name: keyof typeof channels) => ({ ...fair.channels[name], ...given(channels[name]) });
  return {
    ...fair,
    channels: {
      message: channel("message"),
      userInfo: channel("userInfo"),
      applicationContext: channel("applicationContext"),
    },
    outages: outages.map(at),
    lies: lies.map(({ device, reachable, ...when }) => ({ ...at(when), device, reachable })),
    mute: [...mute],
    calmAt: Number.POSITIVE_INFINITY,
  };
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function given<T extends object>(weather: T | undefined): Given<T> {
  return Object.fromEntries(Object.entries(weather ?? {}).filter(([, value]) => value !== undefined)) as Given<T>;
}
