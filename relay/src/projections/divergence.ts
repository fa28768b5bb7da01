import {
  canonical,
  type Entry,
  type Finding,
  type Packet,
  type Role,
  type SessionSnapshot,
  type Standing,
  type Value,
  vectorFor,
} from "@lighty/protocol";

/** Where one device last said it stands in a session. */
interface Stand {
  role: Role;
  /** Canonical text of its version vector. */
  vector: string;
  digest: string;
  entry: number;
}

/**
 * Two devices that have seen the same events must be in the same state: equal vectors and unequal digests are a divergence. A pair is judged by
 * what each says of itself, in its own hellos and snapshots, where vector and digest were taken at one moment; and only while the session is live,
 * since from its end on the digest counts health as well, which no vector covers. [DRF-1] [DIG-4]
 */
export class Divergence {
  readonly #standings = new Map<string, Map<string, Stand>>();
  /** Pairs of digests that were reported, by session. */
  readonly #reported = new Map<string, string>();

  apply({ entry, frame }: Entry, packet: Packet | undefined): Finding[] {
    if (frame.direction !== "sent" || packet === undefined) return [];
    if (packet.kind !== "hello" && packet.kind !== "snapshot") return [];
    const findings: Finding[] = [];
    for (const part of packet.sessions) {
      if (!isLive(part)) continue;
      const { sessionId, digest } = part;
      const vector = canonical((vectorFor(packet.have, sessionId) ?? {}) as Value);
      const standing = { role: frame.observer.role, vector, digest, entry };
      const finding = this.#compare(sessionId, frame.observer.deviceId, standing);
      if (finding !== undefined) findings.push(finding);
    }
    return findings;
  }

  #compare(sessionId: string, deviceId: string, own: Stand): Finding | undefined {
    const standings = this.#standings.get(sessionId) ?? new Map<string, Stand>();
    this.#standings.set(sessionId, standings);
    standings.set(deviceId, own);
    for (const [otherId, other] of standings) {
      if (otherId === deviceId || other.vector !== own.vector || other.digest === own.digest) continue;
      const pair = [own.digest, other.digest].sort().join(" ");
      if (this.#reported.get(sessionId) === pair) continue;
      this.#reported.set(sessionId, pair);
      const sentence = `${own.role} and ${other.role} have seen the same events but stand at different states: ${own.digest} and ${other.digest}`;
      return { rule: "divergence", severity: "warning", sentence, sessionId, entries: [other.entry, own.entry] };
    }
    return undefined;
  }
}

/** As the device itself says; one that does not say is not judged. */
function isLive(part: Standing | SessionSnapshot): boolean {
  const status = "registers" in part ? part.registers.status?.[2] : part.status;
  return status === "active";
}
