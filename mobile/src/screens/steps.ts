import type { Unit } from "../settings/settings.ts";

/** The smallest pair of plates of a usual rack, as on the wrist. */
export const weightStep: Record<Unit, number> = { kg: 2.5, lb: 5 };

/** Far beyond any lift and well within the law. [ENV-5] */
export const mostWeight = 999;
export const mostReps = 999;

export const restStepSeconds = 15;
export const mostRestSeconds = 1_800;
