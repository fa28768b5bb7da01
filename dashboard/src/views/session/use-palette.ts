import { type VerdictWord, verdictWords } from "@lighty/protocol";
import { type RefObject, useLayoutEffect, useState } from "react";

const plain = ["line", "line-strong", "faint", "muted", "text", "accent", "surface"] as const;

/** The colours of tokens.css as a canvas understands them. */
export interface Palette {
  readonly plain: Readonly<Record<(typeof plain)[number], string>>;
  readonly verdicts: Readonly<Record<VerdictWord, string>>;
  readonly font: string;
}

/** The page's colours as they stand, read anew when it turns dark or light; null before the element is in the page. */
export function usePalette(element: RefObject<HTMLElement | null>): Palette | null {
  const [palette, setPalette] = useState<Palette | null>(null);
  useLayoutEffect(() => {
    const read = () => setPalette(element.current === null ? null : paletteAt(element.current));
    read();
    const themes = new MutationObserver(read);
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    const system = window.matchMedia("(prefers-color-scheme: dark)");
    system.addEventListener("change", read);
    return () => {
      themes.disconnect();
      system.removeEventListener("change", read);
    };
  }, [element]);
  return palette;
}

/** Resolved by the browser through an element of its own: a custom property is handed out as it was written. */
function paletteAt(element: HTMLElement): Palette {
  const probe = element.appendChild(document.createElement("span"));
  const style = getComputedStyle(probe);
  const colour = (name: string) => {
    probe.style.color = `var(--${name})`;
    return style.color;
  };
  const all = <T extends string>(names: readonly T[]) =>
    Object.fromEntries(names.map((name) => [name, colour(name)])) as Record<T, string>;
  const palette = { plain: all(plain), verdicts: all(verdictWords), font: style.fontFamily };
  probe.remove();
  return palette;
}
