import type { Frame } from "./frame.ts";

/** Where a frame stands in its device's trace. */
export interface TracePlace {
  /** traceSeqs of its boot that never came before it: a hole, shown and never hidden. [TEE-2] */
  missingFrames: number;
  /** Of an older run, or of a place that the trace has passed: it tells what was, not what is. [TEE-12] */
  isLate: boolean;
}

interface Boot {
  last: number;
  /** observedAt of the first frame heard of it, and of the latest. */
  since: number;
  until: number;
}

const mostBoots = 64;

/**
 * The trace of one device, boot by boot. Journals and files bring frames of older boots, and of older places, at any time: these neither move
 * the device's place back nor make a hole of what follows. A boot is older when its first frame was observed before the first one of the
 * boot that runs, by the device's own clock. [TEE-12]
 */
export class Trace {
  #boots = new Map<string, Boot>();
  #running: string | undefined;
  #isTorn: boolean;

  /** Torn: what came before is not in the log any more, so the next frame of it leaves no hole. */
  constructor(isTorn = false) {
    this.#isTorn = isTorn;
  }

  /** One that goes on from what another remembered. */
  static restore({ boots, running, isTorn }: ReturnType<Trace["save"]>): Trace {
    const trace = new Trace(isTorn);
    trace.#boots = boots;
    trace.#running = running;
    return trace;
  }

  /** What it remembers, shared with it. */
  save() {
    return { boots: this.#boots, running: this.#running, isTorn: this.#isTorn };
  }

  take({ bootId, traceSeq, observedAt }: Frame): TracePlace {
    const boot = this.#boots.get(bootId);
    const isTorn = this.#isTorn;
    if (boot === undefined) {
      const running = this.#boots.get(this.#running ?? "");
      const isLate = running !== undefined && observedAt < running.since;
      this.#add(bootId, { last: traceSeq, since: observedAt, until: observedAt });
      if (!isLate) this.#run(bootId);
      return { missingFrames: isTorn ? 0 : traceSeq - 1, isLate };
    }
    if (traceSeq <= boot.last) return { missingFrames: 0, isLate: true };
    const missingFrames = isTorn ? 0 : traceSeq - boot.last - 1;
    boot.last = traceSeq;
    boot.until = Math.max(boot.until, observedAt);
    // A boot that was taken for an older one runs all the same when it goes on after the other.
    if (bootId !== this.#running && observedAt > (this.#boots.get(this.#running ?? "")?.until ?? 0)) this.#run(bootId);
    else if (bootId === this.#running) this.#isTorn = false;
    return { missingFrames, isLate: bootId !== this.#running };
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
      return;
    }
  }
}
