import {
  type Channel,
  type LinkDelegate,
  linkCodes,
  type Outstanding,
  payloadKey,
  protocolVersion,
  type Rejection,
  type Role,
  reject,
} from "@lighty/protocol";
import { type RoomDown, type RoomHello, roomHeldBytes, roomTransfers } from "@lighty/protocol/room";
import type { LinkEnd } from "@lighty/protocol/sim";

/** Whoever sits on a seat, as the room sees it. */
export interface Door {
  say(message: RoomDown): void;
  /** Says why, and closes. */
  close(rejection: Rejection): void;
}

interface Delivery {
  n: number;
  channel: Channel;
  body: string;
}

/** Messages of one device that nobody has answered yet. */
const mostUnanswered = 1_024;
/** So many ids of transfers are remembered, for a device that says one again. */
const mostKnown = 4 * roomTransfers;

/**
 * One role's place in a room: the app's end of the fake link, spoken for by a socket while there is one. What a transfer's receiver has not heard
 * stays here for the next socket. [ROOM-3] [ROOM-4]
 */
export class Seat implements LinkDelegate {
  readonly repliesLater = true;
  readonly role: Role;
  readonly #end: LinkEnd;
  readonly #life: string;
  #door: Door | null = null;
  #deviceId: string | null = null;
  #allowsReplay = false;
  #n = 0;
  #unheard: Delivery[] = [];
  #unheardBytes = 0;
  readonly #replies = new Map<number, () => void>();
  readonly #known = new Set<string>();
  /** Sends by channel, as a page shows them. */
  readonly sends: Record<Channel, number> = { message: 0, userInfo: 0, applicationContext: 0 };

  constructor(end: LinkEnd, life: string) {
    this.role = end.role;
    this.#end = end;
    this.#life = life;
    end.power(false);
  }

  /** Who sits here, or sat here last. */
  get deviceId(): string | null {
    return this.#deviceId;
  }

  get isTaken(): boolean {
    return this.#door !== null;
  }

  /** The device that sits here has said that a capture may be played to it. [ROOM-7] */
  get allowsReplay(): boolean {
    return this.isTaken && this.#allowsReplay;
  }

  get isReachable(): boolean {
    return this.#end.isReachable;
  }

  get queued(): number {
    return this.#end.outstanding.length;
  }

  sit(door: Door, { deviceId, heard, allowsReplay }: RoomHello): void {
    this.#door?.close(reject("replaced"));
    this.leave();
    // Another device does not get what was handed to the one before it.
    if (this.#deviceId !== deviceId) this.#forget(this.#n);
    this.#deviceId = deviceId;
    this.#allowsReplay = allowsReplay === true;
    this.#door = door;
    if (heard?.life === this.#life) this.#forget(heard.n);
    this.#end.power(true);
    this.#end.activate(this);
  }

  /** Whoever sits here has to go, and hears why. */
  evict(rejection: Rejection): void {
    const door = this.#door;
    this.leave();
    door?.close(rejection);
  }

  leave(): void {
    if (this.#door === null) return;
    this.#door = null;
    this.#replies.clear();
    this.#end.deactivate();
    this.#end.power(false);
  }

  send(channel: Channel, sendId: string, body: string): void {
    this.sends[channel] += 1;
    const end = this.#end;
    if (channel === "userInfo" && this.#known.has(sendId)) return this.#confirm(sendId);
    const isFull =
      (channel === "userInfo" && end.outstanding.length >= roomTransfers) ||
      (channel === "message" && end.unansweredMessages >= mostUnanswered) ||
      (channel !== "applicationContext" && end.heldBytes + Buffer.byteLength(body) > roomHeldBytes);
    if (isFull)
      return this.sent(sendId, channel === "message" ? linkCodes.deliveryFailed : linkCodes.insufficientSpace);
    if (channel === "userInfo") {
      this.#remember(sendId);
      this.#tell({ type: "queued", sendId });
    }
    end.send(channel, sendId, { [payloadKey]: body });
  }

  cancel(sendIds: readonly string[]): void {
    this.#end.cancel(sendIds);
  }

  /** The app has had all up to this one. */
  hear(n: number): void {
    this.#forget(n);
    for (const [each, reply] of this.#replies) {
      if (each > n) return;
      this.#replies.delete(each);
      reply();
    }
  }

  activated(reachable: boolean, outstanding: readonly Outstanding[]): void {
    for (const { sendId, text } of outstanding) this.#tell({ type: "held", sendId, body: text });
    this.#tell({ type: "joined", v: protocolVersion, life: this.#life, reachable });
    for (const delivery of this.#unheard) this.#tell({ type: "received", ...delivery });
  }

  reachabilityChanged(reachable: boolean): void {
    this.#tell({ type: "reachability", reachable });
  }

  received(channel: Channel, body: string, reply?: () => void): void {
    this.#n += 1;
    const delivery = { n: this.#n, channel, body };
    if (channel === "userInfo") {
      this.#unheard.push(delivery);
      this.#unheardBytes += Buffer.byteLength(body);
      if (this.#unheardBytes > roomHeldBytes) this.#end.takeTransfers(false);
    }
    if (reply !== undefined) this.#replies.set(this.#n, reply);
    this.#tell({ type: "received", ...delivery });
  }

  sent(sendId: string, errorCode?: number): void {
    this.#tell({ type: "sent", sendId, ...(errorCode === undefined ? {} : { errorCode }) });
  }

  /** Of a transfer that is said again: it waits here, or it has ended and the word of it was lost. */
  #confirm(sendId: string): void {
    if (this.#end.outstanding.some((each) => each.sendId === sendId)) this.#tell({ type: "queued", sendId });
    else this.sent(sendId);
  }

  #tell(message: RoomDown): void {
    this.#door?.say(message);
  }

  #forget(n: number): void {
    while (this.#unheard[0] !== undefined && this.#unheard[0].n <= n) {
      this.#unheardBytes -= Buffer.byteLength(this.#unheard[0].body);
      this.#unheard.shift();
    }
    if (this.#unheardBytes <= roomHeldBytes) this.#end.takeTransfers(true);
  }

  #remember(sendId: string): void {
    this.#known.add(sendId);
    const [oldest] = this.#known;
    if (this.#known.size > mostKnown && oldest !== undefined) this.#known.delete(oldest);
  }
}
