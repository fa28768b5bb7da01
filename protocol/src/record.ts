import { hasHoles, includes, sameVector, toVector, type VectorMap } from "./have.ts";
import { Outbox } from "./outbox.ts";
import type { Vector } from "./packet.ts";
import type { SessionState } from "./session.ts";

/** What a peer last said of a session. */
export interface Said {
  deviceId: string;
  vector: VectorMap;
  /** Absent when it only acknowledged. */
  digest?: string;
}

/**
 * A session as its owner keeps it: the merged state, and what is left to do about the peer.
 *
 *   live --finish or discard--> ended --peer says the same--> closed --30 days, or 50 newer--> forgotten
 *     ^                           ^                             |
 *     |                           +---- a new cell, or another device --+
 */
export class SessionRecord {
  readonly state: SessionState;
  readonly outbox = new Outbox();
  /** Own events made so far. [HAVE-1] */
  seq = 0;
  /** The device it is closed with, and when by the own session clock. [CLO-1] */
  closed: { deviceId: string; at: number } | null = null;
  /** When the end became known here, by the own session clock. */
  endedAt: number | null = null;
  said: Said | null = null;
  /** The peer mentioned it while it was closed here, and is owed an answer. [CLO-3] */
  owesAnswer = false;
  /** The peer lacks what the outbox cannot give, or the digests part: it is owed a snapshot. [OUT-7] [DRF-2] */
  owesSnapshot = false;
  /** The peer mentioned it and is owed the vector, even an empty one. [ACK-2] */
  owesAck = false;
  snapshotAt: number | null = null;
  /** The pair of digests over which drift was reported, and what has been tried. [DRF-1..3] */
  drift: { ours: string; theirs: string; snapshotSent: boolean; unhealed: boolean } | null = null;

  constructor(state: SessionState) {
    this.state = state;
  }

  get sessionId(): string {
    return this.state.sessionId;
  }

  get isOpen(): boolean {
    return this.closed === null;
  }

  /** Ended, nothing of ours on the way, no hole, and the peer has just said the same vector and digest. [CLO-1] */
  get canClose(): boolean {
    const { said, state } = this;
    return (
      this.isOpen &&
      state.registers.ended &&
      this.outbox.size === 0 &&
      said !== null &&
      said.digest === state.digest &&
      !hasHoles(state.vector) &&
      sameVector(said.vector, state.vector)
    );
  }

  /** True when the peer's vector, as last said, misses something that is here. */
  get peerLacks(): boolean {
    return this.said !== null && !includes(this.said.vector, this.state.vector);
  }

  toHead(): Head {
    return {
      revision: this.state.revision,
      seq: this.seq,
      have: toVector(this.state.vector),
      ...(this.endedAt === null ? {} : { endedAt: this.endedAt }),
      ...(this.closed ? { closed: this.closed } : {}),
    };
  }
}

/** The durable part of a record beside its cells and outbox. [DUR-2] */
export interface Head {
  revision: number;
  seq: number;
  have: Vector;
  endedAt?: number;
  closed?: { deviceId: string; at: number };
}
