import { type Channel, type Link, type LinkDelegate, linkCodes, type Role } from "@lighty/protocol";
import { RoomLink, type RoomState } from "@lighty/protocol/room";
import type { PairedRelay, RelayPorts } from "../relay/paired-relay.ts";
import { provenSocket } from "../relay/proven-socket.ts";

export interface RoomPhoneOptions {
  bootId: string;
  /** A room of this name; each phone's own, named after it, without one. */
  room: string | null;
  /** The relay to meet the watch at. Waits for the engine to have said who it is; rejects where this phone cannot come in. */
  relay: () => Promise<PairedRelay>;
  /** The phone, unless a test lays a watch into the room. */
  role?: Role;
  allowsReplay?: boolean;
  /** Told how it stands with the room, and why not. */
  changed?: (state: RoomState, why: string | null) => void;
}

/**
 * The phone's end of a room, for a phone that has no WatchConnectivity: a page. It is a link like any other, but for its beginning: it comes in
 * once the phone is paired. [ROOM-1]
 */
export class RoomPhone implements Link {
  readonly #options: RoomPhoneOptions;
  readonly #ports: RelayPorts;
  #inner: RoomLink | null = null;
  #delegate: LinkDelegate | null = null;

  constructor(options: RoomPhoneOptions, ports: RelayPorts) {
    this.#options = options;
    this.#ports = ports;
  }

  activate(delegate: LinkDelegate): void {
    const { relay, changed } = this.#options;
    this.#delegate = delegate;
    relay().then(
      (paired) => {
        if (this.#delegate !== delegate) return;
        this.#inner ??= this.#open(paired);
        this.#inner.activate(delegate);
      },
      (error: Error) => changed?.("refused", error.message),
    );
  }

  deactivate(): void {
    this.#delegate = null;
    this.#inner?.deactivate();
  }

  send(channel: Channel, sendId: string, payload: unknown): void {
    if (this.#inner === null) this.#delegate?.sent(sendId, linkCodes.notActivated);
    else this.#inner.send(channel, sendId, payload);
  }

  cancel(sendIds: readonly string[]): void {
    this.#inner?.cancel(sendIds);
  }

  #open(paired: PairedRelay): RoomLink {
    const { bootId, room, role = "phone", allowsReplay = false, changed } = this.#options;
    const { deviceId } = paired;
    const ports = provenSocket(paired, "/v1/link", this.#ports, (fault) => changed?.("waiting", fault.message));
    return new RoomLink(
      {
        room: room ?? deviceId,
        deviceId,
        role,
        bootId,
        allowsReplay,
        random: Math.random,
        changed: (state, refusal) => changed?.(state, refusal?.sentence ?? null),
      },
      ports,
    );
  }
}
