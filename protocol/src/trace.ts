import type { Frame } from "./frame.ts";

/** Where a frame stands in its device's trace. */
export interface TracePlace {
  /** traceSeqs of its boot, before it, that have not come yet: what it builds on is not known whole. [TEE-2] */
  missingFrames: number;
  /** Of the missing just before it, those that its tee says it dropped. [TEE-3] */
  droppedFrames: number;
  /** Frames of its boot that nobody accounts for and that will not come any more, as this one shows: a hole, shown and never hidden. [TEE-2] [TEE-13] */
  lostFrames: number;
  /** Of an older run, or of a place that the trace has passed: it tells what was, not what is. [TEE-12] */
  isLate: boolean;
}

interface Boot {
  last: number;
  /** observedAt of the first frame heard of it, and of the latest. */
  since: number;
  until: number;
  /** What is missing and may still come, as ranges in order. [TEE-13] */
  holes: [first: number, last: number][];
}

const mostBoots = 64;
/** Beyond, the oldest hole is taken for lost. */
const mostHoles = 64;

/**
 * The trace of one device, boot by boot. Journals and files bring frames of older boots, and of older places, at any time: these neither move
 * the device's place back nor make a hole of what follows. A boot is older when its first frame was observed before the first one of the
 * boot that runs, by the device's own clock. [TEE-12]
 */
export class Trace {
  #boots = new Map<string, Boot>();
  #running: string | undefined;
  #isTorn: boolean;
  /** Some boots are not remembered, or not from their beginning: an older one that is not known may be one of these. */
  #hasForgotten: boolean;

  /** Torn: what came before is not in the log any more, so the next frame of it leaves no hole. */
  constructor(isTorn = false) {
    this.#isTorn = isTorn;
    this.#hasForgotten = isTorn;
  }

  /** One that goes on from what another remembered. */
  static restore({ boots, running, isTorn, hasForgotten }: ReturnType<Trace["save"]>): Trace {
    const trace = new Trace(isTorn);
    trace.#boots = boots;
    trace.#running = running;
    trace.#hasForgotten = hasForgotten;
    return trace;
  }

  /** What it remembers, shared with it. */
  save() {
    return { boots: this.#boots, running: this.#running, isTorn: this.#isTorn, hasForgotten: this.#hasForgotten };
  }

  take(frame: Frame): TracePlace {
    const { bootId, traceSeq, observedAt } = frame;
    const known = this.#boots.get(bootId);
    const isTorn = this.#isTorn;
    if (known === undefined) {
      const running = this.#boots.get(this.#running ?? "");
      const isLate = running !== undefined && observedAt < running.since;
      const isBegun = isTorn || (isLate && this.#hasForgotten);
      const boot: Boot = { last: isBegun ? traceSeq - 1 : 0, since: observedAt, until: observedAt, holes: [] };
      this.#add(bootId, boot);
      if (!isLate) this.#run(bootId);
      return { ...advance(boot, frame), isLate };
    }
    if (traceSeq <= known.last) return { ...fill(known, frame), isLate: true };
    if (isTorn) known.last = traceSeq - 1;
    const hole = advance(known, frame);
    known.until = Math.max(known.until, observedAt);
    // A boot that was taken for an older one runs all the same when it goes on after the other.
    if (bootId !== this.#running && observedAt > (this.#boots.get(this.#running ?? "")?.until ?? 0)) this.#run(bootId);
    else if (bootId === this.#running) this.#isTorn = false;
    return { ...hole, isLate: bootId !== this.#running };
  }

  #run(bootId: string): void {
    this.#running = bootId;
    this.#isTorn = false;
  }

  #add(bootId: string, boot: Boot): void {
    this.#boots.set(bootId, boot);
    if (this.#boots.size <= mostBoots) return;
    for (const oldest of this.#boots.keys()) {
      if (oldest === this.#running || oldest === bootId) continue;
      this.#boots.delete(oldest);
      this.#hasForgotten = true;
      return;
    }
  }
}

type Hole = Pick<TracePlace, "missingFrames" | "droppedFrames" | "lostFrames">;

/** The boot goes on at a frame, which may leap. */
function advance(boot: Boot, frame: Frame): Hole {
  const { traceSeq } = frame;
  const missingFrames = traceSeq - boot.last - 1;
  const droppedFrames = Math.min(frame.droppedBefore ?? 0, missingFrames);
  const last = traceSeq - 1 - Math.min(accountedBefore(frame), missingFrames);
  if (last > boot.last) boot.holes.push([boot.last + 1, last]);
  boot.last = traceSeq;
  return { missingFrames, droppedFrames, lostFrames: lostAt(boot, frame) };
}

/** A frame of a place that the boot has passed: the hole that it lies in is cut in two. */
function fill(boot: Boot, frame: Frame): Hole {
  const { traceSeq } = frame;
  const at = boot.holes.findIndex(([first, last]) => first <= traceSeq && traceSeq <= last);
  if (at < 0) return { missingFrames: 0, droppedFrames: 0, lostFrames: 0 };
  const [first, last] = boot.holes[at] as [number, number];
  const missing = traceSeq - first;
  const parts: [number, number][] = [
    [first, traceSeq - 1 - Math.min(accountedBefore(frame), missing)],
    [traceSeq + 1, last],
  ];
  boot.holes.splice(at, 1, ...parts.filter(([from, to]) => from <= to));
  // What it builds on had been missed when the boot passed it.
  const droppedFrames = Math.min(frame.droppedBefore ?? 0, missing);
  return { missingFrames: 0, droppedFrames, lostFrames: lostAt(boot, frame) };
}

/**
 * Takes the holes away that no frame will fill any more. The frame of a received message may ride beside an acknowledgement, ahead of those
 * before it; all others come in order, so one of these that has come leaves nothing before it to come. [TEE-13]
 */
function lostAt(boot: Boot, { direction, transport, traceSeq }: Frame): number {
  const mayRide = direction === "received" && transport === "message";
  let lost = 0;
  while (boot.holes.length > 0) {
    const [first, last] = boot.holes[0] as [number, number];
    if (boot.holes.length <= mostHoles && (mayRide || last >= traceSeq)) break;
    lost += last - first + 1;
    boot.holes.shift();
  }
  return lost;
}

/** Frames just before one that its tee dropped, or that whoever selected left out. [TEE-3] [CAP-8] */
function accountedBefore({ droppedBefore = 0, leftOutBefore = 0 }: Frame): number {
  return droppedBefore + leftOutBefore;
}
