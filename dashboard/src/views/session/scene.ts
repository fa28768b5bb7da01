import { farOrdinal, farScale, farWidth } from "../../model/shape.ts";
import type { Page } from "../../store/session-page.ts";

/**
 * How entries stand on the timeline at a scale, by their places among all entries of the session: near, on the time axis of the run that was
 * read; from afar, where the session is too long for its run to tell, each as wide as any other.
 */
export interface Scene {
  readonly isFar: boolean;
  readonly scale: number;
  readonly width: number;
  /** Where an entry is drawn; undefined where it is not at hand. */
  xOf(ordinal: number): number | undefined;
  /** The entry drawn at a place, or the one before it. */
  ordinalAt(x: number): number;
}

export function sceneOf({ traffic, first, count, isWhole }: Page, scale: number): Scene {
  const isFar = !isWhole && scale < farScale;
  if (isFar) {
    return {
      ...{ isFar, scale, width: farWidth(count, scale) },
      xOf: (ordinal) => farWidth(ordinal + 0.5, scale),
      ordinalAt: (x) => Math.max(0, Math.min(count - 1, farOrdinal(x, scale))),
    };
  }
  const { axis, readings } = traffic;
  return {
    ...{ isFar, scale, width: axis.width * scale },
    xOf(ordinal) {
      const entry = readings[ordinal - first]?.entry.entry;
      const x = entry === undefined ? undefined : axis.at(entry)?.x;
      return x === undefined ? undefined : x * scale;
    },
    ordinalAt(x) {
      const [, last] = axis.ends(0, Math.max(1, x / scale));
      return first + Math.max(0, last === undefined ? 0 : traffic.indexOf(last.entry));
    },
  };
}

/** The scale at which all of it is in sight, in so many pixels. */
export function fittingScale({ traffic, count, isWhole }: Page, pixels: number): number {
  return isWhole ? pixels / Math.max(1, traffic.axis.width) : pixels / Math.max(1, farWidth(count, 1));
}
