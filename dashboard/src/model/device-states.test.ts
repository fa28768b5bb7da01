import { type SessionState, toVector, viewSession } from "@lighty/protocol";
import { expect, test } from "vitest";
import { rehearsedEntries, sessionId } from "../testing/rehearsal.ts";
import { DeviceStates } from "./device-states.ts";
import { Traffic } from "./traffic.ts";

const traffic = new Traffic(sessionId);
traffic.append(rehearsedEntries());

function weightOf(session: SessionState | undefined, setId: string): number | undefined {
  return session?.registers.value(`set/${setId}/weight`) as number | undefined;
}

function entryWhere(kind: "local" | "received", role: string, text: string): number {
  return traffic.readings.findIndex(
    ({ entry }) =>
      entry.frame.direction === kind && entry.frame.observer.role === role && entry.frame.body.includes(text),
  );
}

test("after an edit only the device that made it shows it", () => {
  const states = new DeviceStates(traffic);
  const edited = entryWhere("local", "phone", '"weight":85');
  const weights = states.after(edited + 1).map(({ role, session }) => [role, weightOf(session, "bench-3")]);
  expect(weights).toEqual([
    ["phone", 85],
    ["watch", 80],
  ]);
});

test("in the end both devices show the same, and say so by their digests", () => {
  const [phone, watch] = new DeviceStates(traffic).after(traffic.length);
  expect(weightOf(phone?.session, "bench-3")).toBe(87.5);
  expect(weightOf(watch?.session, "bench-3")).toBe(87.5);
  expect(phone?.digest).toBe(watch?.digest);
  expect(phone?.session?.digest).toBe(phone?.digest);
});

test("every step agrees with what the device reported, forwards and backwards", () => {
  const forwards = new DeviceStates(traffic);
  const backwards = new DeviceStates(traffic);
  for (let count = 0; count <= traffic.length; count++) forwards.after(count);
  for (let count = traffic.length; count > 0; count -= 7) {
    const fresh = new DeviceStates(traffic).after(count).map(({ session }) => session?.digest);
    expect(backwards.after(count).map(({ session }) => session?.digest)).toEqual(fresh);
  }
});

test("a step back across a kept fold shows the same screen", () => {
  const long = new Traffic(sessionId);
  const entries = rehearsedEntries(600_000);
  long.append(entries);
  expect(long.length).toBeGreaterThan(300);
  const there = new DeviceStates(long);
  const read = (states: DeviceStates, count: number) =>
    states.after(count).map(({ session }) => session && viewSession(session, () => 0));
  const before = read(there, 280);
  there.after(long.length);
  expect(read(there, 280)).toEqual(before);
});

test("what the devices held before a run counts also where it is learnt after the run was looked at", () => {
  const at = 40;
  const entries = rehearsedEntries(600_000);
  const whole = new Traffic(sessionId);
  whole.append(entries);
  const told = (states: DeviceStates, count: number) =>
    states.after(count).map(({ role, session }) => [role, session?.registers.toMap()]);
  const before = new DeviceStates(whole).after(at);
  const base = before.flatMap(({ deviceId, role, session }) =>
    session === undefined
      ? []
      : {
          ...{ deviceId, role, entry: at, revision: session.revision, digest: session.digest },
          ...{ registers: session.registers.toMap(), have: toVector(session.vector) },
        },
  );
  const run = new Traffic(sessionId);
  run.append(entries.slice(at));
  const states = new DeviceStates(run);
  states.after(run.length);
  run.beginAt(base);
  expect(run.length).toBeGreaterThan(260);
  expect(told(states, 260)).toEqual(told(new DeviceStates(whole), at + 260));
});
