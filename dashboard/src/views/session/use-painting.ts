import { type RefObject, useLayoutEffect } from "react";

/**
 * Paints a canvas anew before the next paint of the page, once however often it was rendered until then: a cursor that moves scrolls the lanes, and
 * that renders again. `width` and `height` in CSS pixels; `draw` gets a brush that counts in them.
 */
export function usePainting(
  canvas: RefObject<HTMLCanvasElement | null>,
  [width, height]: readonly [width: number, height: number],
  draw: (brush: CanvasRenderingContext2D) => void,
): void {
  useLayoutEffect(() => {
    const frame = requestAnimationFrame(() => {
      const element = canvas.current;
      const brush = element?.getContext("2d");
      if (!element || !brush) return;
      const dots = window.devicePixelRatio;
      const [wide, high] = [Math.round(width * dots), Math.round(height * dots)];
      if (element.width !== wide) element.width = wide;
      if (element.height !== high) element.height = high;
      brush.setTransform(dots, 0, 0, dots, 0, 0);
      draw(brush);
    });
    return () => cancelAnimationFrame(frame);
  });
}
