import type { CaptureHeader } from "../capture.ts";
import type { Entry, Frame } from "../frame.ts";
import type { Role } from "../ids.ts";
import { ObservedDevice } from "../observe.ts";
import { parsePacket } from "../parse.ts";
import { Registers } from "../register.ts";
import type { Weather } from "../sim/index.ts";
import type { Act } from "../step.ts";
import { actOf } from "./act-of.ts";

/** A tap or a measurement, and when: milliseconds since the score began, by one clock for both devices. */
export interface Deed {
  readonly at: number;
  readonly role: Role;
  readonly act: Act;
}

/** What people and their devices did, without what the link made of it: plain data that can be played again in any weather. */
export interface Score {
  /** Of each role the first device that was heard of. */
  readonly deviceIds: Readonly<Partial<Record<Role, string>>>;
  readonly deeds: readonly Deed[];
  /** Processes that ended and came back. */
  readonly kills: Weather["kills"];
  /** From then on the role's device is another one: the app was installed anew. */
  readonly installs: readonly { at: number; role: Role; deviceId: string }[];
}

/** The devices have a moment to open before the first deed. */
const leadMs = 200;

interface Told {
  device: ObservedDevice;
  bootId: string;
  clockId: string | undefined;
  lastAt: number;
}

/** Reads a capture's entries as a score: own events become acts again, new boots become kills, a new device of a role an installation. */
export function scoreOf(header: Pick<CaptureHeader, "clockSamples"> | undefined, entries: readonly Entry[]): Score {
  const clock = alignment(header, entries);
  const began = entries.reduce((least, { frame }) => Math.min(least, clock(frame)), Number.POSITIVE_INFINITY);
  const at = (frame: Frame) => Math.max(0, clock(frame) - began) + leadMs;
  const told = new Map<string, Told>();
  const current: Partial<Record<Role, string>> = {};
  const score = {
    deviceIds: {} as Partial<Record<Role, string>>,
    deeds: [] as Deed[],
    kills: [] as Weather["kills"],
    installs: [] as { at: number; role: Role; deviceId: string }[],
  };
  for (const { frame } of entries) {
    const { deviceId, role } = frame.observer;
    const when = at(frame);
    let own = told.get(deviceId);
    if (own === undefined) {
      own = { device: new ObservedDevice(deviceId), bootId: frame.bootId, clockId: undefined, lastAt: when };
      told.set(deviceId, own);
      if (current[role] === undefined) score.deviceIds[role] = deviceId;
      else score.installs.push({ at: when, role, deviceId });
      current[role] = deviceId;
    }
    const clockId = clockOf(frame);
    if (own.bootId !== frame.bootId) {
      const reboot = clockId !== undefined && own.clockId !== undefined && clockId !== own.clockId;
      score.kills.push({ at: own.lastAt + 1, device: role, downMs: Math.max(1, when - own.lastAt - 1), reboot });
      own.bootId = frame.bootId;
    }
    own.clockId = clockId ?? own.clockId;
    own.lastAt = Math.max(own.lastAt, when);
    if (frame.direction === "local") score.deeds.push(...deedsIn(frame, own.device, when));
    own.device.apply(frame);
  }
  score.deeds.sort((a, b) => a.at - b.at);
  return score;
}

function deedsIn(frame: Frame, device: ObservedDevice, at: number): Deed[] {
  if (frame.body.includes('"kind":"note"')) return [];
  const packet = parsePacket(frame.body);
  if (!packet.ok || packet.value.kind !== "events") return [];
  const { role } = frame.observer;
  return packet.value.events.flatMap((event) => {
    const before = device.replica.sessions.get(event.sessionId)?.registers ?? new Registers();
    const act = actOf(event, before);
    return act === undefined ? [] : [{ at, role, act }];
  });
}

function clockOf(frame: Frame): string | undefined {
  if (frame.direction !== "local") return undefined;
  return /"note":"activated","clockId":"([a-z0-9._-]+)"/.exec(frame.body)?.[1];
}

/** Brings the stamps of all devices to the recorder's clock: by its samples, else by the frame of each that took least time to it. [CAP-2] */
function alignment(
  header: Pick<CaptureHeader, "clockSamples"> | undefined,
  entries: readonly Entry[],
): (frame: Frame) => number {
  const offsets = new Map<string, number>();
  const doubts = new Map<string, number>();
  for (const { deviceId, offsetMs, uncertaintyMs } of header?.clockSamples ?? []) {
    if ((doubts.get(deviceId) ?? Number.POSITIVE_INFINITY) <= uncertaintyMs) continue;
    doubts.set(deviceId, uncertaintyMs);
    offsets.set(deviceId, offsetMs);
  }
  for (const { receivedAt, frame } of entries) {
    const { deviceId } = frame.observer;
    if (doubts.has(deviceId)) continue;
    const apparent = receivedAt - frame.observedAt;
    offsets.set(deviceId, Math.min(offsets.get(deviceId) ?? apparent, apparent));
  }
  return (frame) => frame.observedAt + (offsets.get(frame.observer.deviceId) ?? 0);
}
