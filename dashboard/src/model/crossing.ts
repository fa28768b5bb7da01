import type { Entry, Transport, VerdictWord } from "@lighty/protocol";
import { bareText } from "@lighty/protocol/redaction";
import { type Body, eventsIn } from "./reading.ts";

/*
 * One arrow per crossing. What was sent and what was received are two frames of two tees; they belong together when the very same text
 * went the same way between the same two devices, else when they carry the same event.
 *
 *   sent ----------> received      arrived
 *   sent ----------> received      arrived
 *      \-----------> received      arrived again: the link delivered twice
 *   sent ----x                     failed: a note tells the error code
 *   sent ----|                     replaced: a later context took its place before it left
 *   sent ----                      open: not seen to arrive, so far
 *           -------> received      unsent: the sender's own tee did not show it
 *
 * The two tees race to the relay, so either end may come first, and an arrow once drawn may find its other end later.
 */
export interface Crossing {
  readonly id: number;
  readonly from: string;
  readonly to: string;
  readonly transport: Transport;
  sent: Entry | null;
  received: Entry | null;
  outcome: Outcome;
  /** The second and later arrivals of one send. */
  isRepeat: boolean;
}

export type Outcome = "arrived" | "failed" | "replaced" | "open" | "unsent";

/**
 * What the receiver decided, where there was something to decide: a packet of neither events nor sessions (an ack, a ping) is summed up as
 * applied, which says nothing. What a device did itself was not received.
 */
export function judgement({ frame }: Entry): VerdictWord | null {
  const isJudged = frame.direction === "received" && (frame.verdicts?.length ?? 0) > 0;
  return isJudged ? (frame.verdict ?? null) : null;
}

/** The words of all parts of what was received, of this session. */
export function judgements({ frame }: Entry, sessionId: string): VerdictWord[] {
  if (frame.direction !== "received") return [];
  const own = (frame.verdicts ?? []).filter((part) => part.sessionId === undefined || part.sessionId === sessionId);
  return own.map(({ verdict }) => verdict);
}

export function verdictOf({ received }: Crossing): VerdictWord | null {
  return received === null ? null : judgement(received);
}

/** Crossings of one text, or of one event, one way. */
type Meeting = Crossing[];

/** A text repeated more often than this (an ack that says nothing new) is matched among its latest only. */
const meetingSize = 32;

/** Finds the crossings of a session as its entries come. */
export class Crossings {
  readonly all: Crossing[] = [];
  readonly #timeOf: (entry: Entry) => number;
  readonly #byEntry = new Map<number, Crossing[]>();
  readonly #byText = new Map<string, Meeting>();
  readonly #byEvent = new Map<string, Meeting>();
  readonly #bySend = new Map<string, Crossing>();
  readonly #failed = new Set<string>();
  readonly #context = new Map<string, Crossing>(); /** `timeOf` reads every device's frames on one clock. */
  constructor(timeOf: (entry: Entry) => number) {
    this.#timeOf = timeOf;
  }

  /** The arrows that begin or end at an entry: one, or several where the link delivered twice. */
  at(entry: number): readonly Crossing[] {
    return this.#byEntry.get(entry) ?? [];
  }

  append(entry: Entry, body: Body): void {
    const { frame } = entry;
    if (frame.direction === "sent") this.#sent(entry, body);
    else if (frame.direction === "received") this.#received(entry, body);
    else if (body.kind === "note" && body.note.note === "send_failed")
      this.#fail(`${frame.observer.deviceId} ${body.note.sendId}`);
  }

  #sent(entry: Entry, body: Body): void {
    const { observer, peer = "", transport = "relay", sendId } = entry.frame;
    const keys = meetingKeys(observer.deviceId, peer, entry, body);
    const waiting = this.#find(keys, (crossing) => crossing.sent === null && crossing.transport === transport);
    const crossing = waiting ?? this.#reclaim(entry, keys) ?? this.#open(observer.deviceId, peer, transport, keys);
    crossing.sent = entry;
    crossing.outcome = crossing.received === null ? "open" : "arrived";
    this.#index(entry, crossing);

    if (sendId !== undefined) {
      const key = `${observer.deviceId} ${sendId}`;
      this.#bySend.set(key, crossing);
      if (this.#failed.has(key)) this.#fail(key);
    }
    if (transport === "applicationContext") this.#replaceContext(crossing);
  } /**
   * An arrival that reached the log before its own send was given to an earlier send of the same text. A later send that can have caused it
   * is the better one: it takes the arrival over.
   */
  #reclaim(entry: Entry, keys: MeetingKeys): Crossing | undefined {
    if (entry.frame.transport === "userInfo") return undefined;
    const left = this.#timeOf(entry);
    const taken = (this.#byText.get(keys.text) ?? []).findLast(
      ({ sent, received, transport }) =>
        sent !== null &&
        received !== null &&
        transport === entry.frame.transport &&
        this.#timeOf(sent) < left &&
        this.#timeOf(received) > left,
    );
    if (taken === undefined) return undefined;
    const before = taken.sent as Entry;
    this.#byEntry.set(
      before.entry,
      this.at(before.entry).filter((crossing) => crossing !== taken),
    );
    if (!taken.isRepeat) {
      const reopened = this.#open(taken.from, taken.to, taken.transport, keys);
      reopened.sent = before;
      this.#index(before, reopened);
    }
    taken.isRepeat = false;
    return taken;
  }

  #received(entry: Entry, body: Body): void {
    const { observer, peer = "", transport = "relay" } = entry.frame;
    const keys = meetingKeys(peer, observer.deviceId, entry, body);
    const fits = (crossing: Crossing) => crossing.sent !== null && crossing.transport === transport;
    const open = this.#find(keys, (crossing) => fits(crossing) && crossing.received === null);
    if (open !== undefined) return this.#arrive(open, entry);

    const first = this.#find(keys, fits);
    const crossing = this.#open(peer, observer.deviceId, transport, keys);
    crossing.sent = first?.sent ?? null;
    crossing.isRepeat = first !== undefined;
    if (first?.sent) this.#index(first.sent, crossing);
    this.#arrive(crossing, entry);
  }

  #arrive(crossing: Crossing, entry: Entry): void {
    crossing.received = entry;
    crossing.outcome = crossing.sent === null ? "unsent" : "arrived";
    this.#index(entry, crossing);
  }

  /** A timed-out reply looks like a failure to the sender though the packet came through: what was seen to arrive has arrived. */
  #fail(key: string): void {
    this.#failed.add(key);
    const crossing = this.#bySend.get(key);
    if (crossing !== undefined && crossing.received === null) crossing.outcome = "failed";
  }

  /** A context that had not left when the next one was set never leaves: the system holds only the latest. */
  #replaceContext(latest: Crossing): void {
    const before = this.#context.get(latest.from);
    if (before?.outcome === "open") before.outcome = "replaced";
    this.#context.set(latest.from, latest);
  }

  #open(from: string, to: string, transport: Transport, keys: MeetingKeys): Crossing {
    const crossing: Crossing = {
      id: this.all.length,
      from,
      to,
      transport,
      sent: null,
      received: null,
      outcome: "open",
      isRepeat: false,
    };
    this.all.push(crossing);
    join(this.#byText, keys.text, crossing);
    for (const key of keys.events) join(this.#byEvent, key, crossing);
    return crossing;
  }

  /** The same text first; the same event only where no text matches. */
  #find(keys: MeetingKeys, fits: (crossing: Crossing) => boolean): Crossing | undefined {
    const same = pick(this.#byText.get(keys.text), fits);
    if (same !== undefined) return same;
    for (const key of keys.events) {
      const found = pick(this.#byEvent.get(key), fits);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #index(entry: Entry, crossing: Crossing): void {
    const known = this.#byEntry.get(entry.entry);
    if (known === undefined) this.#byEntry.set(entry.entry, [crossing]);
    else if (!known.includes(crossing)) known.push(crossing);
  }
}

interface MeetingKeys {
  text: string;
  events: string[];
}

function meetingKeys(from: string, to: string, entry: Entry, body: Body): MeetingKeys {
  const way = `${from}>${to}`;
  // One end may have left its health values out. [OBS-6]
  return {
    text: `${way} ${bareText(entry.frame.body)}`,
    events: eventsIn(body).map(({ eventId }) => `${way} ${eventId}`),
  };
}

function join(meetings: Map<string, Meeting>, key: string, crossing: Crossing): void {
  const meeting = meetings.get(key);
  if (meeting === undefined) meetings.set(key, [crossing]);
  else if (meeting.push(crossing) > meetingSize) meeting.shift();
}

/** Where a text was sent more than once: a queue gives up its oldest, a live message arrives at once or never, so there the latest. */
function pick(meeting: Meeting | undefined, fits: (crossing: Crossing) => boolean): Crossing | undefined {
  const crossings = meeting?.filter(fits) ?? [];
  return crossings[0]?.transport === "userInfo" ? crossings[0] : crossings.at(-1);
}
