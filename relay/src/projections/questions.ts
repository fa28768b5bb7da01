import type { DeviceSummary, Role, SessionSummary } from "@lighty/protocol";
import type {
  Checkpoint,
  DeliveryReport,
  DivergenceReport,
  Outline,
  Projections,
  TransportReport,
  Vitals,
} from "@lighty/protocol/projections";

import type { Page, ReadOptions } from "../log/event-log.ts";
import { statesAt } from "./states-at.ts";

/** What may be asked of the projections, whichever thread folds them. */
export interface Questions {
  /** Summaries, newest first; of sessions that began before an entry, where one is given. */
  sessions: { limit: number; before?: number };
  session: { sessionId: string };
  devices: Record<never, never>;
  vitals: { deviceId: string };
  /** How each transport carried what a device sent, or all devices. */
  sent: { deviceId?: string };
  delivery: { sessionId: string; limit: number };
  divergence: { sessionId: string };
  outline: { sessionId: string };
  /** The registers of a session's devices after an entry; of one device or role, where it is given. */
  states: { sessionId: string; at: number; device?: string };
  /** How often each rule has found something. */
  found: Record<never, never>;
}

/** What is answered; undefined or null where the session is not known. */
export interface Answers {
  sessions: { sessions: SessionSummary[]; hasMore: boolean };
  session: SessionSummary | undefined;
  devices: DeviceSummary[];
  vitals: Vitals | undefined;
  sent: TransportReport[];
  delivery: DeliveryReport | undefined;
  divergence: DivergenceReport | undefined;
  outline: Outline | undefined;
  states: StatesAt | undefined;
  found: [rule: string, count: number][];
}

/** Every device of a session, and the states of those that were asked for. */
export interface StatesAt {
  known: { deviceId: string; role: Role }[];
  devices: (Checkpoint & { deviceId: string; role: Role })[];
  /** Where what led there has been pruned: the first entry whose state can still be told. [PRJ-6] */
  earliest?: number;
}

export type Ask = keyof Questions;

/** Reads the log that was folded, and looks at nothing beyond an entry where it can be spared that. */
export type Read = (options: ReadOptions, upTo: number) => Page | Promise<Page>;

const answerers: { [A in Ask]: (folded: Projections, question: Questions[A], read: Read) => unknown } = {
  sessions: ({ sessions }, { limit, before }) => sessions.page(limit, before),
  session: ({ sessions }, { sessionId }) => sessions.summary(sessionId),
  devices: ({ devices }) => devices.all(),
  vitals: ({ vitals }, { deviceId }) => vitals.of(deviceId),
  sent: ({ delivery }, { deviceId }) => delivery.sentBy(deviceId),
  delivery: ({ delivery }, { sessionId, limit }) => delivery.report(sessionId, limit),
  divergence: ({ divergence }, { sessionId }) => divergence.report(sessionId),
  outline: ({ outlines }, { sessionId }) => outlines.outline(sessionId),
  states: (folded, question, read) => statesAt(folded, question, read),
  found: ({ found }) => [...found],
};

/** Answers out of projections as they stand. */
export async function answer<A extends Ask>(
  folded: Projections,
  ask: A,
  question: Questions[A],
  read: Read,
): Promise<Answers[A]> {
  return (await answerers[ask](folded, question, read)) as Answers[A];
}
