import { z } from "zod";
import type { Envelope } from "../envelope.ts";
import { covers, vectorFor } from "../have.ts";
import { Transport } from "../ids.ts";
import type { Packet } from "../packet.ts";
import { sequenceOf } from "../session.ts";
import { verdictWords } from "../verdict.ts";
import { Clocks } from "./clocks.ts";
import { Lanes, type Outcome } from "./lanes.ts";
import { Recent } from "./recent.ts";
import type { Seen } from "./seen.ts";
import { join, reportOf, type Tally, TransportReport, tallyIn } from "./tallies.ts";

const count = z.int().min(0);
const Moment = z.object({ entry: z.int().min(1), at: z.int(), transport: Transport.optional() });

/** The way of one event: made, sent, received, judged, acknowledged. Times are by the clock of the device that saw them. [DLV-1] */
export const EventPath = z.object({
  eventId: z.string(),
  deviceId: z.string(),
  eventType: z.string(),
  seq: z.int().optional(),
  revision: z.int(),
  made: Moment.optional(),
  sends: count,
  firstSent: Moment.optional(),
  lastSent: Moment.optional(),
  transports: z.array(Transport),
  receipts: count,
  received: Moment.optional(),
  verdict: z.enum(verdictWords).optional(),
  acknowledged: Moment.optional(),
  /** From the first time it left until it came, by one clock, and how wrong that may be. */
  latencyMs: z.int().optional(),
  uncertaintyMs: z.int().optional(),
  isLate: z.boolean(),
  isOvertaken: z.boolean(),
});
export type EventPath = z.infer<typeof EventPath>;

/** How a session's events fared, and the latest of them one by one. [DLV-1] */
export const DeliveryReport = z.object({
  sessionId: z.string(),
  events: z.object({
    made: count,
    sent: count,
    received: count,
    acknowledged: count,
    duplicated: count,
    late: count,
    overtaken: count,
    open: count,
  }),
  transports: z.array(TransportReport),
  paths: z.array(EventPath),
});
export type DeliveryReport = z.infer<typeof DeliveryReport>;

/** An event that took longer than this is late. */
export const lateMs = 10_000;
const mostSessions = 256;
const mostEvents = 2_000;
const mostPending = 64;
const mostSenders = 256;

interface Story {
  events: DeliveryReport["events"];
  paths: Recent<string, EventPath>;
  transports: Map<Transport, Tally>;
  /** By author: its events that its peer has not acknowledged, in order. */
  open: Map<string, EventPath[]>;
  /** By author: the highest seq that came. */
  highest: Map<string, number>;
}

interface Pending {
  outcome: Extract<Outcome, { what: "arrived" }>;
  tallies: Tally[];
}

/** What became of every event and every packet, kept up entry by entry. [DLV-1..3] */
export class DeliveryLog {
  readonly clocks = new Clocks();
  readonly #lanes = new Lanes();
  readonly #stories = new Recent<string, Story>(mostSessions);
  /** By sender: how its packets fared over all sessions, and those of none. */
  readonly #senders = new Recent<string, Map<Transport, Tally>>(mostSenders);
  readonly #clockIds = new Recent<string, string>(1_000);
  #pending: Pending[] = [];

  save() {
    const [clocks, lanes] = [this.clocks.save(), this.#lanes.save()];
    const [stories, senders, clockIds] = [this.#stories, this.#senders, this.#clockIds];
    return { clocks, lanes, stories, senders, clockIds, pending: this.#pending };
  }

  restore({ clocks, lanes, stories, senders, clockIds, pending }: ReturnType<DeliveryLog["save"]>): void {
    this.clocks.restore(clocks);
    this.#lanes.restore(lanes);
    this.#stories.adopt(stories);
    this.#senders.adopt(senders);
    this.#clockIds.adopt(clockIds);
    this.#pending = pending;
  }

  apply(seen: Seen): void {
    const { frame, packet, note } = seen;
    if (note?.note === "activated") this.#noteClock(frame.observer.deviceId, note.clockId);
    for (const outcome of this.#lanes.apply(seen)) this.#tally(outcome, seen.sessions);
    if (packet === undefined || frame.verdict === "rejected" || frame.verdict === "foreign") return;
    if (frame.direction === "received") this.#acknowledge(packet, seen);
    if (packet.kind === "events") for (const event of packet.events) this.#follow(event, seen);
  }

  /** Newest first; `limit` of the paths. */
  report(sessionId: string, limit: number): DeliveryReport | undefined {
    const story = this.#stories.peek(sessionId);
    if (story === undefined) return undefined;
    const paths = [...story.paths.values()].slice(-limit).reverse();
    return { sessionId, events: { ...story.events }, transports: reportOf(story.transports), paths };
  }

  /** How each transport carried what a device sent, whatever it was about; of all devices without one. [DLV-4] */
  sentBy(deviceId?: string): TransportReport[] {
    if (deviceId !== undefined) return reportOf(this.#senders.peek(deviceId) ?? new Map());
    const all = new Map<Transport, Tally>();
    for (const tallies of this.#senders.values()) for (const [transport, tally] of tallies) join(all, transport, tally);
    return reportOf(all);
  }

  forget(sessionId: string): void {
    this.#stories.delete(sessionId);
  }

  forgetDevice(deviceId: string): void {
    this.#senders.delete(deviceId);
  }

  path(sessionId: string, eventId: string): EventPath | undefined {
    return this.#stories.peek(sessionId)?.paths.peek(eventId);
  }

  /** The own event that a device has waited longest to see acknowledged. */
  oldestOpen(sessionId: string, deviceId: string): EventPath | undefined {
    return this.#stories.peek(sessionId)?.open.get(deviceId)?.[0];
  }

  /** Events of a device that its peer has not been seen to receive. */
  unreceived(sessionId: string, deviceId: string): EventPath[] {
    const paths = this.#stories.peek(sessionId)?.paths.values() ?? [];
    return [...paths].filter((path) => path.deviceId === deviceId && path.receipts === 0);
  }

  /** After a reboot a device's clock is another, and what was known of the old one is void. [CLK-2] */
  #noteClock(deviceId: string, clockId: string): void {
    const before = this.#clockIds.peek(deviceId);
    this.#clockIds.set(deviceId, clockId);
    if (before !== undefined && before !== clockId) this.clocks.forget(deviceId);
  }

  #tally(outcome: Outcome, sessions: readonly string[]): void {
    const { from, transport } = outcome;
    const tallies = sessions.map((sessionId) => tallyIn(this.#story(sessionId).transports, transport));
    tallies.push(
      tallyIn(
        this.#senders.take(from, () => new Map()),
        transport,
      ),
    );
    for (const tally of tallies) {
      if (outcome.what === "arrived" || outcome.what === "unsent") tally.received += 1;
      else tally[outcome.what] += 1;
    }
    if (outcome.what !== "arrived") return;
    this.clocks.flew(outcome.from, outcome.to, outcome.sentAt, outcome.receivedAt);
    this.#pending.push({ outcome, tallies });
    this.#settle();
  }

  /** A flight is timed once the two clocks are known to each other; until then a few wait. */
  #settle(): void {
    this.#pending = this.#pending.filter(({ outcome, tallies }) => {
      const offset = this.clocks.offset(outcome.from, outcome.to);
      if (offset === undefined) return true;
      const latencyMs = Math.max(0, outcome.receivedAt - outcome.sentAt - offset.offsetMs);
      for (const tally of tallies) {
        tally.latency.add(latencyMs);
        tally.uncertaintyMs = Math.max(tally.uncertaintyMs, offset.uncertaintyMs);
      }
      return false;
    });
    if (this.#pending.length > mostPending) this.#pending.shift();
  }

  #follow(event: Envelope, { frame, entry }: Seen): void {
    const { deviceId } = frame.observer;
    const isOwn = event.deviceId === deviceId;
    // What is heard at one device of another's words is a receipt; its own words are made or sent.
    if (isOwn !== (frame.direction !== "received")) return;
    const story = this.#story(event.sessionId);
    const path = this.#path(story, event);
    if (isOwn && path.made === undefined && path.firstSent === undefined) open(story, path);
    const moment = { entry, at: frame.observedAt, ...(frame.transport && { transport: frame.transport }) };
    if (frame.transport !== undefined && !path.transports.includes(frame.transport))
      path.transports.push(frame.transport);
    if (frame.direction === "local") {
      if (path.made === undefined) story.events.made += 1;
      path.made ??= moment;
    } else if (frame.direction === "sent") {
      path.sends += 1;
      if (path.firstSent === undefined) story.events.sent += 1;
      path.firstSent ??= moment;
      path.lastSent = moment;
    } else this.#receive(story, path, event, frame.verdicts, moment, deviceId);
  }

  #receive(
    story: Story,
    path: EventPath,
    event: Envelope,
    verdicts: Seen["frame"]["verdicts"],
    moment: NonNullable<EventPath["received"]>,
    receiver: string,
  ): void {
    path.receipts += 1;
    if (path.receipts === 2) story.events.duplicated += 1;
    if (path.receipts > 1) return;
    story.events.received += 1;
    path.received = moment;
    const verdict = verdicts?.find(({ eventId }) => eventId === event.eventId)?.verdict;
    if (verdict !== undefined) path.verdict = verdict;
    const highest = story.highest.get(event.deviceId) ?? 0;
    if (path.seq !== undefined) {
      path.isOvertaken = path.seq < highest;
      if (path.isOvertaken) story.events.overtaken += 1;
      story.highest.set(event.deviceId, Math.max(highest, path.seq));
    }
    const offset = this.clocks.offset(event.deviceId, receiver);
    const left = path.made ?? path.firstSent;
    if (offset === undefined || left === undefined) return;
    path.latencyMs = Math.max(0, moment.at - left.at - offset.offsetMs);
    path.uncertaintyMs = offset.uncertaintyMs;
    path.isLate = path.latencyMs > lateMs;
    if (path.isLate) story.events.late += 1;
  }

  /** Every packet acknowledges: what the peer's vector covers of the observer's own events is on both. [ACK-1] */
  #acknowledge({ have }: Packet, { frame, entry }: Seen): void {
    const { deviceId } = frame.observer;
    for (const sessionId of Object.keys(have)) {
      const story = this.#stories.peek(sessionId);
      const open = story?.open.get(deviceId);
      const vector = vectorFor(have, sessionId);
      if (story === undefined || open === undefined || open.length === 0 || vector === undefined) continue;
      const received = Object.hasOwn(vector, deviceId) ? vector[deviceId] : undefined;
      const stillOpen = open.filter((path) => {
        if (path.seq === undefined || !covers(received, path.seq)) return true;
        path.acknowledged = { entry, at: frame.observedAt };
        story.events.acknowledged += 1;
        return false;
      });
      story.events.open -= open.length - stillOpen.length;
      story.open.set(deviceId, stillOpen);
    }
  }

  #path(story: Story, event: Envelope): EventPath {
    const known = story.paths.peek(event.eventId);
    if (known !== undefined) return known;
    const seq = sequenceOf(event);
    const { eventId, deviceId, eventType, revision } = event;
    const head = { eventId, deviceId, eventType, revision, ...(seq === undefined ? {} : { seq }) };
    const path: EventPath = { ...head, sends: 0, transports: [], receipts: 0, isLate: false, isOvertaken: false };
    story.paths.set(eventId, path);
    return path;
  }

  #story(sessionId: string): Story {
    return this.#stories.take(sessionId, () => ({
      events: { made: 0, sent: 0, received: 0, acknowledged: 0, duplicated: 0, late: 0, overtaken: 0, open: 0 },
      paths: new Recent(mostEvents),
      transports: new Map(),
      open: new Map(),
      highest: new Map(),
    }));
  }
}

/** An own event waits to be acknowledged from the moment its author's tee first shows it. */
function open({ open: waiting, events }: Story, path: EventPath): void {
  if (path.seq === undefined) return;
  const own = waiting.get(path.deviceId) ?? [];
  waiting.set(path.deviceId, own);
  if (own.push(path) > mostEvents) own.shift();
  else events.open += 1;
}
