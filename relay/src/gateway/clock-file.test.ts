import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ClockFile } from "./clock-file.ts";
import { Clocks, mostSamples } from "./clocks.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lighty-clocks-"));
  file = join(folder, "clocks.ndjson");
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

function open(): { clocks: Clocks; kept: ClockFile } {
  const clocks = new Clocks();
  return { clocks, kept: new ClockFile(file, clocks) };
}

const read = (clocks: Clocks, at: number, deviceId = "phone0001") =>
  clocks.take(deviceId, "boot-1", { type: "clock", sentAt: at, receivedAt: at + 7, answeredAt: at + 7, backAt: at });

const lines = () => readFileSync(file, "utf8").split("\n").length - 1;

test("[TEE-8] a reading is in the file within a second, and the next relay has it without this one's goodbye", () => {
  const { clocks } = open();
  read(clocks, 10);
  read(clocks, 20, "watch0001");
  vi.advanceTimersByTime(1_000);
  const next = open().clocks;
  expect(next.all()).toEqual([
    ["phone0001", [{ at: 17, bootId: "boot-1", offsetMs: 7, uncertaintyMs: 0 }]],
    ["watch0001", [{ at: 27, bootId: "boot-1", offsetMs: 7, uncertaintyMs: 0 }]],
  ]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("[TEE-8] however fast readings come, the file grows by no more than is held, and is written anew when most of it is old", () => {
  const { clocks, kept } = open();
  for (let round = 0; round < 12; round++) {
    for (let i = 0; i < 3 * mostSamples; i++) read(clocks, round * 10_000 + i);
    kept.flush();
    expect(lines()).toBeLessThanOrEqual(2 * mostSamples + 1_024);
  }
  expect(open().clocks.series("phone0001")).toEqual(clocks.series("phone0001"));
});

test("[TEE-8] a line that was cut off, or is none, costs what stood in it", () => {
  const { clocks } = open();
  read(clocks, 10);
  read(clocks, 20);
  vi.advanceTimersByTime(1_000);
  const whole = readFileSync(file, "utf8");
  for (const damage of [whole.slice(0, -5), `${whole.split("\n")[0]}\n{"deviceId":"phone0001","at":null}\n`]) {
    writeFileSync(file, damage);
    const next = open();
    expect(next.clocks.series("phone0001").map(({ at }) => at)).toEqual([17]);
    read(next.clocks, 30);
    next.kept.flush();
    expect(
      open()
        .clocks.series("phone0001")
        .map(({ at }) => at),
    ).toEqual([17, 37]);
  }
});

test("[TEE-8] what could not be written is written with the next", () => {
  const clocks = new Clocks();
  const kept = new ClockFile(join(folder, "later", "clocks.ndjson"), clocks);
  writeFileSync(join(folder, "later"), "in the way");
  read(clocks, 10);
  kept.flush();
  rmSync(join(folder, "later"));
  read(clocks, 20);
  kept.flush();
  const next = new Clocks();
  new ClockFile(join(folder, "later", "clocks.ndjson"), next);
  expect(next.series("phone0001").map(({ at }) => at)).toEqual([17, 27]);
});
