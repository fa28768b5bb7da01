import type { Transport } from "../ids.ts";
import type { Clocks } from "./clocks.ts";
import { pairKeys } from "./pair-key.ts";
import { Recent } from "./recent.ts";
import { type Half, halfOf, isSameText } from "./same-text.ts";
import type { Seen } from "./seen.ts";

/** What one entry tells of a crossing: one half, both halves, or that an earlier one came to nothing. */
export type Outcome =
  | { what: "sent" | "failed" | "lost" | "replaced"; from: string; transport: Transport }
  | { what: "arrived"; from: string; to: string; transport: Transport; sentAt: number; receivedAt: number }
  /** The link delivered twice, or the sender's tee did not show the send. */
  | { what: "repeated" | "unsent"; from: string; to: string; transport: Transport };

interface Sending extends Half {
  at: number;
  sendId: string | undefined;
  hasFailed: boolean;
}

interface Stray extends Half {
  to: string;
  at: number;
}

interface Lane {
  /** Sent and not seen to arrive, oldest first. */
  open: Sending[];
  /** Arrived before their send was logged: the two tees race to the relay. */
  strays: Stray[];
  /** Texts that arrived, newest last. */
  arrived: Half[];
}

const mostLanes = 512;
const mostOpen = 64;
/** The same text sent again within this may still be behind the first on its way. */
const twinMs = 1_000;

/**
 * Matches the two halves of each crossing: the same text, from the same device, over the same transport. Within a channel packets arrive in
 * order, so one that is still open when a later one has arrived never will: lost, or, for a context, replaced. [LNK-1] [DLV-1]
 */
export class Lanes {
  readonly #lanes = new Recent<string, Lane>(mostLanes);
  readonly #keyOf = pairKeys();
  readonly #clocks: Clocks;

  constructor(clocks: Clocks) {
    this.#clocks = clocks;
  }

  save() {
    return { lanes: this.#lanes };
  }

  restore({ lanes }: ReturnType<Lanes["save"]>): void {
    this.#lanes.adopt(lanes);
  }

  apply(seen: Seen): Outcome[] {
    const { frame, note } = seen;
    const outcomes: Outcome[] = [];
    if (frame.direction === "sent") this.#sent(seen, outcomes);
    else if (frame.direction === "received") this.#received(seen, outcomes);
    else if (note?.note === "send_failed") this.#failed(frame.observer.deviceId, note.transport, note.sendId, outcomes);
    return outcomes;
  }

  #sent({ frame }: Seen, outcomes: Outcome[]): void {
    const { transport = "relay", observedAt, sendId } = frame;
    const half = halfOf(frame);
    const from = frame.observer.deviceId;
    outcomes.push({ what: "sent", from, transport });
    const lane = this.#lane(from, transport);
    const stray = lane.strays.findIndex((each) => isSameText(each, half));
    if (stray >= 0) {
      const [{ to, at }] = lane.strays.splice(stray, 1) as [Stray];
      this.#giveUp(lane, lane.open.length, from, transport, outcomes);
      return this.#arrive(lane, half, { from, to, transport, sentAt: observedAt, receivedAt: at }, outcomes);
    }
    if (lane.open.push({ ...half, at: observedAt, sendId, hasFailed: false }) > mostOpen) lane.open.shift();
  }

  #received({ frame, packet }: Seen, outcomes: Outcome[]): void {
    const { transport = "relay", observedAt } = frame;
    const half = halfOf(frame);
    const from = packet?.deviceId ?? frame.peer;
    const to = frame.observer.deviceId;
    if (from === undefined || from === to) return;
    const lane = this.#lane(from, transport);
    // A queue gives up its oldest.
    const leftBy = transport === "userInfo" ? undefined : this.#clocks.latestDeparture(from, to, observedAt);
    const index = sendingOf(half, lane.open, leftBy);
    const sending = lane.open[index];
    if (sending !== undefined) {
      this.#giveUp(lane, index, from, transport, outcomes);
      lane.open.shift();
      return this.#arrive(lane, half, { from, to, transport, sentAt: sending.at, receivedAt: observedAt }, outcomes);
    }
    if (lane.arrived.some((each) => isSameText(each, half)))
      return void outcomes.push({ what: "repeated", from, to, transport });
    if (lane.strays.push({ ...half, to, at: observedAt }) <= mostOpen) return;
    lane.strays.shift();
    outcomes.push({ what: "unsent", from, to, transport });
  }

  #failed(from: string, transport: Transport, sendId: string, outcomes: Outcome[]): void {
    outcomes.push({ what: "failed", from, transport });
    const sending = this.#lane(from, transport).open.find((each) => each.sendId === sendId);
    // It may have been delivered all the same, so it stays open; it only is not lost as well. [LNK-4]
    if (sending !== undefined) sending.hasFailed = true;
  }

  #arrive(
    lane: Lane,
    half: Half,
    crossing: Omit<Extract<Outcome, { what: "arrived" }>, "what">,
    outcomes: Outcome[],
  ): void {
    if (lane.arrived.push(half) > mostOpen) lane.arrived.shift();
    outcomes.push({ what: "arrived", ...crossing });
  }

  /** The first so many that are open will not come any more. */
  #giveUp(lane: Lane, count: number, from: string, transport: Transport, outcomes: Outcome[]): void {
    const what = transport === "applicationContext" ? "replaced" : "lost";
    for (const { hasFailed } of lane.open.splice(0, count)) if (!hasFailed) outcomes.push({ what, from, transport });
  }

  #lane(from: string, transport: Transport): Lane {
    return this.#lanes.take(this.#keyOf(from, transport), () => ({ open: [], strays: [], arrived: [] }));
  }
}

/**
 * Which of the sends of one text has arrived: a live message comes at once or never, so the latest that can have left by then, or the first of its
 * twins; the oldest where the clocks are not known to each other, for a log may hold one device's frames long before the other's.
 */
function sendingOf(half: Half, open: readonly Sending[], leftBy = Number.NEGATIVE_INFINITY): number {
  let index = open.findLastIndex((each) => each.at <= leftBy && isSameText(each, half));
  if (index < 0) return open.findIndex((each) => isSameText(each, half));
  const since = (open[index] as Sending).at - twinMs;
  for (let i = index - 1; i >= 0 && (open[i] as Sending).at >= since; i--) {
    if (isSameText(open[i] as Sending, half)) index = i;
  }
  return index;
}
