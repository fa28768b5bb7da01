import { mayRetry } from "../link-error.ts";
import type { Packet } from "../packet.ts";
import type { Input, Output } from "../step.ts";
import type { Claim } from "./claims.ts";
import type { SimDevice, Witness } from "./sim-device.ts";

/** What a device has asked of its system since the last activation. */
interface Handed {
  reachable: boolean;
  /** The transfer that each own event was last handed over in, by eventId. */
  readonly transfers: Map<string, string>;
  /** Transfers that came back, until reachability is next told. */
  readonly back: Set<string>;
}

/**
 * Holds each device to the rule of the durable queue, which healing would hide: out of reach, every unacknowledged edit is with the system, each
 * once per activation, for after a change of watches what was handed over before is with another watch's queue. [OUT-3]
 */
export class QueueJudge implements Witness {
  readonly #fault: (claim: Claim, sentence: string) => void;
  readonly #handed = new Map<SimDevice, Handed>();

  constructor(fault: (claim: Claim, sentence: string) => void) {
    this.#fault = fault;
  }

  opened(device: SimDevice): void {
    this.#handed.delete(device);
  }

  stepped(device: SimDevice, input: Input, output: Output): void {
    if (input.type === "activated") {
      const transfers = new Map<string, string>();
      for (const { sendId, text } of input.outstanding ?? [])
        for (const eventId of eventsIn(text)) transfers.set(eventId, sendId);
      this.#handed.set(device, { reachable: input.reachable, transfers, back: new Set() });
    }
    const handed = this.#handed.get(device);
    if (handed === undefined) return;
    if (input.type === "reachability") {
      handed.reachable = input.reachable;
      for (const [eventId, sendId] of handed.transfers) if (handed.back.has(sendId)) handed.transfers.delete(eventId);
      handed.back.clear();
    }
    if (input.type === "sent" && input.errorCode !== undefined && mayRetry(input.errorCode))
      handed.back.add(input.sendId);
    for (const action of output.actions) {
      if (action.type !== "send" || action.channel !== "userInfo") continue;
      for (const eventId of eventsIn(action.text)) {
        if (handed.transfers.has(eventId))
          this.#fault("queued_once", `${device.name} queues ${eventId} a second time since its activation`);
        handed.transfers.set(eventId, action.sendId);
      }
    }
    if (!handed.reachable) this.#judgeAway(device, handed);
  }

  #judgeAway(device: SimDevice, { transfers }: Handed): void {
    for (const { outbox } of device.engine?.sessions.values() ?? []) {
      for (const { event } of outbox.values()) {
        if (transfers.has(event.eventId)) continue;
        this.#fault("queued_once", `${device.name} is out of reach, and ${event.eventId} is not with its system`);
      }
    }
  }
}

/** Ids of the events in a packet that left by userInfo: all of them the sender's own. */
function eventsIn(text: string): string[] {
  const packet = JSON.parse(text) as Packet;
  return packet.kind === "events" ? packet.events.map(({ eventId }) => eventId) : [];
}
