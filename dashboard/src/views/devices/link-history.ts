import type { DeviceVitals } from "@lighty/protocol/projections";
import type { LinkState } from "./link-words.ts";

/** A stretch of time in which the app said the same of its link. */
export interface Stretch {
  readonly is: LinkState;
  readonly from: number;
  readonly to: number;
}

/** The words of an app about its link, as stretches up to `until`; until it says anything the link is unknown. */
export function linkStretches(link: DeviceVitals["link"], until: number): Stretch[] {
  const stretches: Stretch[] = [];
  for (const [index, { at, is }] of link.entries()) {
    const to = Math.max(at, link[index + 1]?.at ?? until);
    const last = stretches.at(-1);
    const state: LinkState = is === "activated" ? "unknown" : is;
    if (last?.is === state) stretches[stretches.length - 1] = { ...last, to };
    else stretches.push({ is: state, from: at, to });
  }
  return stretches.filter(({ from, to }) => to > from);
}
