import type { Role } from "../ids.ts";
import type { PacketKind } from "../packet.ts";
import type { Channel } from "../step.ts";
import type { Random } from "./random.ts";

/*
 * Weather is all that goes wrong, as plain data: it can be printed, stored beside a capture, shrunk, and played again. Times are true
 * times in milliseconds since the world began. From `calmAt` on the link is honest and both apps run; what is `off` or muted stays so.
 */

/** `from` included, `to` not. */
export interface Span {
  from: number;
  to: number;
}

export interface ChannelWeather {
  /** Takes what it is given and never delivers, as transferUserInfo in the simulator. */
  off: boolean;
  latencyMs: [low: number, high: number];
  /** Share of deliveries that take `slowMs` instead. */
  slow: number;
  slowMs: [low: number, high: number];
  /** Share that vanishes although the sender is told that all is well. */
  loss: number;
  /** Share that fails and says so: 7014 for messages, 7017 for transfers. */
  failure: number;
  /** Share that is delivered twice. */
  duplicate: number;
  /** Share of messages that are delivered while the sender hears 7012. */
  lateReply: number;
}

/** Where in the handling of one output an app dies. */
export type CrashPoint = "before_save" | "after_save" | "amid_actions";

export interface Weather {
  channels: Record<Channel, ChannelWeather>;
  /** Kinds of packet that never arrive: takes a whole path of delivery away. */
  mute: PacketKind[];
  /** The devices are out of range of each other. */
  outages: Span[];
  /** Spans in which a device's isReachable says this, whatever is true. */
  lies: (Span & { device: Role; reachable: boolean })[];
  /** How far each wall clock is ahead of true time. */
  skewMs: Record<Role, number>;
  /** Someone sets a wall clock. */
  jumps: { at: number; device: Role; byMs: number }[];
  /** The app is killed at a time of its own; with `reboot`, the device goes down with it. */
  kills: { at: number; device: Role; downMs: number; reboot: boolean }[];
  /** The app dies at its nth output that saves. */
  crashes: { device: Role; nth: number; point: CrashPoint; downMs: number }[];
  /** Time a save takes. While one is under way the engine already takes further inputs. */
  saveMs: [low: number, high: number];
  /** Chance that a message to the sleeping phone wakes its app. */
  wake: number;
  calmAt: number;
}

const promptly: ChannelWeather = {
  off: false,
  latencyMs: [20, 120],
  slow: 0,
  slowMs: [0, 0],
  loss: 0,
  failure: 0,
  duplicate: 0,
  lateReply: 0,
};

/** What every channel is like from `calmAt` on. */
export const calm: Record<Channel, ChannelWeather> = {
  message: promptly,
  userInfo: { ...promptly, latencyMs: [100, 1_500] },
  applicationContext: { ...promptly, latencyMs: [100, 1_500] },
};

/** Nothing goes wrong. */
export function fairWeather(): Weather {
  return {
    channels: {
      message: { ...calm.message },
      userInfo: { ...calm.userInfo },
      applicationContext: { ...calm.applicationContext },
    },
    mute: [],
    outages: [],
    lies: [],
    skewMs: { phone: 0, watch: 0 },
    jumps: [],
    kills: [],
    crashes: [],
    saveMs: [0, 0],
    wake: 1,
    calmAt: 0,
  };
}

/** Which paths are open: the outbox is the path of events, the others are channels or kinds left alone. */
export const paths = ["both", "outbox", "snapshots", "message", "userInfo", "applicationContext", "simulator"] as const;
export type Path = (typeof paths)[number];

const roles: readonly Role[] = ["phone", "watch"];

/** Weather for a workout of that length, with only that path open. */
export function drawWeather(random: Random, durationMs: number, path: Path = "both"): Weather {
  const rough = random.fraction();
  const weather = fairWeather();
  weather.calmAt = durationMs;
  weather.wake = random.pick([0, 0.5, 1]);
  if (random.chance(0.3)) weather.saveMs = [0, random.pick([5, 50, 400])];
  for (const channel of Object.keys(weather.channels) as Channel[]) {
    weather.channels[channel] = drawChannel(random, channel, rough);
  }
  for (let n = howMany(random, rough, 3); n > 0; n--) weather.outages.push(drawSpan(random, durationMs));
  for (let n = howMany(random, rough, 2); n > 0; n--) {
    weather.lies.push({ ...drawSpan(random, durationMs), device: random.pick(roles), reachable: random.chance(0.7) });
  }
  for (const device of roles) {
    if (random.chance(0.7))
      weather.skewMs[device] = random.int(-random.pick([200, 3_000, 900_000]), random.pick([200, 3_000, 900_000]));
  }
  for (let n = howMany(random, rough, 2); n > 0; n--) {
    const byMs = random.pick([-3_600_000, 3_600_000, -1_500, 1_500, 60_000]);
    weather.jumps.push({ at: random.int(0, durationMs), device: random.pick(roles), byMs });
  }
  for (let n = howMany(random, rough, 2); n > 0; n--) {
    const at = random.int(0, durationMs);
    weather.kills.push({
      at,
      device: random.pick(roles),
      downMs: random.int(100, 20_000),
      reboot: random.chance(0.25),
    });
  }
  for (let n = howMany(random, rough, 3); n > 0; n--) {
    const point = random.pick<CrashPoint>(["before_save", "after_save", "amid_actions"]);
    const nth = random.chance(0.5) ? random.int(1, 12) : random.int(1, 60);
    weather.crashes.push({
      device: random.pick(roles),
      nth,
      point,
      downMs: random.int(100, random.pick([1_000, 8_000])),
    });
  }
  closePaths(weather, path);
  return weather;
}

/** Most weather is mild; the rougher, the more. */
function howMany(random: Random, rough: number, most: number): number {
  return random.chance(rough) ? random.int(0, most) : 0;
}

function drawSpan(random: Random, durationMs: number): Span {
  const from = random.int(0, durationMs);
  return { from, to: from + random.int(500, Math.max(1_000, durationMs >> 1)) };
}

function drawChannel(random: Random, channel: Channel, rough: number): ChannelWeather {
  const share = (most: number) => (random.chance(rough) ? random.fraction() * most : 0);
  const isMessage = channel === "message";
  return {
    off: false,
    latencyMs: isMessage ? [15, random.pick([60, 200, 450])] : [50, random.pick([500, 4_000, 20_000])],
    slow: share(0.3),
    slowMs: [500, isMessage ? 6_000 : 30_000],
    loss: isMessage ? share(0.3) : 0,
    failure: channel === "applicationContext" ? 0 : share(0.3),
    duplicate: share(0.3),
    lateReply: isMessage ? share(0.3) : 0,
  };
}

function closePaths(weather: Weather, path: Path): void {
  const { message, userInfo, applicationContext } = weather.channels;
  switch (path) {
    case "both":
      break;
    case "outbox":
      weather.mute = ["snapshot"];
      break;
    case "snapshots":
      weather.mute = ["events"];
      break;
    case "message":
      userInfo.off = true;
      applicationContext.off = true;
      break;
    case "userInfo":
      message.off = true;
      // Without a way back no one hears of a loss: so the system loses none, and no app dies over what it was just handed.
      userInfo.failure = 0;
      weather.crashes = weather.crashes.filter(({ point }) => point !== "before_save");
      weather.saveMs = [0, 0];
      applicationContext.off = true;
      break;
    case "applicationContext":
      message.off = true;
      userInfo.off = true;
      break;
    case "simulator":
      userInfo.off = true;
  }
}
