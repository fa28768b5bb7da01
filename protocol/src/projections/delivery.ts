import type { Envelope } from "../envelope.ts";
import { covers, vectorFor } from "../have.ts";
import type { Transport } from "../ids.ts";
import type { Packet } from "../packet.ts";
import { sequenceOf } from "../session.ts";
import { Clocks } from "./clocks.ts";
import type { DeliveryReport, EventPath } from "./delivery-report.ts";
import { emptyStory, noteAhead, open, type Story, time } from "./delivery-story.ts";
import { Lanes, type Outcome } from "./lanes.ts";
import { Recent } from "./recent.ts";
import type { Seen } from "./seen.ts";
import { join, reportOf, type Tally, type TransportReport, tallyIn } from "./tallies.ts";

const mostSessions = 256;
const mostPending = 64;
const mostSenders = 256;

/** Waits for the clocks of two devices to be known to each other. */
interface Pending {
  from: string;
  to: string;
  /** A crossing, and what counts it; */
  crossing?: { sentAt: number; receivedAt: number; tallies: Tally[] };
  /** or an event, and its session. */
  event?: { path: EventPath; story: Story };
}

/** What became of every event and every packet, kept up entry by entry. [DLV-1..3] */
export class DeliveryLog {
  readonly clocks = new Clocks();
  readonly #lanes = new Lanes(this.clocks);
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
    const { from: sender, to, sentAt, receivedAt } = outcome;
    this.clocks.flew(sender, to, sentAt, receivedAt);
    this.#timeSoon({ from: sender, to, crossing: { sentAt, receivedAt, tallies } });
    if (this.#pending.length > 0) this.#pending = this.#pending.filter((pending) => !this.#settles(pending));
  }

  /** A flight is timed once the two clocks are known to each other; until then a few wait. */
  #timeSoon(pending: Pending): void {
    if (this.#settles(pending)) return;
    if (this.#pending.push(pending) > mostPending) this.#pending.shift();
  }

  #settles({ from, to, crossing, event }: Pending): boolean {
    const offset = this.clocks.offset(from, to);
    if (offset === undefined) return false;
    if (event !== undefined) time(event.story, event.path, offset);
    if (crossing === undefined) return true;
    const latencyMs = Math.max(0, crossing.receivedAt - crossing.sentAt - offset.offsetMs);
    for (const tally of crossing.tallies) {
      tally.latency.add(latencyMs);
      tally.uncertaintyMs = Math.max(tally.uncertaintyMs, offset.uncertaintyMs);
    }
    return true;
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
    } else return this.#receive(story, path, event, frame.verdicts, moment, deviceId);
    // The receiver's frames may have been logged before its own.
    if (path.received !== undefined && path.latencyMs === undefined) this.#time(story, path);
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
    story.receivers.set(event.deviceId, receiver);
    this.#time(story, path);
  }

  /** Times an event, once both its ends and the clocks are known. */
  #time(story: Story, path: EventPath): void {
    const [from, to] = [path.deviceId, story.receivers.get(path.deviceId)];
    if (to === undefined || (path.made ?? path.firstSent) === undefined) return;
    this.#timeSoon({ from, to, event: { story, path } });
  }

  /** Every packet acknowledges: what the peer's vector covers of the observer's own events is on both. [ACK-1] */
  #acknowledge({ have }: Packet, { frame, entry }: Seen): void {
    const { deviceId } = frame.observer;
    for (const sessionId of Object.keys(have)) {
      const story = this.#stories.peek(sessionId);
      const vector = vectorFor(have, sessionId);
      const received = vector !== undefined && Object.hasOwn(vector, deviceId) ? vector[deviceId] : undefined;
      if (story === undefined || received === undefined) continue;
      const moment = { entry, at: frame.observedAt };
      if (received.upTo > (story.shown.get(deviceId) ?? 0)) noteAhead(story, deviceId, received, moment);
      const open = story.open.get(deviceId);
      if (open === undefined || open.length === 0) continue;
      const stillOpen = open.filter((path) => {
        if (path.seq === undefined || !covers(received, path.seq)) return true;
        path.acknowledged = { ...moment };
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
    return this.#stories.take(sessionId, emptyStory);
  }
}
