import type { VerdictWord } from "@lighty/protocol";
import type { DivergenceReport, Outline, Stretch } from "@lighty/protocol/projections";
import { judgements } from "./crossing.ts";
import { lastAtOrBefore } from "./rows.ts";
import type { Traffic } from "./traffic.ts";
import type { WordCounts } from "./weight.ts";

/** Part of a session, as shares of its entries from 0 to 1. */
export interface Part {
  readonly from: number;
  readonly to: number;
}

/** What an overview needs of a stretch. */
export type Counted = Pick<Stretch, "first" | "last" | "entries"> & { readonly words: WordCounts };

/** A time during which the devices reported the same, or not, or now this and now that, or during which one had not reported yet. */
export interface Agreement extends Part {
  readonly is: "same" | "differ" | "mixed" | "unknown";
}

/** A stretch of the session with its place in it. */
export interface PlacedStretch extends Part {
  readonly stretch: Counted;
}

/** Every stretch where it lies, counted in entries: what is busy takes room, whatever time it took. */
export function placesOf(stretches: readonly Counted[]): PlacedStretch[] {
  const entries = stretches.reduce((sum, stretch) => sum + stretch.entries, 0);
  let before = 0;
  return stretches.map((stretch) => {
    const from = before / entries;
    before += stretch.entries;
    return { stretch, from, to: before / entries };
  });
}

/** The outline's own stretches. */
export function countedOf({ stretches }: Outline): Counted[] {
  return stretches.map(({ first, last, entries, verdicts }) => ({ first, last, entries, words: verdicts }));
}

/** Verdicts of the whole session, counted by word. */
export function wordsOf({ stretches }: Outline): WordCounts {
  const words: Partial<Record<VerdictWord, number>> = {};
  for (const { verdicts } of stretches)
    for (const [word, count] of Object.entries(verdicts) as [VerdictWord, number][])
      words[word] = (words[word] ?? 0) + count;
  return words;
}

/** Stretches of a session that is held whole: finer than an outline has them, so that a short session shows its course too. */
const fineStretches = 240;

export function fineStretchesOf({ readings, sessionId }: Traffic): Counted[] {
  const size = Math.max(1, Math.ceil(readings.length / fineStretches));
  const stretches: Counted[] = [];
  for (let at = 0; at < readings.length; at += size) {
    const part = readings.slice(at, at + size);
    const words: Partial<Record<VerdictWord, number>> = {};
    for (const { entry } of part) for (const word of judgements(entry, sessionId)) words[word] = (words[word] ?? 0) + 1;
    const [first, last] = [part[0]?.entry.entry ?? 0, part.at(-1)?.entry.entry ?? 0];
    stretches.push({ first, last, entries: part.length, words });
  }
  return stretches;
}

/** Where an entry lies in the session, from 0 to 1; within a stretch by its number, as near as the outline tells. */
export function shareOf(places: readonly PlacedStretch[], entry: number): number {
  const place =
    places[
      Math.max(
        0,
        lastAtOrBefore(places, entry, ({ stretch }) => stretch.first),
      )
    ];
  if (place === undefined) return 0;
  const { first, last } = place.stretch;
  const within = last === first ? 0 : Math.min(1, Math.max(0, (entry - first) / (last - first)));
  return place.from + within * (place.to - place.from);
}

/** The same of a session too long for its report to reach back over, as near as its outline tells. [PRJ-5] */
export function outlineAgreements({ entries, stretches }: Outline): Agreement[] {
  let before = 0;
  return stretches.map((stretch) => {
    const from = before / entries;
    before += stretch.entries;
    const { same, differ } = stretch;
    const is = same > 0 && differ > 0 ? "mixed" : differ > 0 ? "differ" : same > 0 ? "same" : "unknown";
    return { from, to: before / entries, is };
  });
}

/** The digests of the phone and the watch over the session, side by side. [DIV-1] */
export function agreementsOf({ devices }: DivergenceReport, places: readonly PlacedStretch[]): Agreement[] {
  const pair = (["phone", "watch"] as const).map((role) => devices.find((device) => device.role === role));
  const changes = pair
    .flatMap((device, side) => (device?.digests ?? []).map(({ entry, digest }) => ({ entry, digest, side })))
    .sort((a, b) => a.entry - b.entry);
  const held: [string?, string?] = [];
  const agreements: Agreement[] = [];
  let from = 0;
  const is = () =>
    held[0] === undefined || held[1] === undefined ? "unknown" : held[0] === held[1] ? "same" : "differ";
  const until = (to: number) => {
    const last = agreements.at(-1);
    if (last?.is === is()) agreements[agreements.length - 1] = { ...last, to };
    else if (to > from) agreements.push({ from, to, is: is() });
    from = to;
  };
  for (const { entry, digest, side } of changes) {
    until(shareOf(places, entry));
    held[side] = digest;
  }
  until(1);
  return agreements;
}

/** The same in at most so many parts, told apart from each other: in each all that was there counts, however short it was. */
export function coarser(agreements: readonly Agreement[], parts: number): Agreement[] {
  const merged: Agreement[] = [];
  let next = 0;
  for (let part = 0; part < parts; part++) {
    const [from, to] = [part / parts, (part + 1) / parts];
    const kinds = new Set<Agreement["is"]>();
    for (; ; next++) {
      const agreement = agreements[next];
      if (agreement === undefined || agreement.from >= to) break;
      if (agreement.to > from) kinds.add(agreement.is);
      if (agreement.to > to) break;
    }
    if (kinds.size > 1) kinds.delete("unknown");
    const [only] = kinds;
    const is = kinds.size > 1 ? "mixed" : (only ?? "unknown");
    const last = merged.at(-1);
    if (last?.is === is) merged[merged.length - 1] = { ...last, to };
    else merged.push({ from, to, is });
  }
  return merged;
}
