import { z } from "zod";
import type { Envelope } from "./envelope.ts";
import { Envelope as EnvelopeSchema } from "./envelope.ts";
import { Json, Milliseconds, RegisterName, Revision, Seq, Status } from "./event.ts";
import { DeviceId, Id, Role } from "./ids.ts";
import { limits } from "./limits.ts";
import type { Value } from "./value.ts";
import { protocolVersion } from "./version.ts";

/*
 * A packet is the one thing that crosses the link: the JSON text under the key "lty1".
 *
 *   events    what happened, in the author's order
 *   hello     where I stand: vectors, digests, health; asks for nothing, is answered with what is missing
 *   snapshot  whole sessions with a stamp on every register, merged cell by cell
 *   ack       nothing but the vectors
 *   ping pong four time stamps for the clock offset
 *
 * Every kind carries `have`, so every kind acknowledges. [ACK-1]
 */

/** Seqs received of one device: all up to `upTo`, and the few past a hole. [HAVE-1] */
export const Received = z.object({
  upTo: z.int().min(0).max(limits.maxSeq),
  past: z.array(Seq).max(limits.past).optional(),
});

/** Version vector of one session. [HAVE-1] */
export const Vector = z.record(DeviceId, Received);

/** A register with the stamp of its last write: [revision, deviceId, value]. [SNP-1] */
export const StampedCell = z.tuple([Revision, DeviceId, Json]);

/** Cells by register name, each with its stamp. [SNP-1] */
export const RegisterMap = z.record(RegisterName, StampedCell);

/** 16 lowercase hex digits. [DIG-1] */
export const Digest = z.string().regex(/^[0-9a-f]{16}$/, "a digest is 16 lowercase hex digits");

/** The derived fields of the brief, for readers only; a receiver computes its own and reports a mismatch. [DRV-2] */
export const Derived = z.object({
  elapsedSeconds: z.int().min(0),
  activeRestRemainingSeconds: z.int().min(0),
  completedSetsCount: z.int().min(0),
  volumeLbs: z.number().min(0),
});

const head = {
  v: z.literal(protocolVersion),
  deviceId: DeviceId,
  role: Role,
  have: z.record(Id, Vector),
};

/** What a hello says of one session. [HEL-2] */
export const Standing = z.object({
  sessionId: Id,
  revision: z.int().min(0),
  digest: Digest,
  status: Status.optional(),
  closed: z.literal(true).optional(),
  health: RegisterMap.optional(),
});

/** One session of a snapshot. [SNP-1] */
export const SessionSnapshot = z.object({
  sessionId: Id,
  revision: z.int().min(0),
  digest: Digest,
  closed: z.literal(true).optional(),
  registers: RegisterMap,
  derived: Derived.optional(),
});

/** The schemas by kind; each one is closed under JSON and ignores keys it does not know. [PKT-1] */
export const packets = {
  events: z.object({
    ...head,
    kind: z.literal("events"),
    events: z.array(EnvelopeSchema).min(1).max(limits.arrayLength),
  }),
  hello: z.object({ ...head, kind: z.literal("hello"), sessions: z.array(Standing).max(limits.openSessions * 2) }),
  snapshot: z.object({
    ...head,
    kind: z.literal("snapshot"),
    counter: z.int().min(1),
    sessions: z.array(SessionSnapshot).max(limits.openSessions * 2),
  }),
  ack: z.object({ ...head, kind: z.literal("ack") }),
  ping: z.object({ ...head, kind: z.literal("ping"), clockId: Id, sentAt: Milliseconds }),
  pong: z.object({
    ...head,
    kind: z.literal("pong"),
    clockId: Id,
    pingClockId: Id,
    pingSentAt: Milliseconds,
    pingReceivedAt: Milliseconds,
    sentAt: Milliseconds,
  }),
} as const;

export const Packet = z.discriminatedUnion("kind", [
  packets.events,
  packets.hello,
  packets.snapshot,
  packets.ack,
  packets.ping,
  packets.pong,
]);

export type PacketKind = keyof typeof packets;
export type Received = { upTo: number; past?: number[] };
export type Vector = { [deviceId: string]: Received };
export type Have = { [sessionId: string]: Vector };
export type StampedCell = [revision: number, deviceId: string, value: Value];
export type RegisterMap = { [name: string]: StampedCell };
export type Derived = z.infer<typeof Derived>;
export type Standing = Omit<z.infer<typeof Standing>, "health"> & { health?: RegisterMap };
export type SessionSnapshot = Omit<z.infer<typeof SessionSnapshot>, "registers"> & { registers: RegisterMap };

/** What every kind of packet carries. [PKT-1] */
export interface PacketHead {
  v: typeof protocolVersion;
  deviceId: string;
  role: Role;
  have: Have;
}
export type EventsPacket = PacketHead & { kind: "events"; events: Envelope[] };
export type HelloPacket = PacketHead & { kind: "hello"; sessions: Standing[] };
export type SnapshotPacket = PacketHead & { kind: "snapshot"; counter: number; sessions: SessionSnapshot[] };
export type AckPacket = PacketHead & { kind: "ack" };
export type PingPacket = PacketHead & { kind: "ping"; clockId: string; sentAt: number };
export type PongPacket = PacketHead & {
  kind: "pong";
  clockId: string;
  pingClockId: string;
  pingSentAt: number;
  pingReceivedAt: number;
  sentAt: number;
};
/** What crosses the link. [PKT-1] */
export type Packet = EventsPacket | HelloPacket | SnapshotPacket | AckPacket | PingPacket | PongPacket;
