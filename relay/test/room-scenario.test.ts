import type { SessionSummary } from "@lighty/protocol";
import { Agenda, type Habits, Lifter, Random, steadyHabits } from "@lighty/protocol/sim";
import { weatherlyInRooms } from "@lighty/protocol/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { agendaNow, SeatedDevice } from "../src/devices/seated-device.ts";
import { RealTime } from "../src/real-time.ts";
import { type OpenRelay, openRelay, temporaryFolder, token } from "./open-relay.ts";
import { controlToken } from "./pair.ts";

let relay: OpenRelay;
const folder = temporaryFolder();
beforeEach(async () => {
  relay = await openRelay({ controlToken, log: folder.path });
});
afterEach(async () => {
  await relay.close();
  folder.remove();
});

const rate = 40;

async function weather(body: object): Promise<void> {
  const headers = { authorization: `Bearer ${controlToken}`, "content-type": "application/json" };
  const url = `http://${relay.host}/api/v1/rooms/gym/weather`;
  const { status } = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  expect(status).toBe(200);
}

test("[ROOM-1] a phone and a watch train through a room, its weather and fallen sockets, and end equal; nothing is amiss with them", async () => {
  const agenda = new Agenda();
  const time = new RealTime(agenda, rate);
  const random = new Random("a workout in a room");
  const device = (role: "phone" | "watch") =>
    new SeatedDevice({
      role,
      deviceId: `${role}0001`,
      room: "gym",
      link: { url: `ws://${relay.host}/v1/link`, token },
      tee: { url: `ws://${relay.host}/v1/tee`, token },
      build: "test",
      agenda,
      time,
      isInRealTime: false,
    });
  const seated = { phone: device("phone"), watch: device("watch") };
  const devices = { phone: seated.phone.device, watch: seated.watch.device };
  const both = Object.values(devices);
  /** Looks again at each moment of the devices' own time that it might have come true. */
  const until = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => (isSo() ? resolve() : void agenda.after(200, look));
      time.meanwhile(look);
    });

  const fast = (channel: object) => ({ latencyMs: [0, 4], slow: 0.2, slowMs: [10, 50], ...channel });
  const rough = {
    seed: random.seed.replaceAll(" ", "-"),
    channels: {
      message: fast({ loss: 0.1, duplicate: 0.2, lateReply: 0.1 }),
      userInfo: fast({ duplicate: 0.2 }),
      applicationContext: fast({}),
    },
  };
  await weather(rough);
  time.begin(agendaNow());
  for (const each of Object.values(seated)) each.start();
  const habits: Habits = { ...steadyHabits, size: { exercises: [2, 3], sets: [2, 3] }, tempo: 0.3, bothTap: 0.2 };
  const lifter = new Lifter(agenda, random.fork("lifter"), habits, devices);
  time.meanwhile(() => lifter.begin(200));

  await until(() => both.every(({ engine }) => engine?.activeSession !== undefined));
  await weather({ ...rough, outages: [{ from: 0 }] });
  await until(() => both.some(({ engine }) => (engine?.queueDepth ?? 0) > 3));
  await weather(rough);
  for (let falls = 0; falls < 3; falls++) {
    const before = both.map(({ engine }) => engine?.activeSession?.state.digest);
    for (const client of relay.app.websocketServer.clients) client.terminate();
    await until(() => lifter.isDone || both.some(({ engine }, i) => engine?.activeSession?.state.digest !== before[i]));
  }
  await until(() => lifter.isDone);
  await weather({ channels: { message: fast({}), userInfo: fast({}), applicationContext: fast({}) } });
  const sessionId = lifter.sessionIds[0] as string;
  const digests = () => both.map((each) => each.session(sessionId)?.digest);
  await until(() => !lifter.owesFinal && both.every(({ engine }) => engine?.queueDepth === 0));
  await until(() => digests()[0] === digests()[1]);
  await until(() => both.every(({ engine }) => engine?.sessions.get(sessionId)?.isOpen === false));
  lifter.stop();
  expect(digests()[0]).toBeDefined();

  await until(() => Object.values(seated).every(({ tee }) => tee.counts.held === 0));
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`http://${relay.host}/api/v1/sessions/${sessionId}`, { headers });
  const summary = (await answer.json()) as SessionSummary;
  expect(summary.status).toBe("finished");
  expect(summary.devices.map(({ digest }) => digest)).toEqual(digests());
  expect(summary.findings.filter(({ rule }) => !weatherlyInRooms.includes(rule))).toEqual([]);
  expect(Object.values(seated).map(({ tee }) => tee.counts.dropped)).toEqual([0, 0]);
  for (const each of Object.values(seated)) each.stop();
  time.stop();
});
