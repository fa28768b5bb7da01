import type { Role } from "../ids.ts";
import { limits } from "../limits.ts";
import { byteLength } from "../parse.ts";
import type { Channel } from "../step.ts";
import type { Agenda, Appointment } from "./agenda.ts";
import type { Random } from "./random.ts";
import { type ChannelWeather, calm, type Weather } from "./weather.ts";

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

/** WCErrorDomain. */
export const linkErrors = {
  notActivated: 7004,
  notReachable: 7007,
  payloadTooLarge: 7009,
  payloadUnsupportedTypes: 7010,
  replyTimedOut: 7012,
  deliveryFailed: 7014,
  transferTimedOut: 7017,
} as const;

/** The one key of every payload. */
export const payloadKey = "lty1";

/** A transfer that the system still holds. */
export interface Outstanding {
  readonly sendId: string;
  readonly text: string;
}

/** What an app hears of its session. */
export interface LinkDelegate {
  activated(reachable: boolean, outstanding: readonly Outstanding[]): void;
  reachabilityChanged(reachable: boolean): void;
  received(channel: Channel, text: string): void;
  /** Without an errorCode the send was handed over. */
  sent(sendId: string, errorCode?: number): void;
}

interface Transfer extends Outstanding {
  readonly readyAt: number;
}

/** Text of a payload, or the error code that WatchConnectivity would refuse it with. */
export function readPayload(payload: unknown, capBytes: number): string | number {
  if (!isPropertyList(payload)) return linkErrors.payloadUnsupportedTypes;
  const text = (payload as Record<string, unknown>)[payloadKey];
  if (typeof text !== "string") return linkErrors.payloadUnsupportedTypes;
  // A text this short cannot reach the cap, whatever it is written in.
  return text.length * 3 > capBytes && byteLength(text) > capBytes ? linkErrors.payloadTooLarge : text;
}

/** String, number, boolean, and arrays and dictionaries of these: null becomes NSNull, which is none. */
export function isPropertyList(value: unknown): boolean {
  if (typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return true;
  if (Array.isArray(value)) return value.every(isPropertyList);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).every(isPropertyList);
}

/** One device's session of the pair. */
export class LinkEnd {
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
  readonly #inbox: string[] = [];
  #pump: Appointment | null = null;
  readonly #sentWhileAway: { sendId: string; errorCode?: number }[] = [];
  #context: string | null = null;
  #contextArrival: Appointment | null = null;
  #contextIsWaiting = false;
  #receivedContext: string | null = null;
  #isPowered = true;

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
    this.#queue.length = 0;
    this.#inbox.length = 0;
    this.#sentWhileAway.length = 0;
    this.#context = null;
    this.#contextIsWaiting = false;
    this.#receivedContext = null;
  }

  power(on: boolean): void {
    this.#isPowered = on;
    this.#link.reachabilityMayHaveChanged();
  }

  send(channel: Channel, sendId: string, payload: unknown): void {
    const cap = channel === "applicationContext" ? limits.contextBytes : limits.messageBytes;
    const text = readPayload(payload, cap);
    if (!this.#isActivated) this.#delegate?.sent(sendId, linkErrors.notActivated);
    else if (typeof text === "number") this.#tellSoon(sendId, text);
    else if (channel === "message") this.#sendMessage(sendId, text);
    else if (channel === "userInfo") this.#transfer(sendId, text);
    else this.#updateContext(sendId, text);
  }

  /** Takes transfers back that have not arrived. */
  cancel(sendIds: readonly string[]): void {
    for (const sendId of sendIds) {
      const i = this.#queue.findIndex((transfer) => transfer.sendId === sendId);
      if (i >= 0) this.#queue.splice(i, 1);
    }
  }

  #sendMessage(sendId: string, text: string): void {
    const link = this.#link;
    const weather = link.channel("message");
    const { agenda, random } = link;
    if (!this.isReachable) {
      this.#tellSoon(sendId, linkErrors.notReachable);
      return;
    }
    const latencyMs = link.latency(weather);
    // Dispatched a moment after it was queued; an app that exits before that takes the message with it.
    const dispatchAt = Math.max(agenda.now + latencyMs / 4, this.#lastMessageAt);
    const arriveAt = Math.max(agenda.now + latencyMs, this.#lastMessageAt);
    this.#lastMessageAt = arriveAt;
    const fails = weather.off || random.chance(weather.failure);
    const vanishes = random.chance(weather.loss);
    const replyIsLate = random.chance(weather.lateReply);
    const copies = random.chance(weather.duplicate) ? 2 : 1;
    const life = this.#life;
    let isDispatched = false;
    const leave = () => {
      isDispatched = this.#life === life;
    };
    if (dispatchAt < arriveAt) agenda.at(dispatchAt, leave);
    else isDispatched = true;
    agenda.at(arriveAt, () => {
      if (!isDispatched) return;
      const answer = (afterMs: number, errorCode?: number) => {
        agenda.after(afterMs, () => {
          if (this.#life === life) this.#tell(sendId, errorCode);
        });
      };
      const peer = link.peerOf(this);
      if (fails || !link.canReach(this) || !peer.#isReadyFor(this)) {
        answer(latencyMs, linkErrors.deliveryFailed);
        return;
      }
      if (!vanishes) for (let i = 0; i < copies; i++) peer.#receive("message", text);
      if (replyIsLate) answer(latencyMs + 5_000, linkErrors.replyTimedOut);
      else answer(latencyMs);
    });
  }

  /** A running app is; the phone's app may be launched for a message from the watch, the watch's never for one from the phone. */
  #isReadyFor(sender: LinkEnd): boolean {
    if (this.#isActivated) return true;
    if (this.#delegate === null && sender.role === "watch" && this.role === "phone") this.wake();
    return false;
  }

  #transfer(sendId: string, text: string): void {
    this.#queue.push({
      sendId,
      text,
      readyAt: this.#link.agenda.now + this.#link.latency(this.#link.channel("userInfo")),
    });
    this.pump();
  }

  /** Moves the head of the queue to the counterpart's system as soon as it is due and the devices are in range. */
  pump(): void {
    const link = this.#link;
    const head = this.#queue[0];
    if (head === undefined || this.#pump !== null || !link.isUp || link.channel("userInfo").off) return;
    this.#pump = link.agenda.at(Math.max(link.agenda.now, head.readyAt), () => {
      this.#pump = null;
      const first = this.#queue[0];
      if (first !== undefined && link.isUp && first.readyAt <= link.agenda.now) {
        this.#queue.shift();
        this.#arrive(first);
      }
      this.pump();
    });
  }

  #arrive({ sendId, text }: Transfer): void {
    const { random } = this.#link;
    const weather = this.#link.channel("userInfo");
    if (random.chance(weather.failure)) {
      this.#tell(sendId, linkErrors.transferTimedOut);
      return;
    }
    const peer = this.#link.peerOf(this);
    if (!random.chance(weather.loss)) peer.#inbox.push(text);
    if (random.chance(weather.duplicate)) peer.#inbox.push(text);
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
    this.#contextArrival = link.agenda.after(link.latency(weather), () => {
      this.#contextArrival = null;
      if (!link.isUp) return;
      this.#contextIsWaiting = false;
      const peer = link.peerOf(this);
      peer.#receivedContext = this.#context;
      if (this.#context !== null && peer.#isActivated) peer.#receive("applicationContext", this.#context);
    });
  }

  #receive(channel: Channel, text: string): void {
    if (this.#link.isMuted(text)) return;
    this.#delegate?.received(channel, text);
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

/** The air between a phone and a watch, under some weather. */
export class FakeLink {
  readonly agenda: Agenda;
  readonly random: Random;
  readonly phone: LinkEnd;
  readonly watch: LinkEnd;
  readonly #weather: Weather;

  constructor(agenda: Agenda, random: Random, weather: Weather) {
    this.agenda = agenda;
    this.random = random;
    this.#weather = weather;
    this.phone = new LinkEnd("phone", this);
    this.watch = new LinkEnd("watch", this);
    const turns = new Set([weather.calmAt]);
    for (const span of [...weather.outages, ...weather.lies]) turns.add(span.from).add(span.to);
    for (const at of turns) agenda.at(at, () => this.reachabilityMayHaveChanged());
  }

  peerOf(end: LinkEnd): LinkEnd {
    return end === this.phone ? this.watch : this.phone;
  }

  get #isCalm(): boolean {
    return this.agenda.now >= this.#weather.calmAt;
  }

  /** The weather of a channel now. What is off stays off in calm weather. */
  channel(channel: Channel): ChannelWeather {
    const rough = this.#weather.channels[channel];
    return this.#isCalm && !rough.off ? calm[channel] : rough;
  }

  latency(weather: ChannelWeather): number {
    const [low, high] = this.random.chance(weather.slow) ? weather.slowMs : weather.latencyMs;
    return this.random.int(low, high);
  }

  /** Both devices are on, and in range. */
  get isUp(): boolean {
    if (!this.phone.isPowered || !this.watch.isPowered) return false;
    return this.#isCalm || !this.#weather.outages.some((span) => isWithin(span, this.agenda.now));
  }

  /** What isReachable should say: the phone needs a running watch app; to the watch a phone in range is enough, as it can be woken. */
  canReach(end: LinkEnd): boolean {
    return this.isUp && end.isRunning && (end.role === "watch" || this.watch.isRunning);
  }

  lie(role: Role): boolean | undefined {
    // A channel that is off for good says so, or the engine would hold on to it for ever.
    if (this.#weather.channels.message.off) return false;
    if (this.#isCalm) return undefined;
    return this.#weather.lies.find((lie) => lie.device === role && isWithin(lie, this.agenda.now))?.reachable;
  }

  isMuted(text: string): boolean {
    return this.#weather.mute.some((kind) => text.includes(`"kind":"${kind}"`));
  }

  reachabilityMayHaveChanged(): void {
    for (const end of [this.phone, this.watch]) {
      end.sayReachability();
      end.pump();
      end.moveContext();
    }
  }
}

function isWithin(span: { from: number; to: number }, time: number): boolean {
  return time >= span.from && time < span.to;
}
