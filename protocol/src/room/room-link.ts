import { errorRegistry, type Rejection } from "../errors.ts";
import type { Role } from "../ids.ts";
import { type Link, type LinkDelegate, linkCodes, type Outstanding, readPayload } from "../link.ts";
import { byteLength, checkShape, parseJson } from "../parse.ts";
import type { Socket, SocketPorts } from "../socket.ts";
import type { Channel } from "../step.ts";
import { protocolVersion } from "../version.ts";
import { RoomDown, type RoomUp, roomHeldBytes, roomMessageBytes, roomTransfers } from "./messages.ts";

/*
 *   idle -> connecting -> joining -> joined
 *              ^  \___________\________|  the socket falls, or nobody answers
 *              |                       v
 *              +------ a while ---- waiting          refused: trying again would not mend it
 */
export type RoomState = "idle" | "connecting" | "joining" | "joined" | "waiting" | "refused";

export interface RoomLinkOptions {
  room: string;
  deviceId: string;
  role: Role;
  /** Names this run of the app; new at each. */
  bootId: string;
  /** The user has allowed in a debug build that a capture is played to this device: what its engine is told, too. [ROOM-7] [RPL-2] */
  allowsReplay?: boolean;
  /** In [0, 1): spreads the reconnects. */
  random: () => number;
  /** Told of each state, for whoever shows it, with the room's refusal if that was why. */
  changed?: (state: RoomState, refusal: Rejection | null) => void;
}

/** A transfer that has not ended, and the life of the room that has confirmed it. */
interface Transfer {
  readonly text: string;
  readonly bytes: number;
  queuedIn: string | null;
}

const answerMs = 10_000;
const pingMs = 15_000;
const firstRetryMs = 250;
const lastRetryMs = 10_000;

/**
 * A device's end of a room, as the Link its driver knows. What WatchConnectivity's daemon would keep, transfers and the latest context, it
 * keeps until the room has dealt with them, for a room that begins anew; a message needs the room now. A socket that falls is a device out
 * of range, and its return is one back in range: the app is activated once in its life. [ROOM-1] [ROOM-3]
 */
export class RoomLink implements Link {
  readonly #options: RoomLinkOptions;
  readonly #ports: SocketPorts;
  #state: RoomState = "idle";
  #refusal: Rejection | null = null;
  #socket: Socket | null = null;
  /** Rises with each connection, so that a socket given up on is not heard. */
  #connection = 0;
  #cancelTimer: () => void = () => {};
  #failures = 0;
  #awaitsPong = false;

  /** The app's. */
  #delegate: LinkDelegate | null = null;
  #isActivated = false;
  #isReachable = false;
  #lastContext: string | null = null;
  readonly #unanswered = new Set<string>();

  /** The system's. */
  #held: Outstanding[] = [];
  #life = "";
  #heard = 0;
  readonly #transfers = new Map<string, Transfer>();
  #context: Outstanding | null = null;

  constructor(options: RoomLinkOptions, ports: SocketPorts) {
    this.#options = options;
    this.#ports = ports;
  }

  get state(): RoomState {
    return this.#state;
  }

  get isReachable(): boolean {
    return this.#isReachable;
  }

  activate(delegate: LinkDelegate): void {
    this.deactivate();
    this.#delegate = delegate;
    this.#connect();
  }

  deactivate(): void {
    this.#hangUp("the app is gone");
    this.#delegate = null;
    this.#isActivated = false;
    this.#isReachable = false;
    this.#lastContext = null;
    this.#unanswered.clear();
    this.#failures = 0;
    this.#enter("idle");
  }

  send(channel: Channel, sendId: string, payload: unknown): void {
    if (!this.#isActivated) return this.#delegate?.sent(sendId, linkCodes.notActivated);
    const text = readPayload(payload, channel);
    if (typeof text === "number") this.#tellSoon(sendId, text);
    else if (channel === "message") this.#sendMessage(sendId, text);
    else if (channel === "userInfo") this.#transfer(sendId, text);
    else this.#updateContext(sendId, text);
  }

  cancel(sendIds: readonly string[]): void {
    for (const sendId of sendIds) this.#transfers.delete(sendId);
    for (let i = 0; i < sendIds.length; i += roomTransfers) {
      this.#say({ type: "cancel", sendIds: sendIds.slice(i, i + roomTransfers) });
    }
  }

  #sendMessage(sendId: string, text: string): void {
    if (this.#state !== "joined") return this.#tellSoon(sendId, linkCodes.notReachable);
    this.#unanswered.add(sendId);
    this.#say({ type: "send", channel: "message", sendId, body: text });
  }

  #transfer(sendId: string, text: string): void {
    const bytes = byteLength(text);
    const held = [...this.#transfers.values()].reduce((sum, each) => sum + each.bytes, bytes);
    if (this.#transfers.size >= roomTransfers || held > roomHeldBytes) {
      return this.#tellSoon(sendId, linkCodes.insufficientSpace);
    }
    this.#transfers.set(sendId, { text, bytes, queuedIn: null });
    this.#say({ type: "send", channel: "userInfo", sendId, body: text });
  }

  #updateContext(sendId: string, text: string): void {
    this.#context = { sendId, text };
    this.#sayContext(this.#context);
    // The call itself is what succeeds: nobody hears of a context's arrival.
    this.#tellSoon(sendId);
  }

  #connect(): void {
    const { room, deviceId, role, bootId, allowsReplay } = this.#options;
    const connection = ++this.#connection;
    const here = (run: () => void) => () => void (connection === this.#connection && run());
    this.#held = [];
    this.#refusal = null;
    this.#enter("connecting");
    this.#wake(answerMs, () => this.#fall());
    const opened = () => {
      this.#enter("joining");
      const heard = this.#life === "" ? {} : { heard: { life: this.#life, n: this.#heard } };
      const consent = allowsReplay === true ? { allowsReplay } : {};
      this.#say({ type: "hello", v: protocolVersion, room, deviceId, role, bootId, ...heard, ...consent });
    };
    try {
      this.#socket = this.#ports.connect({
        opened: here(opened),
        message: (text) => here(() => this.#hear(text))(),
        closed: here(() => this.#fall()),
      });
    } catch {
      this.#ports.schedule(
        0,
        here(() => this.#fall()),
      );
    }
  }

  #hear(text: string): void {
    const json = parseJson(text, roomMessageBytes);
    const message = json.ok ? checkShape(RoomDown, json.value) : json;
    // What this build does not understand is passed over; a room that says nothing else is noticed by its silence.
    if (!message.ok) return;
    const said = message.value;
    switch (said.type) {
      case "held":
        this.#held.push({ sendId: said.sendId, text: said.body });
        return;
      case "joined":
        return this.#join(said.life, said.reachable);
      case "reachability":
        return this.#setReachable(said.reachable);
      case "received":
        return this.#receive(said.n, said.channel, said.body);
      case "queued": {
        const transfer = this.#transfers.get(said.sendId);
        if (transfer !== undefined) transfer.queuedIn = this.#life;
        return;
      }
      case "sent":
        return this.#settle(said.sendId, said.errorCode);
      case "pong":
        this.#awaitsPong = false;
        return;
      case "error":
        this.#refusal = { code: said.code, sentence: said.sentence };
    }
  }

  #join(life: string, reachable: boolean): void {
    if (this.#state !== "joining") return;
    if (life !== this.#life) this.#heard = 0;
    this.#life = life;
    this.#failures = 0;
    this.#awaitsPong = false;
    this.#enter("joined");
    this.#wake(pingMs, () => this.#beat());
    const { outstanding, ended } = this.#reconcile();
    if (this.#context !== null) this.#sayContext(this.#context);
    if (this.#isActivated) this.#setReachable(reachable);
    else {
      this.#isActivated = true;
      this.#isReachable = reachable;
      this.#delegate?.activated(reachable, outstanding);
    }
    for (const sendId of ended) this.#settle(sendId, undefined);
  }

  /** What this life of the room has not confirmed is said again; what it had confirmed and holds no more has arrived. */
  #reconcile(): { outstanding: Outstanding[]; ended: string[] } {
    for (const { sendId, text } of this.#held) {
      this.#transfers.set(sendId, { text, bytes: byteLength(text), queuedIn: this.#life });
    }
    const held = new Set(this.#held.map(({ sendId }) => sendId));
    const outstanding: Outstanding[] = [];
    const ended: string[] = [];
    for (const [sendId, { text, queuedIn }] of this.#transfers) {
      if (queuedIn === this.#life && !held.has(sendId)) ended.push(sendId);
      else outstanding.push({ sendId, text });
      if (queuedIn !== this.#life) this.#say({ type: "send", channel: "userInfo", sendId, body: text });
    }
    return { outstanding, ended };
  }

  #receive(n: number, channel: Channel, text: string): void {
    const isKnown = channel === "applicationContext" && text === this.#lastContext;
    if (channel === "applicationContext") this.#lastContext = text;
    if (!isKnown) this.#delegate?.received(channel, text);
    // Said after: an app that fails over it gets it again.
    this.#heard = n;
    this.#say({ type: "heard", n });
  }

  #settle(sendId: string, errorCode: number | undefined): void {
    // What is told twice, or has been told already, is heard once.
    if (this.#transfers.delete(sendId) || this.#unanswered.delete(sendId)) this.#delegate?.sent(sendId, errorCode);
  }

  #sayContext({ sendId, text }: Outstanding): void {
    this.#say({ type: "send", channel: "applicationContext", sendId, body: text });
  }

  #setReachable(reachable: boolean): void {
    if (!this.#isActivated || reachable === this.#isReachable) return;
    this.#isReachable = reachable;
    this.#delegate?.reachabilityChanged(reachable);
  }

  #beat(): void {
    if (this.#awaitsPong) return this.#fall();
    this.#awaitsPong = true;
    this.#say({ type: "ping" });
    this.#wake(pingMs, () => this.#beat());
  }

  /** Out of range: what waited for an answer will get none, and may have been delivered all the same. */
  #fall(): void {
    this.#hangUp("the room did not answer");
    const isFinal = this.#refusal !== null && !errorRegistry[this.#refusal.code].retryable;
    this.#enter(isFinal ? "refused" : "waiting");
    if (!isFinal) {
      const longestMs = Math.min(lastRetryMs, firstRetryMs * 2 ** this.#failures);
      this.#failures = Math.min(this.#failures + 1, 16);
      this.#wake(Math.ceil(longestMs * (0.5 + this.#options.random() / 2)), () => this.#connect());
    }
    this.#setReachable(false);
    for (const sendId of [...this.#unanswered]) this.#settle(sendId, linkCodes.deliveryFailed);
  }

  #hangUp(reason: string): void {
    this.#cancelTimer();
    this.#connection += 1;
    const socket = this.#socket;
    this.#socket = null;
    try {
      socket?.close(1000, reason);
    } catch {
      // It is closed already.
    }
  }

  /** The one timer: each state waits for one thing. */
  #wake(afterMs: number, run: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#ports.schedule(afterMs, run);
  }

  #enter(state: RoomState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.changed?.(state, this.#refusal);
  }

  #say(message: RoomUp): void {
    if (this.#state !== "joined" && message.type !== "hello") return;
    try {
      this.#socket?.send(JSON.stringify(message));
    } catch {
      // A socket that cannot send is about to close.
    }
  }

  /** A send ends a moment after it was asked for, as WatchConnectivity's handlers run. */
  #tellSoon(sendId: string, errorCode?: number): void {
    const delegate = this.#delegate;
    this.#ports.schedule(0, () => {
      if (this.#delegate === delegate) delegate?.sent(sendId, errorCode);
    });
  }
}
