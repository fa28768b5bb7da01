import { covers } from "../have.ts";
import type { Transport } from "../ids.ts";
import type { Received } from "../packet.ts";
import type { Offset } from "./clocks.ts";
import { type DeliveryReport, type EventPath, lateMs } from "./delivery-report.ts";
import { Recent } from "./recent.ts";
import type { Tally } from "./tallies.ts";

const mostEvents = 2_000;
const mostAhead = 64;

type Moment = NonNullable<EventPath["acknowledged"]>;

/** How the events of one session fared, as it is counted. */
export interface Story {
  events: DeliveryReport["events"];
  paths: Recent<string, EventPath>;
  transports: Map<Transport, Tally>;
  /** By author: its events that its peer has not acknowledged, in order. */
  open: Map<string, EventPath[]>;
  /** By author: the highest seq that came. */
  highest: Map<string, number>;
  /** By author: who received its events last. */
  receivers: Map<string, string>;
  /** By author: the highest own seq that its frames have shown. */
  shown: Map<string, number>;
  /** By author: acknowledgements of what its frames have yet to show, as they may ride ahead. [TEE-13] */
  ahead: Map<string, { received: Received; moment: Moment }[]>;
}

export function emptyStory(): Story {
  return {
    events: { made: 0, sent: 0, received: 0, acknowledged: 0, duplicated: 0, late: 0, overtaken: 0, open: 0 },
    paths: new Recent(mostEvents),
    transports: new Map(),
    open: new Map(),
    highest: new Map(),
    receivers: new Map(),
    shown: new Map(),
    ahead: new Map(),
  };
}

/** An own event waits to be acknowledged from the moment its author's tee first shows it. */
export function open(story: Story, path: EventPath): void {
  const { deviceId, seq } = path;
  if (seq === undefined) return;
  story.shown.set(deviceId, Math.max(story.shown.get(deviceId) ?? 0, seq));
  const ahead = story.ahead.get(deviceId)?.find(({ received }) => covers(received, seq));
  if (ahead !== undefined) {
    path.acknowledged = { ...ahead.moment };
    story.events.acknowledged += 1;
    return;
  }
  const own = story.open.get(deviceId) ?? [];
  story.open.set(deviceId, own);
  if (own.push(path) > mostEvents) own.shift();
  else story.events.open += 1;
}

/** An acknowledgement of events that are yet to be shown. [TEE-13] */
export function noteAhead({ ahead }: Story, deviceId: string, received: Received, moment: Moment): void {
  const known = ahead.get(deviceId) ?? [];
  ahead.set(deviceId, known);
  if (known.at(-1)?.received.upTo === received.upTo) return;
  if (known.push({ received, moment }) > mostAhead) known.shift();
}

/** How long an event took, by one clock. */
export function time({ events }: Story, path: EventPath, { offsetMs, uncertaintyMs }: Offset): void {
  const left = path.made ?? path.firstSent;
  if (left === undefined || path.received === undefined || path.latencyMs !== undefined) return;
  path.latencyMs = Math.max(0, path.received.at - left.at - offsetMs);
  path.uncertaintyMs = uncertaintyMs;
  path.isLate = path.latencyMs > lateMs;
  if (path.isLate) events.late += 1;
}
