import { type LinkDelegate, linkCodes } from "../link.ts";
import type { Channel } from "../step.ts";
import type { Agenda, Appointment } from "./agenda.ts";
import type { FakeLink } from "./fake-link.ts";
import type { LinkEnd } from "./link-end.ts";
import type { DeviceLink } from "./sim-device.ts";
import type { Waiting } from "./watch-change.ts";

/**
 * The one session of a phone that several watches are paired with, of which one is active at a time. What the system holds, it holds for each
 * watch apart. When the user changes the watch, the session turns inactive: messages under way fail with 7016, and so does what is sent until
 * the app has activated it anew, which an app does at once.
 */
export class PairedWatches implements DeviceLink {
  readonly #agenda: Agenda;
  readonly #pairs: readonly FakeLink[];
  #active: FakeLink;
  #delegate: LinkDelegate | null = null;
  #turn: Appointment | null = null;
  readonly #messages = new Set<string>();

  /** The first pair's watch is the active one. */
  constructor(agenda: Agenda, pairs: readonly [FakeLink, ...FakeLink[]]) {
    this.#agenda = agenda;
    this.#pairs = pairs;
    this.#active = pairs[0];
    for (const pair of pairs) pair.join(pair === this.#active);
  }

  get isPowered(): boolean {
    return this.#active.phone.isPowered;
  }

  set wake(wake: () => boolean) {
    for (const { phone } of this.#pairs) phone.wake = wake;
  }

  activate(delegate: LinkDelegate): void {
    this.#delegate = delegate;
    if (this.#turn === null) this.#activate();
  }

  deactivate(): void {
    this.#delegate = null;
    this.#messages.clear();
    this.#active.phone.deactivate();
  }

  send(channel: Channel, sendId: string, payload: unknown): void {
    if (this.#turn !== null) {
      this.#fail([sendId]);
      return;
    }
    if (channel === "message") this.#messages.add(sendId);
    this.#active.phone.send(channel, sendId, payload);
  }

  cancel(sendIds: readonly string[]): void {
    this.#active.phone.cancel(sendIds);
  }

  power(on: boolean): void {
    for (const { phone } of this.#pairs) phone.power(on);
  }

  clear(): void {
    for (const { phone } of this.#pairs) phone.clear();
  }

  /** The user takes up another watch: after `pauseMs` it is the active one, if the app runs. */
  turnTo(index: number, pauseMs: number, waiting: Waiting): void {
    const next = this.#pairs[index] as FakeLink;
    if (next === this.#active && this.#turn === null) return;
    if (this.#turn !== null) this.#agenda.cancel(this.#turn);
    const before: LinkEnd = this.#active.phone;
    if (waiting !== "kept") before.giveUp(waiting === "handed_back" ? linkCodes.transferTimedOut : undefined);
    before.deactivate();
    this.#active.join(false);
    this.#fail([...this.#messages]);
    this.#messages.clear();
    this.#active = next;
    this.#turn = this.#agenda.after(pauseMs, () => {
      this.#turn = null;
      next.join(true);
      if (this.#delegate !== null) this.#activate();
    });
  }

  #activate(): void {
    const delegate = this.#delegate as LinkDelegate;
    this.#active.phone.activate({
      activated: (reachable, outstanding) => delegate.activated(reachable, outstanding),
      reachabilityChanged: (reachable) => delegate.reachabilityChanged(reachable),
      received: (channel, text, reply, agoMs) => delegate.received(channel, text, reply, agoMs),
      sent: (sendId, errorCode) => {
        this.#messages.delete(sendId);
        delegate.sent(sendId, errorCode);
      },
      repliesLater: delegate.repliesLater === true,
    });
  }

  #fail(sendIds: readonly string[]): void {
    const delegate = this.#delegate;
    this.#agenda.after(0, () => {
      if (this.#delegate !== delegate) return;
      for (const sendId of sendIds) delegate?.sent(sendId, linkCodes.sessionInactive);
    });
  }
}
