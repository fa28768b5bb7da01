import type { Role } from "@lighty/protocol";
import { densestArrows } from "./density.ts";
import { drawingHeight } from "./drawing.ts";
import type { Traffic } from "./traffic.ts";

/** How much higher the drawing is with the relay's lane, and where that lies. */
export const relayLaneHeight = 36;
export const relayLaneY = drawingHeight + 14;

/** A frame on its way to the relay, as drawn: where it happened, and how far the session had come when the relay had it. */
export interface Landing {
  readonly entry: number;
  readonly role: Role;
  readonly x1: number;
  readonly x2: number;
}

/**
 * When the relay received each frame that is in sight. It is told by the latest that it had heard of by then, not by its clock: a frame that
 * waited in a device's spool lands where the session had come meanwhile, however fast the session ran. Where there is no room for arrows
 * there are none of these either.
 */
export function landingsBetween(traffic: Traffic, from: number, to: number, scale: number): Landing[] {
  if (scale < densestArrows) return [];
  return traffic.axis.between(from / scale, to / scale).flatMap(({ entry, x, time }) => {
    const reading = traffic.reading(entry);
    if (reading === undefined) return [];
    const landedAt = traffic.landedAt(entry);
    const landed = landedAt > time ? traffic.axis.xAt(landedAt) : x;
    return [{ entry, role: reading.entry.frame.observer.role, x1: x * scale, x2: landed * scale }];
  });
}
