import { z } from "zod";
import { sameVector, vectorFor } from "../have.ts";
import { Role } from "../ids.ts";
import type { SessionSnapshot, Standing } from "../packet.ts";
import type { SessionState } from "../session.ts";
import type { Finding } from "../stream.ts";
import { canonical, sameValue, type Value } from "../value.ts";
import { writesOf } from "../writes.ts";
import { Recent } from "./recent.ts";
import type { Seen } from "./seen.ts";

/** Where two devices parted, and how they came together again. [DIV-1] [DIV-2] */
export const Parting = z.object({
  devices: z.tuple([z.string(), z.string()]),
  digests: z.tuple([z.string(), z.string()]),
  /** The entry at which it showed. */
  entry: z.int().min(1),
  /** The first register that differs and the entry that wrote it, where the frames tell. */
  register: z.string().optional(),
  registers: z.int().min(0),
  registerEntry: z.int().optional(),
  healed: z.object({ entry: z.int().min(1), by: z.enum(["snapshot", "event"]) }).optional(),
});
export type Parting = z.infer<typeof Parting>;

/** Digests of each device over time, and where they parted: the divergence ribbon of a session. [DIV-1] */
export const DivergenceReport = z.object({
  sessionId: z.string(),
  devices: z.array(
    z.object({
      deviceId: z.string(),
      role: Role,
      digests: z.array(z.object({ entry: z.int().min(1), digest: z.string() })),
    }),
  ),
  partings: z.array(Parting),
});
export type DivergenceReport = z.infer<typeof DivergenceReport>;

/** Where a device last said it stands: vector and digest taken at one moment. */
interface Word {
  vector: string;
  digest: string;
  entry: number;
}

interface Own {
  role: Role;
  session: SessionState | undefined;
  word: Word | undefined;
  digests: { entry: number; digest: string }[];
  /** The entry that last wrote each register here. */
  written: Map<string, number>;
  lastEntry: number;
}

interface Story {
  devices: Map<string, Own>;
  partings: Parting[];
  snapshotAt: number;
}

const mostSessions = 256;
const mostDevices = 16;
const mostDigests = 1_000;
const mostPartings = 50;

/**
 * Two devices that have seen the same events must be in the same state. Judged twice: by what each says of itself in its hellos and
 * snapshots, where vector and digest were taken at one moment, and by the folds of their frames, which also name the register. Only while a
 * session is live: from its end on the digest counts health as well, which no vector covers. [DRF-1] [DIG-4] [OBS-5]
 */
export class Divergence {
  readonly #stories = new Recent<string, Story>(mostSessions);

  save() {
    return { stories: this.#stories };
  }

  restore({ stories }: ReturnType<Divergence["save"]>): void {
    this.#stories.adopt(stories);
  }

  apply(seen: Seen): Finding[] {
    const findings: Finding[] = [];
    // Where devices stand is told by what they say now. What a late frame brought shows at the next one. [TEE-12]
    if (seen.observation.isLate) return findings;
    this.#noteDigests(seen);
    const { frame, packet, entry, observation } = seen;
    if (packet === undefined || frame.verdict === "rejected" || frame.verdict === "foreign") return findings;
    if (frame.direction === "sent") {
      if (packet.kind !== "hello" && packet.kind !== "snapshot") return findings;
      for (const part of packet.sessions) {
        if (!isLive(part)) continue;
        const { sessionId, digest } = part;
        const vector = canonical((vectorFor(packet.have, sessionId) ?? {}) as Value);
        this.#own(sessionId, seen).word = { vector, digest, entry };
        this.#compareWords(sessionId, seen, findings);
      }
      return findings;
    }
    if (packet.kind === "events") {
      for (const event of packet.events) {
        const { written } = this.#own(event.sessionId, seen);
        for (const [name] of writesOf(event)) written.set(name, entry);
      }
    }
    if (packet.kind !== "events" && packet.kind !== "snapshot") return findings;
    for (const session of observation.sessions) {
      this.#own(session.sessionId, seen).session = session;
      if (packet.kind === "snapshot") this.#story(session.sessionId).snapshotAt = entry;
      if (session.isLive) this.#compareFolds(session.sessionId, seen, findings);
    }
    return findings;
  }

  forget(sessionId: string): void {
    this.#stories.delete(sessionId);
  }

  report(sessionId: string): DivergenceReport | undefined {
    const story = this.#stories.peek(sessionId);
    if (story === undefined) return undefined;
    const devices = [...story.devices].map(([deviceId, { role, digests }]) => ({
      deviceId,
      role,
      digests: [...digests],
    }));
    return { sessionId, devices, partings: story.partings.map((parting) => ({ ...parting })) };
  }

  #noteDigests(seen: Seen): void {
    const reported = seen.frame.digests;
    for (const sessionId in reported) {
      const digest = reported[sessionId] as string;
      const { digests } = this.#own(sessionId, seen);
      if (digests.at(-1)?.digest === digest) continue;
      if (digests.push({ entry: seen.entry, digest }) > mostDigests) digests.shift();
    }
  }

  #compareWords(sessionId: string, seen: Seen, findings: Finding[]): void {
    const { deviceId } = seen.frame.observer;
    const { devices } = this.#story(sessionId);
    const own = devices.get(deviceId) as Own & { word: Word };
    for (const [otherId, other] of devices) {
      if (otherId === deviceId || other.word?.vector !== own.word.vector) continue;
      if (other.word.digest === own.word.digest) this.#heal(sessionId, deviceId, otherId, seen.entry);
      else
        this.#part(
          sessionId,
          [otherId, deviceId],
          [other.word.digest, own.word.digest],
          other.word.entry,
          seen,
          findings,
        );
    }
  }

  #compareFolds(sessionId: string, seen: Seen, findings: Finding[]): void {
    const { deviceId } = seen.frame.observer;
    const { devices } = this.#story(sessionId);
    const session = devices.get(deviceId)?.session;
    if (session === undefined || session.hasHoles) return;
    const digest = session.registers.coreDigest;
    for (const [otherId, { session: other, lastEntry }] of devices) {
      if (otherId === deviceId || other === undefined || other.hasHoles || !other.isLive) continue;
      if (!sameVector(session.vector, other.vector)) continue;
      const otherDigest = other.registers.coreDigest;
      if (otherDigest === digest) this.#heal(sessionId, deviceId, otherId, seen.entry);
      else this.#part(sessionId, [otherId, deviceId], [otherDigest, digest], lastEntry, seen, findings);
    }
  }

  #part(
    sessionId: string,
    devices: [string, string],
    digests: [string, string],
    otherEntry: number,
    { entry }: Seen,
    findings: Finding[],
  ): void {
    const story = this.#story(sessionId);
    const isKnown = (parting: Parting) =>
      parting.digests.every((digest) => digests.includes(digest)) &&
      parting.devices.every((id) => devices.includes(id));
    if (story.partings.some(isKnown)) return;
    const [other, own] = devices.map((deviceId) => story.devices.get(deviceId)) as [Own, Own];
    const differing = difference(other, own);
    const [first] = differing;
    const parting: Parting = { devices, digests, entry, registers: differing.length };
    if (first !== undefined) {
      parting.register = first.name;
      if (first.entry > 0) parting.registerEntry = first.entry;
    }
    if (story.partings.push(parting) > mostPartings) story.partings.shift();
    const where =
      first === undefined
        ? ""
        : `; they part in the register ${first.name}${first.entry > 0 ? `, written at entry ${first.entry}` : ""}`;
    const sentence = `${other.role} and ${own.role} have seen the same events but stand at different states: ${digests.join(" and ")}${where}`;
    const entries = [
      ...new Set([...(first === undefined || first.entry === 0 ? [] : [first.entry]), otherEntry, entry]),
    ];
    findings.push({
      rule: "divergence",
      severity: "warning",
      sentence,
      sessionId,
      entries: entries.filter((each) => each > 0).sort((a, b) => a - b),
    });
  }

  #heal(sessionId: string, a: string, b: string, entry: number): void {
    const story = this.#story(sessionId);
    for (const parting of story.partings) {
      if (parting.healed !== undefined || !parting.devices.includes(a) || !parting.devices.includes(b)) continue;
      parting.healed = { entry, by: story.snapshotAt > parting.entry ? "snapshot" : "event" };
    }
  }

  #own(sessionId: string, { frame, entry }: Seen): Own {
    const { devices } = this.#story(sessionId);
    const { deviceId, role } = frame.observer;
    let own = devices.get(deviceId);
    if (own === undefined) {
      own = { role, session: undefined, word: undefined, digests: [], written: new Map(), lastEntry: entry };
      if (devices.size >= mostDevices) devices.delete(devices.keys().next().value as string);
      devices.set(deviceId, own);
    }
    own.lastEntry = entry;
    return own;
  }

  #story(sessionId: string): Story {
    return this.#stories.take(sessionId, () => ({ devices: new Map(), partings: [], snapshotAt: 0 }));
  }
}

/** The registers that two folds hold differently, the one written first in front. */
function difference(a: Own, b: Own): { name: string; entry: number }[] {
  if (a.session === undefined || b.session === undefined) return [];
  const names = new Set<string>();
  for (const { registers } of [a.session, b.session]) for (const [name] of registers.entries()) names.add(name);
  const found: { name: string; entry: number }[] = [];
  for (const name of names) {
    const [held, other] = [a.session.registers.get(name), b.session.registers.get(name)];
    if (name.startsWith("health/")) continue;
    const isSame =
      held !== undefined &&
      other !== undefined &&
      held.revision === other.revision &&
      held.deviceId === other.deviceId &&
      sameValue(held.value, other.value);
    if (!isSame) found.push({ name, entry: Math.max(a.written.get(name) ?? 0, b.written.get(name) ?? 0) });
  }
  return found.sort((x, y) => x.entry - y.entry || (x.name < y.name ? -1 : 1));
}

/** As the device itself says; one that does not say is not judged. */
function isLive(part: Standing | SessionSnapshot): boolean {
  const status = "registers" in part ? part.registers.status?.[2] : part.status;
  return status === "active";
}
