import type { Rejection, SessionSummary } from "@lighty/protocol";
import { Agenda } from "@lighty/protocol/sim";
import { plan, weatherlyInRooms } from "@lighty/protocol/testing";
import { afterEach, expect, test } from "vitest";
import { whyNoSwift } from "../src/demo/swift-watch.ts";
import { swiftWatches } from "../src/demo/swift-watches.ts";
import { agendaNow, SeatedDevice } from "../src/devices/seated-device.ts";
import { simulatedWatches } from "../src/devices/simulated-watch.ts";
import type { Watchmaker, WatchPlace } from "../src/devices/watchmaker.ts";
import { RealTime } from "../src/real-time.ts";
import type { RelayOptions } from "../src/relay.ts";
import { type OpenRelay, openRelay, token } from "./open-relay.ts";
import { controlToken } from "./pair.ts";
import { joinedLine, watchHello } from "./room.ts";

let relay: OpenRelay;
const open = async (options: Partial<RelayOptions> = {}) => {
  relay = await openRelay({ controlToken, ...options });
};
afterEach(() => relay.close());

async function post(path: string, body: object = {}, key = controlToken): Promise<{ status: number; body: unknown }> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const url = `http://${relay.host}/api/v1/rooms/gym/${path}`;
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? null : JSON.parse(text) };
}
const refusal = (body: unknown) => (body as { error: Rejection }).error.code;

const noSwift = whyNoSwift();
if (noSwift !== null) console.log(`No watch of the kind swift is brought into a room here: ${noSwift}.`);

const brings = "is brought into a room, follows what the phone starts, does what it is asked, and brings its calories";
test(`a watch ${brings}`, () => train("simulated"));
test.skipIf(noSwift !== null)(`a watch with the engine in Swift ${brings}`, () => train("swift"));

async function train(kind: "simulated" | "swift"): Promise<void> {
  await open({ watchmakers: [simulatedWatches, swiftWatches] });
  const brought = await post("watch", { kind });
  expect(brought).toMatchObject({
    status: 200,
    body: { kind, deviceId: expect.stringMatching(/^watch/) },
  });
  const { deviceId } = brought.body as { deviceId: string };
  expect(refusal((await post("watch/act", { act: "pause" })).body)).toBe("session_unknown");

  const agenda = new Agenda();
  const time = new RealTime(agenda, 1);
  const phone = new SeatedDevice({
    role: "phone",
    deviceId: "phone0001",
    room: "gym",
    link: { url: `ws://${relay.host}/v1/link`, token },
    tee: { url: `ws://${relay.host}/v1/tee`, token },
    build: "test",
    agenda,
    time,
    isInRealTime: true,
  });
  const until = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => (isSo() ? resolve() : void agenda.after(20, look));
      time.meanwhile(look);
    });
  time.begin(agendaNow());
  phone.start();
  time.meanwhile(() => phone.device.act({ act: "start", sessionId: "s-1", plan: plan() }));
  const session = () => phone.device.session("s-1");
  const done = () =>
    [...(session()?.registers.entries() ?? [])].filter(
      ([name, { value, deviceId: by }]) => name.endsWith("/isCompleted") && by === deviceId && value === true,
    ).length;

  // The watch knows of it by now: what it is asked to do arrives here.
  while ((await post("watch/act", { act: "complete_set" })).status !== 204) await until(() => true);
  await until(() => done() === 1);
  expect((await post("watch/act", { act: "edit_set", weight: 142.5 })).status).toBe(204);
  await until(() =>
    [...(session()?.registers.entries() ?? [])].some(
      ([, { value, deviceId: by }]) => by === deviceId && value === 142.5,
    ),
  );
  await until(() => session()?.registers.value(`health/${deviceId}/activeEnergyKcal`) !== undefined);
  time.meanwhile(() => phone.device.act({ act: "finish", sessionId: "s-1", outcome: "none" }));
  await until(
    () => (session()?.registers.value(`final/${deviceId}`) as { outcome?: string } | undefined)?.outcome === "final",
  );
  await until(() => phone.device.engine?.queueDepth === 0 && phone.tee.counts.held === 0);

  const headers = { authorization: `Bearer ${token}` };
  const read = async (path: string) => (await fetch(`http://${relay.host}/api/v1/${path}`, { headers })).json();
  const summary = (await read("sessions/s-1")) as SessionSummary;
  expect(summary.devices.map((device) => device.deviceId).sort()).toEqual(["phone0001", deviceId].sort());
  expect(summary.findings.filter(({ rule }) => !weatherlyInRooms.includes(rule))).toEqual([]);
  const { devices } = (await read("devices")) as {
    devices: { deviceId: string; clock: { offsetMs: number; uncertaintyMs: number } | null }[];
  };
  for (const { clock } of devices) expect(clock).toMatchObject({ uncertaintyMs: expect.any(Number) });

  expect((await post("watch/leave")).status).toBe(204);
  await until(() => phone.device.engine !== null);
  expect(refusal((await post("watch/leave")).body)).toBe("not_found");
  expect((await read("rooms/gym")) as object).toMatchObject({
    devices: [
      { role: "phone", isJoined: true },
      { role: "watch", deviceId, isJoined: false },
    ],
  });
  phone.stop();
  time.stop();
}

test("a watch is brought by who may change things, into a room that has none, and of a kind that there is", async () => {
  await open();
  expect((await post("watch", {}, token)).status).toBe(403);
  expect(refusal((await post("watch", { kind: "sundial" })).body)).toBe("bad_shape");
  expect(refusal((await post("watch/act", { act: "dance" })).body)).toBe("bad_shape");
  expect(refusal((await post("watch/act", { act: "pause" })).body)).toBe("not_found");
  const own = await joinedLine(relay.host, watchHello);
  const taken = await post("watch");
  expect([taken.status, refusal(taken.body)]).toEqual([409, "role_taken"]);
  await own.close();
});

test("another maker of watches takes the same place: it is told where, asked to act, and stopped with the relay", async () => {
  const told: unknown[] = [];
  const places: WatchPlace[] = [];
  const maker: Watchmaker = {
    kind: "clockwork",
    seat: async (place) => {
      places.push(place);
      if (places.length === 1) throw new Error("the spring is broken");
      return {
        deviceId: "watch0009",
        act: async (deed) => {
          told.push(deed);
          return null;
        },
        stop: async () => void told.push("stop"),
      };
    },
  };
  await open({ watchmakers: [maker] });
  expect((await post("watch")).status).toBe(500);
  expect(await post("watch", { kind: "clockwork" })).toEqual({
    status: 200,
    body: { kind: "clockwork", deviceId: "watch0009" },
  });
  expect(places[1]).toMatchObject({ room: "gym", link: { url: `ws://${relay.host}/v1/link`, token } });
  expect((await post("watch")).status).toBe(409);
  expect((await post("watch/act", { act: "rest_start", durationMs: 60_000 })).status).toBe(204);
  await relay.close();
  expect(told).toEqual([{ act: "rest_start", durationMs: 60_000 }, "stop"]);
});
