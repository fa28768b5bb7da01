import type { CaptureHeader } from "@lighty/protocol";
import { type CaptureAbout, type CapturedFrame, holesOf, TraceRanges } from "@lighty/protocol/captures";
import { Clocks } from "@lighty/protocol/projections";
import { refuse } from "../errors.ts";
import { crossingOf } from "./aligned.ts";

/** A capture that can be read twice. */
export interface Readable {
  name: string;
  open(): Promise<{ header: CaptureHeader; frames(): AsyncIterable<CapturedFrame[]> }>;
}

/** How a file's recorder was brought to the clock of the first file's. */
export interface Aligned {
  name: string;
  /** What is added to its times of receipt. */
  offsetMs: number;
  /** Null where it is not known how wrong that may be. */
  uncertaintyMs: number | null;
  by: "the first" | "clock samples" | "crossings" | "arrivals" | "nothing";
}

export interface MergePlan {
  about: CaptureAbout;
  aligned: Aligned[];
  frames: number;
  /** Frames that are in more than one file, by their trace keys. */
  duplicates: number;
  /** What none of the files has. */
  holes: { deviceId: string; bootId: string; first: number; last: number }[];
}

/** Crossings that are remembered to bound the clocks by: a workout has far fewer. */
const mostCrossings = 50_000;

interface Seen {
  header: CaptureHeader;
  /** By device: its clock against the recorder's, from the header or else from the quickest arrival. */
  samples: Map<string, { offsetMs: number; uncertaintyMs: number | null }>;
}

/** Reads every file once and says how they go together. Throws `capture_invalid` where one was redacted otherwise than another. [CAP-7] */
export async function planMerge(files: readonly Readable[]): Promise<MergePlan> {
  const traces = new TraceRanges();
  const sent = new Map<string, { deviceId: string; at: number }>();
  const received: { crossing: string; deviceId: string; at: number }[] = [];
  const seen: Seen[] = [];
  let [frames, duplicates] = [0, 0];
  for (const { open } of files) {
    const capture = await open();
    const { header } = capture;
    const own: Seen = { header, samples: new Map() };
    seen.push(own);
    for await (const batch of capture.frames()) {
      for (const { frame, receivedAt } of batch) {
        const { observer, observedAt, direction } = frame;
        noteArrival(own, observer.deviceId, receivedAt - observedAt);
        if (!traces.add(frame)) {
          duplicates += 1;
          continue;
        }
        frames += 1;
        const at = { deviceId: observer.deviceId, at: observedAt };
        if (direction === "sent" && sent.size < mostCrossings) sent.set(crossingOf(frame), at);
        if (direction === "received" && received.length < mostCrossings)
          received.push({ crossing: crossingOf(frame), ...at });
      }
    }
    for (const { deviceId, offsetMs, uncertaintyMs } of header.clockSamples)
      own.samples.set(deviceId, { offsetMs, uncertaintyMs });
  }
  const clocks = new Clocks();
  for (const { crossing, deviceId, at } of received) {
    const from = sent.get(crossing);
    if (from !== undefined && from.deviceId !== deviceId) clocks.flew(from.deviceId, deviceId, from.at, at);
  }
  const [first] = seen as [Seen, ...Seen[]];
  const { redaction } = first.header;
  const other = seen.findIndex(({ header }) => header.redaction !== redaction);
  if (other > 0) {
    const said = `${files[other]?.name} leaves out ${seen[other]?.header.redaction}, ${files[0]?.name} ${redaction}`;
    throw refuse("capture_invalid", `${said}; redact both alike first, so that the whole can say what it leaves out`);
  }
  const aligned = seen.map((each, i) => align(files[i]?.name ?? "", first, each, clocks));
  const holes = traces.boots().flatMap((boot) => {
    const { deviceId, bootId } = boot;
    return holesOf(boot).map(([from, to]) => ({ deviceId, bootId, first: from, last: to }));
  });
  const about: CaptureAbout = {
    redaction,
    devices: [...new Map(seen.flatMap(({ header }) => header.devices.map((each) => [each.deviceId, each]))).values()],
    clockSamples: clockSamplesOf(seen, aligned),
  };
  return { about, aligned, frames, duplicates, holes };
}

function noteArrival({ samples }: Seen, deviceId: string, apparentMs: number): void {
  const known = samples.get(deviceId);
  if (known === undefined || apparentMs < known.offsetMs)
    samples.set(deviceId, { offsetMs: apparentMs, uncertaintyMs: null });
}

/** Of all ways to compare the two recorders' clocks, the one in least doubt. */
function align(name: string, first: Seen, own: Seen, clocks: Clocks): Aligned {
  if (own === first) return { name, offsetMs: 0, uncertaintyMs: 0, by: "the first" };
  let best: Aligned = { name, offsetMs: 0, uncertaintyMs: null, by: "nothing" };
  const offer = (offsetMs: number, doubts: readonly (number | null)[], by: "clock samples" | "crossings") => {
    const isKnown = doubts.every((doubt) => doubt !== null);
    const uncertaintyMs = isKnown ? doubts.reduce<number>((sum, doubt) => sum + (doubt ?? 0), 0) : null;
    const isBetter =
      best.by === "nothing" ||
      (uncertaintyMs !== null && uncertaintyMs < (best.uncertaintyMs ?? Number.POSITIVE_INFINITY));
    if (isBetter) best = { name, offsetMs, uncertaintyMs, by: isKnown ? by : "arrivals" };
  };
  for (const [deviceId, there] of first.samples) {
    for (const [otherId, here] of own.samples) {
      const doubts = [there.uncertaintyMs, here.uncertaintyMs];
      if (deviceId === otherId) offer(there.offsetMs - here.offsetMs, doubts, "clock samples");
      const between = deviceId === otherId ? undefined : clocks.offset(deviceId, otherId);
      if (between !== undefined)
        offer(there.offsetMs - between.offsetMs - here.offsetMs, [...doubts, between.uncertaintyMs], "crossings");
    }
  }
  return best;
}

function clockSamplesOf(seen: readonly Seen[], aligned: readonly Aligned[]): CaptureAbout["clockSamples"] {
  const samples = new Map<string, CaptureAbout["clockSamples"][number]>();
  for (const [i, { header }] of seen.entries()) {
    const { offsetMs, uncertaintyMs } = aligned[i] as Aligned;
    for (const sample of header.clockSamples) {
      if (uncertaintyMs === null || samples.has(sample.deviceId)) continue;
      const moved = { offsetMs: sample.offsetMs + offsetMs, uncertaintyMs: sample.uncertaintyMs + uncertaintyMs };
      samples.set(sample.deviceId, { ...sample, at: sample.at + offsetMs, ...moved });
    }
  }
  return [...samples.values()];
}

/**
 * The frames of all files as one: by time of receipt on the first recorder's clock, each key once, and those of a boot in the order of its
 * trace as far as the files' own orders allow. Each file is read once more; of each only the next few frames are held. [CAP-7]
 */
export async function* mergeFrames(
  files: readonly Readable[],
  { aligned }: Pick<MergePlan, "aligned">,
): AsyncGenerator<CapturedFrame[]> {
  const met = new TraceRanges();
  const sources = await Promise.all(files.map((file, i) => Source.open(file, (aligned[i] as Aligned).offsetMs)));
  let batch: CapturedFrame[] = [];
  for (;;) {
    const open = sources.filter(({ next }) => next !== undefined);
    if (open.length === 0) break;
    const source = open.reduce((a, b) => (comesBefore(b.next as CapturedFrame, a.next as CapturedFrame) ? b : a));
    const frame = source.next as CapturedFrame;
    await source.step();
    if (met.add(frame.frame)) batch.push(frame);
    if (batch.length < 256) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Within a boot the trace says what came first; else the clock does. */
function comesBefore(a: CapturedFrame, b: CapturedFrame): boolean {
  const isOneBoot = a.frame.observer.deviceId === b.frame.observer.deviceId && a.frame.bootId === b.frame.bootId;
  return isOneBoot ? a.frame.traceSeq < b.frame.traceSeq : a.receivedAt < b.receivedAt;
}

class Source {
  readonly #batches: AsyncIterator<CapturedFrame[]>;
  readonly #offsetMs: number;
  #batch: CapturedFrame[] = [];
  #at = 0;
  next: CapturedFrame | undefined;

  static async open(file: Readable, offsetMs: number): Promise<Source> {
    const source = new Source((await file.open()).frames()[Symbol.asyncIterator](), offsetMs);
    await source.step();
    return source;
  }

  private constructor(batches: AsyncIterator<CapturedFrame[]>, offsetMs: number) {
    this.#batches = batches;
    this.#offsetMs = offsetMs;
  }

  async step(): Promise<void> {
    while (this.#at === this.#batch.length) {
      const next = await this.#batches.next();
      if (next.done === true) {
        this.next = undefined;
        return;
      }
      this.#batch = next.value;
      this.#at = 0;
    }
    const frame = this.#batch[this.#at++] as CapturedFrame;
    this.next = { ...frame, receivedAt: Math.max(0, frame.receivedAt + this.#offsetMs) };
  }
}
