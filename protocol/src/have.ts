import { limits } from "./limits.ts";
import type { Received, Vector } from "./packet.ts";

/*
 * Version vectors. A device's part says: everything up to `upTo`, and the few in `past` beyond a hole.
 *
 *   upTo 4, past [6, 7]      1 2 3 4 . 6 7
 *   + 5                      1 2 3 4 5 6 7  ->  upTo 7
 */

/** True when that seq has been received. [HAVE-2] */
export function covers(received: Received | undefined, seq: number): boolean {
  return received !== undefined && (seq <= received.upTo || (received.past?.includes(seq) ?? false));
}

/**
 * With one more seq. Past more holes than are remembered the seq is not noted: it is merged again when it comes again, which changes
 * nothing, so a bound here costs no data. [HAVE-3]
 */
export function withSeq(received: Received | undefined, seq: number): Received {
  if (received === undefined) return seq === 1 ? { upTo: 1 } : { upTo: 0, past: [seq] };
  if (covers(received, seq)) return received;
  if (seq === received.upTo + 1) return received.past === undefined ? { upTo: seq } : settled(seq, received.past);
  const past = received.past ?? [];
  if (past.length >= limits.past) return received;
  return { upTo: received.upTo, past: [...past, seq].sort((a, b) => a - b) };
}

/** Everything either side has. [HAVE-4] */
export function joined(a: Received | undefined, b: Received): Received {
  if (a === undefined) return settled(b.upTo, b.past ?? []);
  const upTo = Math.max(a.upTo, b.upTo);
  return settled(upTo, [...(a.past ?? []), ...(b.past ?? [])]);
}

/** True when two parts say the same seqs in the same words. */
export function sameReceived(a: Received | undefined, b: Received | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.upTo !== b.upTo || a.past?.length !== b.past?.length) return false;
  return a.past?.every((seq, i) => seq === b.past?.[i]) ?? true;
}

function settled(upTo: number, past: readonly number[]): Received {
  const beyond = [...new Set(past)].sort((a, b) => a - b).filter((seq) => seq > upTo);
  let top = upTo;
  while (beyond[0] === top + 1) {
    top++;
    beyond.shift();
  }
  return beyond.length === 0 ? { upTo: top } : { upTo: top, past: beyond.slice(0, limits.past) };
}

/** The seqs below `seq` that have not come yet. [VER-4] */
export function missingBelow(received: Received | undefined, seq: number): number[] {
  const missing: number[] = [];
  const past = new Set(received?.past);
  for (let s = (received?.upTo ?? 0) + 1; s < seq && missing.length < limits.past; s++) {
    if (!past.has(s)) missing.push(s);
  }
  return missing;
}

/** The highest seq that is known of, holes or not. */
export function highest(received: Received | undefined): number {
  return received?.past?.at(-1) ?? received?.upTo ?? 0;
}

/** Vectors inside a device: a Map, because a deviceId may spell `constructor`. */
export type VectorMap = Map<string, Received>;

export function toVector(map: VectorMap): Vector {
  return Object.fromEntries(map);
}

export function fromVector(vector: Vector | undefined): VectorMap {
  const map: VectorMap = new Map();
  for (const [deviceId, received] of Object.entries(vector ?? {})) map.set(deviceId, joined(undefined, received));
  return map;
}

/** True when `a` has everything `b` has. */
export function includes(a: VectorMap, b: VectorMap): boolean {
  for (const [deviceId, theirs] of b) {
    const ours = a.get(deviceId);
    if (theirs.upTo > (ours?.upTo ?? 0)) return false;
    if (theirs.past?.some((seq) => !covers(ours, seq))) return false;
  }
  return true;
}

/** The same of a vector as it travels; undefined has nothing. */
export function includesAll(a: VectorMap, b: Vector | undefined): boolean {
  for (const deviceId in b) {
    const said = b[deviceId] as Received;
    const theirs = said.past === undefined ? said : joined(undefined, said);
    const ours = a.get(deviceId);
    if (theirs.upTo > (ours?.upTo ?? 0) || theirs.past?.some((seq) => !covers(ours, seq))) return false;
  }
  return true;
}

export function sameVector(a: VectorMap, b: VectorMap): boolean {
  return includes(a, b) && includes(b, a);
}

export function hasHoles(map: VectorMap): boolean {
  for (const received of map.values()) if (received.past !== undefined) return true;
  return false;
}

/** One session's vector out of a packet's `have`. */
export function vectorFor(have: { [sessionId: string]: Vector }, sessionId: string): Vector | undefined {
  return Object.hasOwn(have, sessionId) ? have[sessionId] : undefined;
}
