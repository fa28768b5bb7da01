import { type RefObject, useLayoutEffect, useState } from "react";

/** Names tokens of tokens.css in the colours that a canvas understands; resolved by an element of the page. */
export type ReadColour = (name: string) => string;

/**
 * What is read of the page's colours as they stand, and read anew when it turns dark or light; null before the element is in the page.
 * `read` has to stay the same function.
 */
export function useColours<T>(
  element: RefObject<HTMLElement | null>,
  read: (colour: ReadColour, font: string) => T,
): T | null {
  const [colours, setColours] = useState<T | null>(null);
  useLayoutEffect(() => {
    const look = () => setColours(element.current === null ? null : readAt(element.current, read));
    look();
    const themes = new MutationObserver(look);
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    const system = window.matchMedia("(prefers-color-scheme: dark)");
    system.addEventListener("change", look);
    return () => {
      themes.disconnect();
      system.removeEventListener("change", look);
    };
  }, [element, read]);
  return colours;
}

/** Resolved by the browser through an element of its own: a custom property is handed out as it was written. */
function readAt<T>(element: HTMLElement, read: (colour: ReadColour, font: string) => T): T {
  const probe = element.appendChild(document.createElement("span"));
  const style = getComputedStyle(probe);
  const colour = (name: string) => {
    probe.style.color = `var(--${name})`;
    return style.color;
  };
  const colours = read(colour, style.fontFamily);
  probe.remove();
  return colours;
}
