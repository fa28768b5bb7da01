import { type Channel, type Link, type LinkDelegate, linkCodes, type Rejection, type Role } from "@lighty/protocol";
import { RoomLink, type RoomState } from "@lighty/protocol/room";
import type { PairedRelay, RelayPorts } from "../relay/paired-relay.ts";
import { RelayFault } from "../relay/pairing.ts";
import { provenSocket } from "../relay/proven-socket.ts";
import { Line } from "./line.ts";

export interface RoomPhoneOptions {
  bootId: string;
  /** A room of this name; each phone's own, named after it, without one. */
  room: string | null;
  /** The relay to meet the watch at. Waits for the engine to have said who it is; rejects with a RelayFault where this phone cannot come in. */
  relay: () => Promise<PairedRelay>;
  /** The phone, unless a test lays a watch into the room. */
  role?: Role;
  allowsReplay?: boolean;
}

/** A relay that did not answer is asked again after this. Milliseconds. */
const againMs = 3_000;

/**
 * The phone's end of a room, for a phone that has no WatchConnectivity: a page. It is a link like any other, but for its beginning: it comes in
 * once the phone is paired. [ROOM-1]
 */
export class RoomPhone implements Link {
  readonly line = new Line();
  readonly #options: RoomPhoneOptions;
  readonly #ports: RelayPorts;
  #inner: RoomLink | null = null;
  #delegate: LinkDelegate | null = null;
  #forgetAgain: () => void = () => {};

  constructor(options: RoomPhoneOptions, ports: RelayPorts) {
    this.#options = options;
    this.#ports = ports;
  }

  activate(delegate: LinkDelegate): void {
    this.#delegate = delegate;
    this.#comeIn(delegate);
  }

  deactivate(): void {
    this.#delegate = null;
    this.#forgetAgain();
    this.#inner?.deactivate();
  }

  send(channel: Channel, sendId: string, payload: unknown): void {
    if (this.#inner === null) this.#delegate?.sent(sendId, linkCodes.notActivated);
    else this.#inner.send(channel, sendId, payload);
  }

  cancel(sendIds: readonly string[]): void {
    this.#inner?.cancel(sendIds);
  }

  #comeIn(delegate: LinkDelegate): void {
    this.#forgetAgain();
    this.#options.relay().then(
      (paired) => {
        if (this.#delegate !== delegate) return;
        this.#inner ??= this.#open(paired);
        this.#inner.activate(delegate);
      },
      (error: unknown) => {
        if (this.#delegate !== delegate) return;
        const { kind, message } =
          error instanceof RelayFault ? error : { kind: "refused" as const, message: String(error) };
        this.line.tell({ kind, sentence: message });
        if (kind === "unreachable") this.#forgetAgain = this.#ports.schedule(againMs, () => this.#comeIn(delegate));
      },
    );
  }

  #open(paired: PairedRelay): RoomLink {
    const { bootId, room, role = "phone", allowsReplay = false } = this.#options;
    const { deviceId } = paired;
    const failed = ({ kind, message }: RelayFault) => this.line.tell({ kind, sentence: message });
    return new RoomLink(
      {
        room: room ?? deviceId,
        deviceId,
        role,
        bootId,
        allowsReplay,
        random: Math.random,
        changed: (state, refusal) => this.#follow(state, refusal),
      },
      provenSocket(paired, "/v1/link", this.#ports, failed),
    );
  }

  #follow(state: RoomState, refusal: Rejection | null): void {
    if (state === "joined") return this.line.tell(null);
    if (refusal === null) return;
    const { code, sentence } = refusal;
    if (code === "unauthorized") return this.line.tell({ kind: "revoked", sentence });
    this.line.tell({ kind: code === "shutting_down" ? "unreachable" : "refused", sentence });
  }
}
