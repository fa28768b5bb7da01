import { useMemo, useState } from "react";

/** How closely the timeline is looked at. */
export interface Zoom {
  /** Pixels drawn for a pixel of the axis. */
  readonly scale: number;
  /** Where the reader pointed when it last changed, in pixels from the left edge; null for the cursor or the middle. */
  readonly anchor: number | null;
  by(factor: number, anchor?: number): void;
  /** As it is at first. */
  reset(): void;
  /** Until all of it is in sight. */
  fit(): void;
  /** The least scale that makes sense, told by who knows the widths. */
  bound(least: number): void;
}

const most = 4;

export function useZoom(): Zoom {
  const [{ scale, anchor }, setView] = useState<{ scale: number; anchor: number | null }>({ scale: 1, anchor: null });
  const moves = useMemo(() => {
    let least = 1;
    const within = (scale: number) => Math.min(most, Math.max(least, scale));
    return {
      by: (factor: number, anchor?: number) =>
        setView((before) => ({ scale: within(before.scale * factor), anchor: anchor ?? null })),
      reset: () => setView({ scale: 1, anchor: null }),
      fit: () => setView({ scale: least, anchor: null }),
      bound(next: number) {
        least = Math.min(1, next);
      },
    };
  }, []);
  return useMemo(() => ({ scale, anchor, ...moves }), [scale, anchor, moves]);
}
