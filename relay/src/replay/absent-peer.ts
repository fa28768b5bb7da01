import { randomBytes } from "node:crypto";
import { byteLength, type Channel, limits, linkCodes, payloadKey, type Role, type Transport } from "@lighty/protocol";
import { RoomLink, type RoomLinkOptions } from "@lighty/protocol/room";
import { type Line, nodePorts } from "../devices/node-ports.ts";
import { RelayError } from "../errors.ts";

/** Which seat of which room a replay takes. */
export interface Seating {
  room: string;
  role: Role;
  deviceId: string;
}

const joinMs = 10_000;

/**
 * A replay's end of a room: it sits where the device's counterpart would, and says what it is given, in order, each once the one before has been
 * handed over. What the device says in return is heard, and answered by nobody. [ROOM-7]
 */
export class AbsentPeer {
  readonly #link: RoomLink;
  readonly #outcomes = new Map<string, (errorCode: number | undefined) => void>();
  /** Why it can go on no longer. */
  #end: Error | null = null;
  #isReachable = false;
  #wake: () => void = () => {};
  readonly #left: (reason: Error) => void;

  /** `left` is told why, once, when the device cannot be reached any more. */
  constructor(line: Line, seating: Seating, left: (reason: Error) => void) {
    this.#left = left;
    const changed: RoomLinkOptions["changed"] = (state, refusal) => {
      if (refusal !== null && state !== "connecting") this.#over(new RelayError(refusal));
      else if (state === "waiting") this.#over(new Error("the relay closed the line to the room"));
    };
    const bootId = `replay-${randomBytes(4).toString("hex")}`;
    this.#link = new RoomLink({ ...seating, bootId, random: Math.random, changed }, nodePorts(line));
  }

  /** Resolves once the device can be reached. Throws the room's refusal as a RelayError, or says that nobody answers. */
  async join(): Promise<void> {
    const deadline = setTimeout(() => this.#over(new Error("the room, or the device in it, did not answer")), joinMs);
    this.#link.activate({
      activated: (reachable) => this.#setReachable(reachable),
      reachabilityChanged: (reachable) => this.#setReachable(reachable),
      received: () => {},
      sent: (sendId, errorCode) => this.#outcomes.get(sendId)?.(errorCode),
    });
    try {
      while (!this.#isReachable && this.#end === null) await new Promise<void>((wake) => (this.#wake = wake));
    } finally {
      clearTimeout(deadline);
    }
    if (this.#end !== null) throw this.#end;
  }

  /** Resolves once the room has handed the text over, or has it to hand over. Throws why it cannot be. */
  async send(text: string, transport: Transport | undefined): Promise<void> {
    if (this.#end !== null) throw this.#end;
    const sendId = randomBytes(8).toString("hex");
    const errorCode = await new Promise<number | undefined>((settle) => {
      this.#outcomes.set(sendId, settle);
      this.#link.send(channelFor(text, transport), sendId, { [payloadKey]: text });
    });
    this.#outcomes.delete(sendId);
    if (this.#end !== null) throw this.#end;
    if (errorCode !== undefined) throw new Error(`the room could not hand a packet over: code ${errorCode}`);
  }

  leave(): void {
    this.#end ??= new Error("the replay is over");
    this.#link.deactivate();
  }

  #setReachable(reachable: boolean): void {
    if (this.#isReachable && !reachable) this.#over(new Error("the device left the room"));
    this.#isReachable = reachable;
    this.#wake();
  }

  #over(reason: Error): void {
    if (this.#end !== null) return;
    this.#end = reason;
    // Not before the link has done with what it is telling: it would call again.
    queueMicrotask(() => this.#link.deactivate());
    for (const settle of this.#outcomes.values()) settle(linkCodes.notReachable);
    this.#wake();
    this.#left(reason);
  }
}

/** As it crossed, where that is a channel of the link and the text, whose names are longer now, still fits it. [LNK-2] */
function channelFor(text: string, transport: Transport | undefined): Channel {
  if (byteLength(text) > limits.messageBytes) return "applicationContext";
  return transport === "userInfo" || transport === "applicationContext" ? transport : "message";
}
