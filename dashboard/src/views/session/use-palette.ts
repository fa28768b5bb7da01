import { type VerdictWord, verdictWords } from "@lighty/protocol";
import type { RefObject } from "react";
import { type ReadColour, useColours } from "../../ui/colours.ts";

const plain = ["line", "line-strong", "faint", "muted", "text", "accent", "surface"] as const;

/** The colours of tokens.css as a canvas understands them. */
export interface Palette {
  readonly plain: Readonly<Record<(typeof plain)[number], string>>;
  readonly verdicts: Readonly<Record<VerdictWord, string>>;
  readonly font: string;
}

/** The page's colours as they stand, read anew when it turns dark or light; null before the element is in the page. */
export function usePalette(element: RefObject<HTMLElement | null>): Palette | null {
  return useColours(element, paletteOf);
}

function paletteOf(colour: ReadColour, font: string): Palette {
  const all = <T extends string>(names: readonly T[]) =>
    Object.fromEntries(names.map((name) => [name, colour(name)])) as Record<T, string>;
  return { plain: all(plain), verdicts: all(verdictWords), font };
}
