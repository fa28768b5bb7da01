import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Role } from "@lighty/protocol";
import { Agenda, FakeLink, fairWeather, Random } from "@lighty/protocol/sim";
import { DemoDevice } from "./demo-device.ts";
import { replaceFile } from "./disk.ts";
import { RealTime } from "./real-time.ts";
import { type Script, Workout } from "./workout.ts";

export interface DemoOptions {
  /** Of the tee socket. */
  url: string;
  token: string;
  /** The relay's certificate, where the line is encrypted. */
  ca?: string | undefined;
  /** Where the devices live on between runs. */
  folder: string;
  rate: number;
}

export interface Demo {
  devices: Record<Role, DemoDevice>;
  stop(): void;
}

/** True time of a simulation begins here: 2026-01-05 17:00 UTC. */
const agendaBegan = Date.UTC(2026, 0, 5, 17);

/** A simulated phone and watch that train in real time and tee over real sockets, workout after workout, until stopped. */
export function startDemo({ url, token, ca, folder, rate }: DemoOptions): Demo {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const ids = deviceIds(join(folder, "devices.json"));
  const agenda = new Agenda();
  const weather = fairWeather();
  // The weather is the script's to make.
  weather.calmAt = Number.POSITIVE_INFINITY;
  weather.channels.message.latencyMs = [30, 180];
  weather.channels.userInfo.latencyMs = [400, 1_500];
  weather.channels.applicationContext.latencyMs = [400, 1_500];
  const link = new FakeLink(agenda, new Random(Math.random()), weather);
  const device = (role: Role) =>
    new DemoDevice({ role, deviceId: ids[role], folder, url, token, ca, agenda, link, weather });
  const devices = { phone: device("phone"), watch: device("watch") };

  // The clocks of the devices go on from where they were, or from now if that is later.
  const lastAt = Math.max(devices.phone.lastAt, devices.watch.lastAt);
  agenda.runUntil(Math.max(Date.now() - agendaBegan, lastAt + 1_000));
  for (const each of Object.values(devices)) each.start();

  const { phone, watch } = devices;
  const mint = new Random(randomBytes(16).toString("hex"));
  const workout = new Workout({
    phone: phone.device,
    watch: watch.device,
    link,
    weather,
    now: () => agenda.now,
    mintId: () => mint.id(),
  });
  // The engines are open once they have been activated.
  agenda.after(100, () => perform(agenda, workout.forEver()));
  perform(agenda, workout.measure());
  const time = new RealTime(agenda, rate);
  time.run();
  return {
    devices,
    stop: () => {
      time.stop();
      for (const each of Object.values(devices)) each.stop();
    },
  };
}

function perform(agenda: Agenda, script: Script): void {
  const next = script.next();
  if (!next.done) agenda.after(next.value, () => perform(agenda, script));
}

/** The same two devices at every start from a folder. */
function deviceIds(file: string): Record<Role, string> {
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as Record<Role, string>;
  const ids = { phone: `phone${randomBytes(4).toString("hex")}`, watch: `watch${randomBytes(4).toString("hex")}` };
  replaceFile(file, JSON.stringify(ids));
  return ids;
}
