import type { Role } from "../ids.ts";
import { type Link, type LinkDelegate, linkCodes, type Outstanding, readPayload } from "../link.ts";
import { byteLength } from "../parse.ts";
import type { Channel } from "../step.ts";
import type { Appointment } from "./agenda.ts";
import type { FakeLink } from "./fake-link.ts";
import type { Random } from "./random.ts";

/*
 * One pair of WatchConnectivity sessions. What Apple's daemon keeps outlives the app and sits in `LinkEnd`'s system half; what lives in
 * the app's process dies with it.
 *
 *   app     message queue ......... lost when the app dies; needs the counterpart now
 *   system  userInfo queue ........ first in first out, survives, delivered when the counterpart's app runs
 *   system  application context ... only the latest, survives, readable on wake; the same one is not delivered again
 *
 * Within a channel order holds; between channels there is none.
 */

interface Transfer extends Outstanding {
  readonly bytes: number;
  readonly readyAt: number;
  readonly fate: Random;
}

/** A message that its receiver leaves unanswered for so long has failed. */
const replyWaitMs = 10_000;

/** One device's session of the pair. */
export class LinkEnd implements Link {
  readonly role: Role;
  readonly #link: FakeLink;

  /** In the app. */
  #delegate: LinkDelegate | null = null;
  #isActivated = false;
  #lastMessageAt = 0;
  /** Counts the app's lives: what was in flight for an earlier one finds no one. */
  #life = 0;
  #saidReachable = false;

  /** In the system. */
  readonly #queue: Transfer[] = [];
  #heldBytes = 0;
  #unanswered = 0;
  readonly #given: Record<Channel, number> = { message: 0, userInfo: 0, applicationContext: 0 };
  readonly #inbox: string[] = [];
  #pump: Appointment | null = null;
  readonly #sentWhileAway: { sendId: string; errorCode?: number }[] = [];
  #context: string | null = null;
  #contextArrival: Appointment | null = null;
  #contextIsWaiting = false;
  #receivedContext: string | null = null;
  #isPowered = true;
  #takesTransfers = true;

  /** Asked to launch the app for a message that found none; true when it will run. */
  wake: () => boolean = () => false;

  constructor(role: Role, link: FakeLink) {
    this.role = role;
    this.#link = link;
  }

  get isActivated(): boolean {
    return this.#isActivated;
  }

  /** The app's process runs and has set its delegate. */
  get isRunning(): boolean {
    return this.#delegate !== null;
  }

  get isPowered(): boolean {
    return this.#isPowered;
  }

  /** The latest context that came, seen by the app or not. */
  get receivedApplicationContext(): string | null {
    return this.#receivedContext;
  }

  /** Transfers that have not arrived at the counterpart. */
  get outstanding(): readonly Outstanding[] {
    return this.#queue;
  }

  /** UTF-8 bytes of messages on their way and of transfers that wait. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Messages whose outcome is not known yet, whichever life of the app sent them. */
  get unansweredMessages(): number {
    return this.#unanswered;
  }

  /** What isReachable says, which may be a lie. */
  get isReachable(): boolean {
    return this.#isActivated && (this.#link.lie(this.role) ?? this.#link.canReach(this));
  }

  /** The app sets its delegate and activates: it learns how things stand a moment later, then gets what waited for it. */
  activate(delegate: LinkDelegate): void {
    this.#delegate = delegate;
    this.#life++;
    const life = this.#life;
    this.#link.agenda.after(1, () => {
      if (this.#life !== life || this.#delegate === null) return;
      this.#isActivated = true;
      this.#saidReachable = this.isReachable;
      delegate.activated(this.#saidReachable, [...this.#queue]);
      for (const { sendId, errorCode } of this.#sentWhileAway.splice(0)) this.#tell(sendId, errorCode);
      if (this.#receivedContext !== null) this.#delegate?.received("applicationContext", this.#receivedContext);
      this.drain();
      this.#link.reachabilityMayHaveChanged();
    });
  }

  /** The app is gone, and with it its messages; the system keeps the rest. */
  deactivate(): void {
    this.#delegate = null;
    this.#isActivated = false;
    this.#life++;
    this.#link.reachabilityMayHaveChanged();
  }

  /** The app was deleted: what the system held for it is gone. */
  clear(): void {
    for (const { bytes } of this.#queue.splice(0)) this.#heldBytes -= bytes;
    this.#inbox.length = 0;
    this.#sentWhileAway.length = 0;
    this.#context = null;
    this.#contextIsWaiting = false;
    this.#receivedContext = null;
  }

  /** The system gives up what it holds for the counterpart: handed back with a code, or never spoken of again. */
  giveUp(errorCode?: number): void {
    for (const { sendId, bytes } of this.#queue.splice(0)) {
      this.#heldBytes -= bytes;
      if (errorCode !== undefined) this.#tell(sendId, errorCode);
    }
  }

  power(on: boolean): void {
    this.#isPowered = on;
    this.#link.reachabilityMayHaveChanged();
  }

  /** False while this end's system has no room for what the counterpart transfers: it waits there. */
  takeTransfers(yes: boolean): void {
    this.#takesTransfers = yes;
    if (yes) this.#link.peerOf(this).pump();
  }

  send(channel: Channel, sendId: string, payload: unknown): void {
    const text = readPayload(payload, channel);
    if (!this.#isActivated) this.#delegate?.sent(sendId, linkCodes.notActivated);
    else if (typeof text === "number") this.#tellSoon(sendId, text);
    else if (channel === "message") this.#sendMessage(sendId, text, this.#nextFate(channel));
    else if (channel === "userInfo") this.#transfer(sendId, text, this.#nextFate(channel));
    else this.#updateContext(sendId, text);
  }

  /** Takes transfers back that have not arrived. */
  cancel(sendIds: readonly string[]): void {
    for (const sendId of sendIds) {
      const i = this.#queue.findIndex((transfer) => transfer.sendId === sendId);
      if (i < 0) continue;
      this.#heldBytes -= this.#queue[i]?.bytes ?? 0;
      this.#queue.splice(i, 1);
    }
  }

  /** From here on packets count from the first again: their fates are those of a new world. */
  forgetFates(): void {
    for (const channel of Object.keys(this.#given) as Channel[]) this.#given[channel] = 0;
  }

  #nextFate(channel: Channel): Random {
    return this.#link.fate(this.role, channel, this.#given[channel]++);
  }

  #sendMessage(sendId: string, text: string, fate: Random): void {
    const link = this.#link;
    const weather = link.channel("message");
    const { agenda } = link;
    if (!this.isReachable) {
      this.#tellSoon(sendId, linkCodes.notReachable);
      return;
    }
    const latencyMs = link.latency(weather, fate);
    // Dispatched a moment after it was queued; an app that exits before that takes the message with it.
    const dispatchAt = Math.max(agenda.now + latencyMs / 4, this.#lastMessageAt);
    const arriveAt = Math.max(agenda.now + latencyMs, this.#lastMessageAt);
    this.#lastMessageAt = arriveAt;
    const fails = weather.off || fate.chance(weather.failure);
    const vanishes = fate.chance(weather.loss);
    const replyIsLate = fate.chance(weather.lateReply);
    const copies = fate.chance(weather.duplicate) ? 2 : 1;
    const bytes = byteLength(text);
    this.#heldBytes += bytes;
    this.#unanswered += 1;
    const life = this.#life;
    let isDispatched = false;
    const leave = () => {
      isDispatched = this.#life === life;
    };
    if (dispatchAt < arriveAt) agenda.at(dispatchAt, leave);
    else isDispatched = true;
    agenda.at(arriveAt, () => {
      this.#heldBytes -= bytes;
      if (!isDispatched) {
        this.#unanswered -= 1;
        return;
      }
      const answer = (afterMs: number, errorCode?: number) => {
        this.#unanswered -= 1;
        agenda.after(afterMs, () => {
          if (this.#life === life) this.#tell(sendId, errorCode);
        });
      };
      const peer = link.peerOf(this);
      if (fails || !link.canReach(this) || !peer.#isReadyFor(this)) {
        answer(latencyMs, linkCodes.deliveryFailed);
        return;
      }
      let isAnswered = false;
      const reply = () => {
        if (isAnswered) return;
        isAnswered = true;
        if (replyIsLate) answer(latencyMs + 5_000, linkCodes.replyTimedOut);
        else answer(latencyMs);
      };
      if (!vanishes) for (let i = 0; i < copies; i++) peer.#receive("message", text, reply);
      if (vanishes || peer.#delegate?.repliesLater !== true) return reply();
      agenda.after(replyWaitMs, () => {
        if (isAnswered) return;
        isAnswered = true;
        answer(0, linkCodes.replyTimedOut);
      });
    });
  }

  /** A running app is; the phone's app may be launched for a message from the watch, the watch's never for one from the phone. */
  #isReadyFor(sender: LinkEnd): boolean {
    if (this.#isActivated) return true;
    if (this.#delegate === null && sender.role === "watch" && this.role === "phone") this.wake();
    return false;
  }

  #transfer(sendId: string, text: string, fate: Random): void {
    const latencyMs = this.#link.latency(this.#link.channel("userInfo"), fate);
    const bytes = byteLength(text);
    this.#heldBytes += bytes;
    this.#queue.push({ sendId, text, bytes, readyAt: this.#link.agenda.now + latencyMs, fate });
    this.pump();
  }

  /** Moves the head of the queue to the counterpart's system as soon as it is due and the devices are in range. */
  pump(): void {
    const link = this.#link;
    const head = this.#queue[0];
    if (head === undefined || this.#pump !== null || !link.isUp || link.channel("userInfo").off) return;
    if (!link.peerOf(this).#takesTransfers) return;
    this.#pump = link.agenda.at(Math.max(link.agenda.now, head.readyAt), () => {
      this.#pump = null;
      const first = this.#queue[0];
      if (first !== undefined && link.isUp && first.readyAt <= link.agenda.now) {
        this.#queue.shift();
        this.#heldBytes -= first.bytes;
        this.#arrive(first);
      }
      this.pump();
    });
  }

  #arrive({ sendId, text, fate }: Transfer): void {
    const weather = this.#link.channel("userInfo");
    if (fate.chance(weather.failure)) {
      this.#tell(sendId, linkCodes.transferTimedOut);
      return;
    }
    const peer = this.#link.peerOf(this);
    if (!fate.chance(weather.loss)) peer.#inbox.push(text);
    if (fate.chance(weather.duplicate)) peer.#inbox.push(text);
    this.#tell(sendId);
    peer.drain();
  }

  /** Hands the app what the system received for it. */
  drain(): void {
    while (this.#isActivated && this.#inbox.length > 0) this.#receive("userInfo", this.#inbox.shift() as string);
  }

  #updateContext(sendId: string, text: string): void {
    this.#tellSoon(sendId);
    if (text === this.#context) return;
    this.#context = text;
    this.#contextIsWaiting = true;
    this.moveContext();
  }

  /** Brings the latest context over, once; newer ones that come before it arrives take its place. */
  moveContext(): void {
    const link = this.#link;
    const weather = link.channel("applicationContext");
    if (!this.#contextIsWaiting || this.#contextArrival !== null || !link.isUp || weather.off) return;
    this.#contextArrival = link.agenda.after(link.latency(weather, this.#nextFate("applicationContext")), () => {
      this.#contextArrival = null;
      if (!link.isUp) return;
      this.#contextIsWaiting = false;
      const peer = link.peerOf(this);
      peer.#receivedContext = this.#context;
      if (this.#context !== null && peer.#isActivated) peer.#receive("applicationContext", this.#context);
    });
  }

  #receive(channel: Channel, text: string, reply?: () => void): void {
    if (this.#link.isMuted(text)) reply?.();
    else this.#delegate?.received(channel, text, reply);
  }

  sayReachability(): void {
    const reachable = this.isReachable;
    if (!this.#isActivated || reachable === this.#saidReachable) return;
    this.#saidReachable = reachable;
    this.#delegate?.reachabilityChanged(reachable);
  }

  #tellSoon(sendId: string, errorCode?: number): void {
    const life = this.#life;
    this.#link.agenda.after(0, () => {
      if (this.#life === life) this.#tell(sendId, errorCode);
    });
  }

  /** didFinish, or the error handler. A finished transfer is told at the next launch when the app was not there. */
  #tell(sendId: string, errorCode?: number): void {
    const outcome = errorCode === undefined ? { sendId } : { sendId, errorCode };
    if (this.#isActivated) this.#delegate?.sent(outcome.sendId, outcome.errorCode);
    else this.#sentWhileAway.push(outcome);
  }
}
