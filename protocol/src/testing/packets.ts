import type { Envelope } from "../envelope.ts";
import { toVector } from "../have.ts";
import type {
  AckPacket,
  EventsPacket,
  Have,
  HelloPacket,
  Packet,
  PingPacket,
  PongPacket,
  SessionSnapshot,
  SnapshotPacket,
  Standing,
} from "../packet.ts";
import type { SessionState } from "../session.ts";
import { epochMs, phoneId, watchId } from "./devices.ts";

/** Writes the packets of one device; `have` is what its next packets acknowledge. */
export class Sender {
  readonly deviceId: string;
  have: Have = {};
  #counter = 0;

  constructor(deviceId: string = phoneId, have: Have = {}) {
    this.deviceId = deviceId;
    this.have = have;
  }

  events(...events: readonly Envelope[]): EventsPacket {
    return { ...this.#head("events"), events: [...events] };
  }

  ack(have: Have = this.have): AckPacket {
    return { ...this.#head("ack"), have };
  }

  hello(...sessions: readonly Standing[]): HelloPacket {
    return { ...this.#head("hello"), sessions: [...sessions] };
  }

  snapshot(...sessions: readonly SessionSnapshot[]): SnapshotPacket {
    return { ...this.#head("snapshot"), counter: ++this.#counter, sessions: [...sessions] };
  }

  ping(clockId = "clock-w", sentAt = epochMs): PingPacket {
    return { ...this.#head("ping"), clockId, sentAt };
  }

  pong(times: Partial<PongPacket> = {}): PongPacket {
    return {
      ...this.#head("pong"),
      clockId: "clock-w",
      pingClockId: "id-1",
      pingSentAt: epochMs,
      pingReceivedAt: epochMs,
      sentAt: epochMs,
      ...times,
    };
  }

  #head<K extends Packet["kind"]>(kind: K) {
    const role = this.deviceId === watchId ? ("watch" as const) : ("phone" as const);
    return { v: 1 as const, kind, deviceId: this.deviceId, role, have: this.have };
  }
}

/** A session as a snapshot would show it, whole and true. */
export function snapshotOf(session: SessionState, more: Partial<SessionSnapshot> = {}): SessionSnapshot {
  const { sessionId, revision, digest, registers } = session;
  return { sessionId, revision, digest, registers: registers.toMap(), ...more };
}

/** A session as a hello would speak of it, true. */
export function standingOf(session: SessionState, more: Partial<Standing> = {}): Standing {
  const { sessionId, revision, digest, registers } = session;
  const status = registers.status === undefined ? {} : { status: registers.status };
  const health = registers.toMap("health");
  return {
    sessionId,
    revision,
    digest,
    ...status,
    ...(Object.keys(health).length === 0 ? {} : { health }),
    ...more,
  };
}

/** What a holder of these sessions would acknowledge. */
export function haveOf(...sessions: readonly SessionState[]): Have {
  return Object.fromEntries(sessions.map(({ sessionId, vector }) => [sessionId, toVector(vector)]));
}
