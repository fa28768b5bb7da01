import { toVector } from "./have.ts";
import type { Role } from "./ids.ts";
import type { Outgoing } from "./outbox.ts";
import type { Derived, Have, Packet, PacketHead, PacketKind, SessionSnapshot, Standing } from "./packet.ts";
import { byteLength } from "./parse.ts";
import type { SessionRecord } from "./record.ts";
import type { Action, Channel } from "./step.ts";
import { protocolVersion } from "./version.ts";

/** Who is sending, and what may be looked at for it. */
export interface SenderOptions {
  readonly deviceId: string;
  readonly role: Role;
  readonly records: ReadonlyMap<string, SessionRecord>;
  readonly mintId: () => string;
  readonly derived: (record: SessionRecord) => Derived;
}

/** Writes a device's packets, as its sessions stand at that moment. [PKT-1] */
export class Sender {
  readonly #options: SenderOptions;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** Every session kept, in the order they came. */
  get records(): ReadonlyMap<string, SessionRecord> {
    return this.#options.records;
  }

  /** Events of one session, in the author's order. [OUT-6] */
  events(batch: readonly Outgoing[]): Packet {
    return { ...this.head("events"), events: batch.map(({ event }) => event) };
  }

  /** Where each open session stands. [HEL-2] */
  hello(): Packet {
    const sessions: Standing[] = [];
    for (const record of this.records.values()) {
      if (!record.isOpen && !record.owesAnswer) continue;
      const { state } = record;
      const health = state.registers.toMap("health");
      sessions.push({
        sessionId: state.sessionId,
        revision: state.revision,
        digest: state.digest,
        ...(state.registers.status === undefined ? {} : { status: state.registers.status }),
        ...(record.isOpen ? {} : { closed: true }),
        ...(Object.keys(health).length === 0 ? {} : { health }),
      });
    }
    return { ...this.head("hello"), sessions };
  }

  /** One session whole, every register with its stamp. [SNP-1] */
  snapshot(record: SessionRecord): SessionSnapshot {
    const { state } = record;
    return {
      sessionId: state.sessionId,
      revision: state.revision,
      digest: state.digest,
      ...(record.isOpen ? {} : { closed: true }),
      registers: state.registers.toMap(),
      ...(state.isShell ? {} : { derived: this.#options.derived(record) }),
    };
  }

  /**
   * Every packet acknowledges: the vectors of open sessions, of those the peer has just mentioned, and of the one the packet is about,
   * closed or not: a digest without its vector would be held against an older one. [ACK-1] [ACK-2] [SNP-1]
   */
  head<K extends PacketKind>(kind: K, about?: SessionRecord): PacketHead & { kind: K } {
    const have: Have = {};
    for (const record of this.records.values()) {
      if (record.isOpen || record.owesAnswer || record.owesAck || record === about) {
        have[record.sessionId] = toVector(record.state.vector);
      }
    }
    const { deviceId, role } = this.#options;
    return { v: protocolVersion, kind, deviceId, role, have };
  }

  /** Gives a packet to a channel, under an id of its own, by which its outcome will be told. */
  send(channel: Channel, packet: Packet, actions: Action[]): string {
    const text = JSON.stringify(packet);
    const sendId = this.#options.mintId();
    actions.push({ type: "send", channel, sendId, text, bytes: byteLength(text) });
    return sendId;
  }
}
