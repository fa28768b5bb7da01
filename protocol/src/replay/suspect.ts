import type { Entry } from "../frame.ts";
import { add, type Hash64, hex, subtract, unhex, zero } from "../hash.ts";
import { ObservedDevice } from "../observe.ts";
import type { Packet } from "../packet.ts";
import { parsePacket } from "../parse.ts";
import { type Cell, fromStamped, isHealth, registerHash } from "../register.ts";
import { sameValue, type Value } from "../value.ts";
import { writesOf } from "../writes.ts";

/** Which register a wrong digest comes from, in half a sentence. */
export interface Suspicion {
  register: string | undefined;
  sentence: string;
}

/**
 * A digest is a sum, so a wrong one betrays its summand: the difference to the right one is what a single register would have to hold
 * instead. Each register that the frame touched is asked whether keeping the old cell, taking one that lost, or bending the new one
 * explains it; then whether leaving the whole packet out does; then the next snapshot that the device sends is laid beside the law's state.
 * `entries` are the device's own, in order. [DIG-1]
 */
export function suspect(entries: readonly Entry[], at: number, sessionId: string, reported: string): Suspicion {
  const device = new ObservedDevice(entries[0]?.frame.observer.deviceId ?? "");
  const index = entries.findIndex(({ entry }) => entry === at);
  for (const { frame } of entries.slice(0, index)) device.apply(frame);
  const cells = () => new Map(device.replica.sessions.get(sessionId)?.registers.entries() ?? []);
  const before = cells();
  const here = entries[index];
  if (here === undefined) return unknown([]);
  const { packet, sessions } = device.apply(here.frame);
  const after = cells();
  const session = sessions.find((each) => each.sessionId === sessionId) ?? device.replica.sessions.get(sessionId);
  if (packet === undefined || session === undefined) return unknown([]);

  const counts = (name: string) => session.registers.ended || !isHealth(name);
  const touched = cellsIn(packet, sessionId).filter(({ name }) => counts(name));
  const wanted = hex(subtract(unhex(reported), unhex(session.digest)));
  for (const { name, cell } of touched) {
    const law = after.get(name);
    for (const [held, how] of hypotheses(before.get(name), cell, law)) {
      if (hex(subtract(hashOf(name, held), hashOf(name, law))) === wanted)
        return { register: name, sentence: `${how} ${name}: it holds ${say(held)}, the law ${say(law)}` };
    }
  }
  const names = [...new Set(touched.map(({ name }) => name))];
  const [first] = names;
  let whole: Hash64 = zero;
  for (const name of names) whole = add(whole, subtract(hashOf(name, before.get(name)), hashOf(name, after.get(name))));
  if (first !== undefined && hex(whole) === wanted) {
    const law = after.get(first);
    const sentence = `it left the whole packet out, first ${first}: it holds ${say(before.get(first))}, the law ${say(law)}`;
    return { register: first, sentence };
  }
  return fromSnapshot(device, entries.slice(index + 1), sessionId) ?? unknown(names);
}

/** What a device may hold instead of what it should, and how that came. */
function hypotheses(before: Cell | undefined, incoming: Cell, law: Cell | undefined): [Cell | undefined, string][] {
  const { value } = incoming;
  const all: [Cell | undefined, string][] = [
    [before, "it did not take"],
    [incoming, "it took what should have lost in"],
    [undefined, "it dropped"],
  ];
  if (typeof value === "boolean") all.push([{ ...incoming, value: !value }, "it turned over"]);
  if (typeof value === "number") {
    for (const bent of [Math.floor(value), Math.round(value), Math.ceil(value)])
      all.push([{ ...incoming, value: bent }, "it rounded"]);
  }
  return all.filter(([held]) => held !== law);
}

/** The device tells its whole state sooner or later: the first register that is another there. */
function fromSnapshot(device: ObservedDevice, later: readonly Entry[], sessionId: string): Suspicion | undefined {
  for (const { frame } of later) {
    const packet = frame.direction === "sent" ? parsePacket(frame.body) : undefined;
    const law = device.replica.sessions.get(sessionId)?.registers;
    if (packet?.ok && packet.value.kind === "snapshot" && law !== undefined) {
      const part = packet.value.sessions.find((each) => each.sessionId === sessionId);
      for (const [name, stamped] of Object.entries(part?.registers ?? {})) {
        const held = fromStamped(stamped);
        const cell = law.get(name);
        if (isHealth(name) || (cell !== undefined && isSame(held, cell))) continue;
        return { register: name, sentence: `its next snapshot holds ${name} as ${say(held)}, the law ${say(cell)}` };
      }
    }
    device.apply(frame);
  }
  return undefined;
}

function cellsIn(packet: Packet, sessionId: string): { name: string; cell: Cell }[] {
  if (packet.kind === "events") {
    return packet.events
      .filter((event) => event.sessionId === sessionId)
      .flatMap((event) => {
        const { revision, deviceId } = event;
        return [...writesOf(event)].map(([name, value]) => ({ name, cell: { value, revision, deviceId } }));
      });
  }
  if (packet.kind !== "snapshot") return [];
  const part = packet.sessions.find((each) => each.sessionId === sessionId);
  return Object.entries(part?.registers ?? {}).map(([name, stamped]) => ({ name, cell: fromStamped(stamped) }));
}

function hashOf(name: string, cell: Cell | undefined): Hash64 {
  return cell === undefined ? zero : registerHash(name, cell);
}

function isSame(a: Cell, b: Cell): boolean {
  return a.revision === b.revision && a.deviceId === b.deviceId && sameValue(a.value, b.value);
}

function say(cell: Cell | undefined): string {
  if (cell === undefined) return "nothing";
  return `${short(cell.value)} (revision ${cell.revision} by ${cell.deviceId})`;
}

function short(value: Value): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function unknown(names: readonly string[]): Suspicion {
  const [register] = names;
  const touched = names.length === 0 ? "nothing that it was told explains it" : `the frame touched ${names.join(", ")}`;
  return { register, sentence: touched };
}
