import {
  type Channel,
  type Link,
  type LinkDelegate,
  type LinkErrorCode,
  linkCodes,
  type Outstanding,
  readPayload,
} from "@lighty/protocol";
import { Ledger } from "./ledger.ts";
import { Line, type LineFault } from "./line.ts";
import type { InboxEntry, NativeModule, NativeState, SendMode } from "./native-module.ts";

const modes: Record<Channel, SendMode> = { message: "live", userInfo: "durable", applicationContext: "snapshot" };

/**
 * WatchConnectivity as an engine's driver knows it. What comes is in the native inbox before it is heard of here, and leaves it once the app has
 * dealt with it: an app that dies in between hears it again, and the engine knows it by its ids. [LNK-1] [DUR-1]
 */
export class NativeLink implements Link {
  readonly line = new Line();
  readonly #module: NativeModule;
  #delegate: LinkDelegate | null = null;
  #isActivated = false;
  #activations = 0;
  #isReachable = false;
  #ledger = new Ledger(0);
  #lastContext: string | null = null;
  #ears: { remove(): void }[] = [];

  constructor(module: NativeModule) {
    this.#module = module;
  }

  activate(delegate: LinkDelegate): void {
    this.deactivate();
    this.#delegate = delegate;
    this.#ears = [
      this.#module.addListener("onState", () => this.#look()),
      this.#module.addListener("onInbox", () => this.#drain()),
      this.#module.addListener("onSent", ({ sendId, errorCode }) => delegate.sent(sendId, errorCode ?? undefined)),
    ];
    this.#look();
  }

  deactivate(): void {
    for (const ear of this.#ears) ear.remove();
    this.#ears = [];
    this.#delegate = null;
    this.#isActivated = false;
    this.#isReachable = false;
    this.#lastContext = null;
    this.#ledger = new Ledger(0);
  }

  send(channel: Channel, sendId: string, payload: unknown): void {
    if (!this.#isActivated) return this.#delegate?.sent(sendId, linkCodes.notActivated);
    const text = readPayload(payload, channel);
    if (typeof text === "number") return this.#refuse(sendId, text);
    this.#module.send(modes[channel], sendId, text);
  }

  cancel(sendIds: readonly string[]): void {
    this.#module.cancel(sendIds);
  }

  /** An app is activated once in its life, and again for each watch that is put on; what waited for it comes after. [OUT-3] */
  #look(): void {
    const state = this.#module.state();
    const { isActivated = false, isReachable = false, activations = 0 } = state;
    this.line.tell(faultIn(state));
    if (!isActivated && !this.#isActivated) return;
    if (!this.#isActivated || (isActivated && activations !== this.#activations)) {
      this.#isActivated = true;
      this.#activations = activations;
      this.#isReachable = isReachable;
      const outstanding: Outstanding[] = this.#module.outstanding();
      this.#delegate?.activated(isReachable, outstanding);
      return this.#drain();
    }
    // Between two watches there is nobody to reach.
    const reachable = isActivated && isReachable;
    if (reachable === this.#isReachable) return;
    this.#isReachable = reachable;
    this.#delegate?.reachabilityChanged(reachable);
  }

  #drain(): void {
    for (let piece = this.#next(); piece.length > 0; piece = this.#next()) {
      for (const entry of piece) this.#receive(entry);
    }
  }

  /** Nothing more once the app is gone, which may be while it receives. */
  #next(): InboxEntry[] {
    return this.#isActivated ? this.#module.drain(this.#ledger.last) : [];
  }

  #receive({ cursor, agoMs, channel, text }: InboxEntry): void {
    const ledger = this.#ledger;
    ledger.came(cursor);
    const done = () => {
      const upTo = ledger.done(cursor);
      if (upTo !== null) this.#acknowledge(upTo);
    };
    const isKnown = channel === "applicationContext" && text === this.#lastContext;
    if (channel === "applicationContext") this.#lastContext = text;
    if (isKnown) return done();
    this.#delegate?.received(channel as Channel, text, done, agoMs);
    if (this.#delegate?.repliesLater !== true) done();
  }

  #acknowledge(upTo: number): void {
    try {
      this.#module.ackInbox(upTo);
    } catch {
      // The disk did not take it. The next one covers it, and what comes again after a launch is known by its ids.
    }
  }

  /** As WatchConnectivity would: after the call, not within it. */
  #refuse(sendId: string, errorCode: LinkErrorCode): void {
    const delegate = this.#delegate;
    queueMicrotask(() => {
      if (delegate === this.#delegate) delegate?.sent(sendId, errorCode);
    });
  }
}

/** Why there is no watch to speak to, as far as the system tells; it knows of a watch only once it is activated. */
function faultIn({
  isSupported,
  isActivated = false,
  isPaired,
  isWatchAppInstalled,
  activationError,
}: NativeState): LineFault | null {
  if (!isSupported) return { kind: "unsupported", sentence: "this device has no WatchConnectivity" };
  if (!isActivated && typeof activationError === "number") {
    return { kind: "failed", sentence: `WatchConnectivity could not begin: error ${activationError}` };
  }
  if (isActivated && isPaired === false) return { kind: "unpaired", sentence: "no watch is paired with this phone" };
  if (isActivated && isWatchAppInstalled === false) {
    return { kind: "not_installed", sentence: "Lighty is not installed on the watch" };
  }
  return null;
}
