import type { Role } from "../ids.ts";
import type { Channel } from "../step.ts";
import type { Agenda, Appointment } from "./agenda.ts";
import { LinkEnd } from "./link-end.ts";
import type { Random } from "./random.ts";
import { type ChannelWeather, calm, type Weather } from "./weather.ts";

/** What a packet's own luck is drawn from: its sender, its channel, and how many that sender has given to that channel before it. */
export type Fates = (role: Role, channel: Channel, nth: number) => Random;

/** The air between a phone and a watch, under some weather. */
export class FakeLink {
  readonly agenda: Agenda;
  readonly phone: LinkEnd;
  readonly watch: LinkEnd;
  #weather: Weather;
  #fates: Fates;
  #turns: Appointment[] = [];
  #isJoined = true;

  /** All packets share one source of chance, or each draws its own from `fates`: then what befalls one is the same whenever it comes. */
  constructor(agenda: Agenda, chance: Random | Fates, weather: Weather) {
    this.agenda = agenda;
    this.#fates = typeof chance === "function" ? chance : () => chance;
    this.#weather = weather;
    this.phone = new LinkEnd("phone", this);
    this.watch = new LinkEnd("watch", this);
    this.#awaitTurns();
  }

  /** The weather turns: from now on it is this one, with new fates from the first packet on. Times in it are the agenda's. */
  change(weather: Weather, fates: Fates): void {
    this.#weather = weather;
    this.#fates = fates;
    for (const end of [this.phone, this.watch]) end.forgetFates();
    for (const turn of this.#turns.splice(0)) this.agenda.cancel(turn);
    this.#awaitTurns();
    this.reachabilityMayHaveChanged();
  }

  /** False while the phone's system speaks to another watch: then these two are as out of range. */
  join(yes: boolean): void {
    this.#isJoined = yes;
    this.reachabilityMayHaveChanged();
  }

  /** The luck of a sender's nth packet on a channel, counted from 0. */
  fate(role: Role, channel: Channel, nth: number): Random {
    return this.#fates(role, channel, nth);
  }

  /** Reachability may change with the weather. */
  #awaitTurns(): void {
    const { calmAt, outages, lies } = this.#weather;
    const turns = new Set([calmAt]);
    for (const span of [...outages, ...lies]) turns.add(span.from).add(span.to);
    for (const at of turns) {
      if (Number.isFinite(at)) this.#turns.push(this.agenda.at(at, () => this.reachabilityMayHaveChanged()));
    }
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

  latency(weather: ChannelWeather, fate: Random): number {
    const [low, high] = fate.chance(weather.slow) ? weather.slowMs : weather.latencyMs;
    return fate.int(low, high);
  }

  /** Both devices are on, in range, and each other's. */
  get isUp(): boolean {
    if (!this.#isJoined || !this.phone.isPowered || !this.watch.isPowered) return false;
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
