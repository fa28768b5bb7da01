import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Role } from "@lighty/protocol";
import { Agenda, Random } from "@lighty/protocol/sim";
import { replaceFile } from "../devices/disk.ts";
import { agendaNow, SeatedDevice } from "../devices/seated-device.ts";
import { RealTime } from "../real-time.ts";
import { RoomSky } from "./room-sky.ts";
import { SwiftProgram, swiftEngines, whyNoSwift } from "./swift-watch.ts";
import { type Script, Workout } from "./workout.ts";

export interface DemoOptions {
  /** The relay's sockets begin here: ws://localhost:7788, say. */
  origin: string;
  token: string;
  /** Makes the weather. */
  controlToken: string;
  /** The relay's certificate, where the line is encrypted. */
  ca?: string | undefined;
  /** Where the two meet. */
  room: string;
  /** Where the devices live on between runs. */
  folder: string;
  rate: number;
}

export interface Demo {
  devices: Record<Role, SeatedDevice>;
  /** Which engine the watch runs, and why not Swift's, as a sentence. */
  watchEngine: string;
  stop(): void;
}

/**
 * A simulated phone and watch that train in real time, workout after workout, until stopped. They reach each other through a room of the
 * relay and tee to it, both over real sockets.
 */
export function startDemo({ origin, token, controlToken, ca, room, folder, rate }: DemoOptions): Demo {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const ids = deviceIds(join(folder, "devices.json"));
  const agenda = new Agenda();
  const time = new RealTime(agenda, rate);
  const whyNot = whyNoSwift();
  const program = whyNot === null ? new SwiftProgram() : null;
  const device = (role: Role) =>
    new SeatedDevice({
      role,
      deviceId: ids[role],
      room,
      link: { url: `${origin}/v1/link`, token, ca },
      tee: { url: `${origin}/v1/tee`, token, ca },
      folder,
      build: role === "watch" && program !== null ? "demo, Swift engine" : "demo",
      agenda,
      time,
      isInRealTime: rate === 1,
      ...(role === "watch" && program !== null ? { open: swiftEngines(program) } : {}),
    });
  const devices = { phone: device("phone"), watch: device("watch") };

  // The clocks of the devices go on from where they were, or from now if that is later.
  time.begin(Math.max(agendaNow(), devices.phone.lastAt + 1_000, devices.watch.lastAt + 1_000));
  for (const each of Object.values(devices)) each.start();

  const { phone, watch } = devices;
  const mint = new Random(randomBytes(16).toString("hex"));
  const workout = new Workout({
    phone: phone.device,
    watch: watch.device,
    sky: new RoomSky({ origin, controlToken, ca, room, rate }),
    mintId: () => mint.id(),
  });
  const perform = (script: Script): void => {
    const next = script.next();
    if (next.done) return;
    if (typeof next.value === "number") agenda.after(next.value, () => perform(script));
    else void next.value.then(() => time.meanwhile(() => perform(script)));
  };
  time.meanwhile(() => {
    perform(workout.forEver());
    perform(workout.measure());
  });
  return {
    devices,
    watchEngine:
      whyNot === null
        ? "The demo's watch runs the Swift engine."
        : `The demo's watch runs the TypeScript engine, not Swift's: ${whyNot}.`,
    stop: () => {
      for (const each of Object.values(devices)) each.stop();
      program?.close();
      time.stop();
    },
  };
}

/** The same two devices at every start from a folder. */
function deviceIds(file: string): Record<Role, string> {
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as Record<Role, string>;
  const ids = { phone: `phone${randomBytes(4).toString("hex")}`, watch: `watch${randomBytes(4).toString("hex")}` };
  replaceFile(file, JSON.stringify(ids));
  return ids;
}
