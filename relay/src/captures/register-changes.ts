import { ObservedDevice, type Value } from "@lighty/protocol";
import type { CapturedFrame } from "@lighty/protocol/captures";

/** A register of one device that holds another value at a later place. */
export interface RegisterChange {
  device: string;
  sessionId: string;
  register: string;
  /** Absent where it was not written yet. */
  before?: Value;
  after?: Value;
}

/** What each device's registers became between two places of a capture, each the state after so many frames. */
export async function registerChanges(
  batches: AsyncIterable<readonly CapturedFrame[]>,
  at: number,
  and: number,
): Promise<RegisterChange[]> {
  const [from, to] = [Math.min(at, and), Math.max(at, and)];
  const devices = new Map<string, ObservedDevice>();
  let n = 0;
  let before = new Map<string, Value>();
  let after: Map<string, Value> | undefined;
  for await (const batch of batches) {
    for (const { frame } of batch) {
      if (n === from) before = registersOf(devices);
      if (n === to) after = registersOf(devices);
      n += 1;
      const { deviceId } = frame.observer;
      const device = devices.get(deviceId) ?? new ObservedDevice(deviceId);
      devices.set(deviceId, device);
      device.apply(frame);
    }
  }
  if (n <= from) before = registersOf(devices);
  after ??= registersOf(devices);
  const changes: RegisterChange[] = [];
  for (const [key, value] of after) {
    const was = before.get(key);
    if (was !== undefined && JSON.stringify(was) === JSON.stringify(value)) continue;
    const [device, sessionId, register] = key.split("\n") as [string, string, string];
    changes.push({ device, sessionId, register, ...(was === undefined ? {} : { before: was }), after: value });
  }
  return changes;
}

function registersOf(devices: ReadonlyMap<string, ObservedDevice>): Map<string, Value> {
  const values = new Map<string, Value>();
  for (const [deviceId, { replica }] of devices) {
    for (const [sessionId, { registers }] of replica.sessions)
      for (const [name, { value }] of registers.entries()) values.set(`${deviceId}\n${sessionId}\n${name}`, value);
  }
  return values;
}
