import type { Entry, Role, Transport, VerdictWord } from "@lighty/protocol";
import { type Crossing, type Outcome, verdictOf } from "./crossing.ts";
import { densestArrows } from "./density.ts";
import { isSmallTalk } from "./reading.ts";
import { sinceStart, span } from "./time.ts";
import type { Traffic } from "./traffic.ts";

/** What stands between two places of the timeline, in pixels, for whatever draws it. */
export interface Drawing {
  /** How many pixels a pixel of the axis takes. */
  readonly scale: number;
  readonly arrows: readonly Arrow[];
  readonly dots: readonly Dot[];
  readonly ticks: readonly Tick[];
  readonly idles: readonly Tick[];
  readonly bands: readonly Band[];
}

export interface Arrow {
  readonly key: number;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly transport: Transport;
  readonly verdict: VerdictWord | null;
  readonly outcome: Outcome;
  /** Small talk that went as small talk goes. */
  readonly isQuiet: boolean;
  readonly isSnapshot: boolean;
  /** The entry a click opens: where it arrived, else where it left. */
  readonly entry: number;
}

/** Something a device did or noticed itself: its own edit, or a note. */
export interface Dot {
  readonly entry: number;
  readonly x: number;
  readonly role: Role;
  readonly isNote: boolean;
}

export interface Tick {
  readonly x: number;
  readonly text: string;
}

export interface Band {
  readonly x1: number;
  readonly x2: number;
  readonly role: Role;
}

export const laneY: Record<Role, number> = { phone: 72, watch: 172 };
export const drawingHeight = 222;

const tickWidth = 96;
const idleMs = 3_000;
/** A silence drawn narrower than this has no room for its length. */
const leastIdleWidth = 40;
const stubDx = 16;
/** An arrow that spans more than this on the axis is looked up apart, since both its ends may be out of sight. */
const longArrow = 1_200;

/** `from` and `to` are places as drawn, `scale` times those of the axis. Where there is no room for arrows there are none. */
export function draw(traffic: Traffic, from: number, to: number, scale = 1): Drawing {
  const hasRoom = scale >= densestArrows;
  const marks = hasRoom ? traffic.axis.between(from / scale - longArrow, to / scale + longArrow) : [];
  const crossings = new Set<Crossing>();
  const dots: Dot[] = [];
  for (const { entry, x: place } of marks) {
    const x = place * scale;
    for (const crossing of traffic.crossings.at(entry)) crossings.add(crossing);
    const reading = traffic.reading(entry);
    if (reading?.entry.frame.direction !== "local" || x < from || x > to) continue;
    dots.push({ entry, x, role: reading.entry.frame.observer.role, isNote: reading.body.kind === "note" });
  }
  if (hasRoom) for (const crossing of traffic.longCrossings) crossings.add(crossing);

  const arrows = [...crossings].map((crossing) => arrowOf(crossing, traffic, scale)).filter((arrow) => arrow !== null);
  return {
    scale,
    arrows: arrows.filter(({ x1, x2 }) => Math.max(x1, x2) >= from && Math.min(x1, x2) <= to),
    dots,
    ticks: ticksBetween(traffic, from, to, scale),
    idles: idlesBetween(traffic, from, to, scale),
    bands: bandsBetween(traffic, from, to, scale),
  };
}

function arrowOf(crossing: Crossing, traffic: Traffic, scale: number): Arrow | null {
  const { sent, received, transport, outcome } = crossing;
  const placeOf = (entry: Entry | null) => {
    const x = entry === null ? undefined : traffic.axis.at(entry.entry)?.x;
    return x === undefined ? undefined : x * scale;
  };
  const [start, end] = [placeOf(sent), placeOf(received)];
  const observer = sent?.frame.observer ?? received?.frame.observer;
  if (observer === undefined || (start === undefined && end === undefined)) return null;
  const fromRole = sent !== null ? observer.role : observer.role === "phone" ? "watch" : "phone";
  const y1 = laneY[fromRole];
  const far = laneY[fromRole === "phone" ? "watch" : "phone"];
  const verdict = verdictOf(crossing);
  const reading = traffic.reading((received ?? sent)?.entry ?? 0);
  const isRoutine = verdict === null || verdict === "applied" || verdict === "duplicate";
  const isRepetitive = reading !== undefined && (isSmallTalk(reading.body) || transport === "applicationContext");
  const isSnapshot = reading?.body.kind === "packet" && reading.body.packet.kind === "snapshot";
  const ends = { key: crossing.id, y1, transport, verdict, outcome, isQuiet: isRoutine && isRepetitive, isSnapshot };
  const x1 = start ?? (end as number) - stubDx;
  // A stub: it left and was not seen to arrive. The other half is drawn where only the arrival is known.
  if (end === undefined) return { ...ends, x1, x2: x1 + stubDx, y2: y1 + (far - y1) * 0.34, entry: sent?.entry ?? 0 };
  if (start === undefined)
    return { ...ends, x1, y1: far - (far - y1) * 0.34, x2: end, y2: far, entry: received?.entry ?? 0 };
  return { ...ends, x1, x2: end, y2: far, entry: received?.entry ?? 0 };
}

/** A time for every hand's breadth, at the first entry there, so that a tick stays put while the reader scrolls. */
function ticksBetween(traffic: Traffic, from: number, to: number, scale: number): Tick[] {
  const ticks: Tick[] = [];
  const first = Math.max(0, Math.floor(from / tickWidth) - 1);
  let [bucket, lastX] = [first - 1, Number.NEGATIVE_INFINITY];
  for (const { entry, x: place } of traffic.axis.between((first * tickWidth) / scale, to / scale)) {
    const x = place * scale;
    const own = Math.floor(x / tickWidth);
    if (own === bucket || x - lastX < tickWidth * 0.7) continue;
    [bucket, lastX] = [own, x];
    const reading = traffic.reading(entry);
    if (reading !== undefined) ticks.push({ x, text: sinceStart(traffic.sinceStart(reading.entry)).slice(0, -1) });
  }
  return ticks;
}

/** Where nothing happened for a while, and how long. */
function idlesBetween(traffic: Traffic, from: number, to: number, scale: number): Tick[] {
  const marks = traffic.axis.between((from - 100) / scale, (to + 100) / scale);
  const idles: Tick[] = [];
  marks.forEach((mark, index) => {
    const before = marks[index - 1];
    if (before === undefined || mark.time - before.time < idleMs) return;
    if ((mark.x - before.x) * scale < leastIdleWidth) return;
    idles.push({ x: ((before.x + mark.x) / 2) * scale, text: span(mark.time - before.time) });
  });
  return idles;
}

function bandsBetween(traffic: Traffic, from: number, to: number, scale: number): Band[] {
  const { axis, outages } = traffic;
  const bands: Band[] = [];
  for (const { deviceId, from: start, to: end } of outages.all) {
    const role = traffic.names.role(deviceId);
    const [x1, x2] = [axis.xAt(start) * scale, end === null ? axis.width * scale + 40 : axis.xAt(end) * scale];
    if (role !== null && x2 >= from && x1 <= to) bands.push({ x1, x2, role });
  }
  return bands;
}
