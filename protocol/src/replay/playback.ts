import type { Entry, Frame } from "../frame.ts";
import type { Role } from "../ids.ts";
import { Listing, Projections, type Seen } from "../projections/index.ts";
import { summary, type Verdict } from "../verdict.ts";
import { Invariants } from "./invariants.ts";
import { suspect } from "./suspect.ts";

/** Where what a device reported and what the law gives for its own frames part. */
export interface Difference {
  readonly about: "digest" | "verdict";
  readonly entry: number;
  readonly deviceId: string;
  readonly role: Role;
  readonly sessionId: string | undefined;
  /** The first register that shows it, where it can be told. */
  readonly register: string | undefined;
  /** What the device reported, and what the law gives. */
  readonly reported: string;
  readonly expected: string;
  readonly sentence: string;
}

/** Looked into for their register; of more only the count is of interest. */
const mostDifferences = 20;

/**
 * A capture played back without any device: each device's own frames, what it did and what it received, folded through the law anew, and
 * every verdict and digest that was recorded compared with what comes out. Findings and invariants fall off on the way. [OBS-1] [OBS-2]
 */
export class Playback {
  readonly projections: Projections;
  readonly invariants = new Invariants();
  readonly differences: Difference[] = [];
  /** Received frames by what the law says of them, and digests by where they changed, as `golden.ts` keeps them. */
  readonly verdicts: { entry: number; role: Role; verdict: Verdict["verdict"] }[] = [];
  readonly digests: { entry: number; role: Role; sessionId: string; digest: string }[] = [];
  readonly #listing = new Listing();
  readonly #entries: Entry[] = [];
  readonly #lastDigest = new Map<string, string>();
  #frames = 0;

  constructor() {
    this.projections = new Projections((seen) => this.#look(seen));
  }

  get frames(): number {
    return this.#frames;
  }

  apply(entries: readonly Entry[]): void {
    for (const entry of entries) {
      this.#frames++;
      this.#entries.push(entry);
      this.projections.apply([this.#listing.list(entry)]);
    }
  }

  #look(seen: Seen): void {
    const { frame, entry, observation, device } = seen;
    const { deviceId, role } = frame.observer;
    this.invariants.apply(seen);
    for (const { sessionId, digest } of observation.sessions) {
      const key = `${deviceId} ${sessionId}`;
      if (this.#lastDigest.get(key) === digest) continue;
      this.#lastDigest.set(key, digest);
      this.digests.push({ entry, role, sessionId, digest });
    }
    if (frame.direction === "received" && observation.packet !== undefined)
      this.verdicts.push({ entry, role, verdict: summary(observation.verdicts) });
    for (const mismatch of observation.mismatches) {
      if (mismatch.about !== "digest" || this.differences.length >= mostDifferences) continue;
      const { sessionId, reported, expected } = mismatch;
      const found = suspect(this.#own(deviceId), entry, sessionId, reported);
      const sentence = `entry ${entry}: the ${role} reports the digest ${reported} where the law gives ${expected}: ${found.sentence}`;
      const { register } = found;
      this.differences.push({
        ...{ about: "digest", entry, deviceId, role, sessionId, register, reported, expected, sentence },
      });
    }
    const isJudged = frame.direction === "received" && observation.packet !== undefined && observation.isJudged;
    const parted = isJudged ? verdictDifference(frame, observation.verdicts) : undefined;
    if (parted !== undefined && this.differences.length < mostDifferences) {
      const { sessionId, register, reported, expected } = parted;
      const where = register === undefined ? "" : `, first in ${register}`;
      const sentence = `entry ${entry}: the ${role} says ${reported} of what it received where the law says ${expected}${where}`;
      this.differences.push({
        about: "verdict",
        entry,
        deviceId: device.deviceId,
        role,
        ...parted,
        sessionId,
        sentence,
      });
    }
  }

  #own(deviceId: string): Entry[] {
    return this.#entries.filter(({ frame }) => frame.observer.deviceId === deviceId);
  }
}

type Parted = { sessionId: string | undefined; register: string | undefined; reported: string; expected: string };

/** The first part of a packet of which device and law say different things. When a duplicate first came is the device's own memory. */
function verdictDifference({ verdict, verdicts }: Frame, expected: readonly Verdict[]): Parted | undefined {
  if (verdict === undefined || verdict === "ended") return undefined;
  if (verdicts === undefined) {
    const word = summary(expected);
    if (word === verdict) return undefined;
    return { sessionId: expected[0]?.sessionId, register: undefined, reported: verdict, expected: word };
  }
  for (let i = 0; i < Math.max(expected.length, verdicts.length); i++) {
    const [own, law] = [verdicts[i], expected[i]];
    if (own?.verdict === law?.verdict && told(own) === told(law)) continue;
    const registers = new Set([...registersOf(own), ...registersOf(law)]);
    const register = [...registers].find((name) => took(own, name) !== took(law, name)) ?? [...registers][0];
    return {
      ...{ sessionId: (law ?? own)?.sessionId, register },
      ...{ reported: inWords(own), expected: inWords(law) },
    };
  }
  return undefined;
}

/** What of a verdict rests on nothing but the packets before it. */
function told(verdict: Verdict | undefined): string {
  if (verdict === undefined) return "";
  const { sessionId, seq } = verdict;
  const missing = verdict.verdict === "early" ? verdict.missing : [];
  return JSON.stringify([sessionId, seq, missing, "registers" in verdict && verdict.registers, lossesOf(verdict)]);
}

function inWords(verdict: Verdict | undefined): string {
  if (verdict === undefined) return "nothing";
  const losses = lossesOf(verdict);
  const lost = losses.length === 0 ? "" : ` (lost ${losses.map(({ register }) => register).join(", ")})`;
  return `${verdict.verdict}${verdict.seq === undefined ? "" : ` of #${verdict.seq}`}${lost}`;
}

function lossesOf(verdict: Verdict): readonly { register: string }[] {
  return "lost" in verdict ? verdict.lost : [];
}

function registersOf(verdict: Verdict | undefined): string[] {
  if (verdict === undefined) return [];
  return [...("registers" in verdict ? verdict.registers : []), ...lossesOf(verdict).map(({ register }) => register)];
}

function took(verdict: Verdict | undefined, register: string): boolean {
  return verdict !== undefined && "registers" in verdict && verdict.registers.includes(register);
}
