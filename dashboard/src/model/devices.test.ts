import { expect, test } from "vitest";
import { heardDevice, pairedDevice } from "../testing/scripted-desk.ts";
import { clockRelation, clockSeries } from "./clock-series.ts";
import { devicesIn, scopesOf } from "./devices.ts";

test("those that speak keep their order whoever spoke last; then the others by age, then what replays brought", () => {
  const at = (deviceId: string, lastReceivedAt: number, isConnected: boolean, role: "phone" | "watch" = "watch") =>
    heardDevice({ deviceId, lastReceivedAt, isConnected, role });
  const order = (phoneAt: number, watchAt: number) =>
    devicesIn({
      devices: [
        at("replayk7watch", 99, false),
        at("old1", 5, false),
        at("old2", 7, false),
        at("watch1", watchAt, true),
        at("phone1", phoneAt, true, "phone"),
      ],
      paired: [],
    }).map(({ deviceId }) => deviceId);
  expect(order(10, 11)).toEqual(["phone1", "watch1", "old2", "old1", "replayk7watch"]);
  expect(order(12, 11)).toEqual(order(10, 11));
});

test("a paired device that was not heard yet is one, too, and its scopes are told", () => {
  const [device] = devicesIn({
    devices: [],
    paired: [pairedDevice({ name: "Ann's watch", speaksFor: ["watch0002"] })],
  });
  expect(device).toMatchObject({ name: "Ann's watch", heard: undefined });
  if (device === undefined) return;
  expect(scopesOf(device)).toContain("and those of watch0002");
  expect(scopesOf({ ...device, paired: pairedDevice({ isRevoked: true }) })).toContain("was ended");
  expect(scopesOf({ ...device, paired: undefined })).toContain("start token");
});

test("readings are drawn against the latest, with their doubt as a band, and another boot breaks the line", () => {
  const reading = (at: number, bootId: string, offsetMs: number, uncertaintyMs: number) => ({
    at,
    bootId,
    offsetMs,
    uncertaintyMs,
  });
  const series = clockSeries([reading(0, "a", 1_000, 4), reading(10, "a", 1_010, 2), reading(20, "b", 1_003, 1)]);
  expect(series.base).toBe(1_003);
  expect(series.times).toEqual([0, 10, 15, 20]);
  expect(series.lines[0]?.values).toEqual([-3, 7, null, 0]);
  expect(series.lines[0]?.band).toEqual({ low: [-7, 5, null, -1], high: [1, 9, null, 1] });
  expect(series.summary).toBe("from 1.0 s to 1.0 s, in doubt by 1 ms to 4 ms");
});

test("the offset is told from the device's side", () => {
  expect(clockRelation(1_700)).toBe("1.7 s behind the relay's");
  expect(clockRelation(-38)).toBe("38 ms ahead of the relay's");
  expect(clockRelation(0)).toBe("As the relay's");
});
