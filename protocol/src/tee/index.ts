export { FrameTap, type Teed } from "./frame-tap.ts";
export type { Crossing, Journalled, TeeCounts } from "./spool.ts";
export { teeMessageBytes } from "./spool.ts";
export { Tee, type TeeAction, type TeeInput, type TeeOptions, type TeeState } from "./tee.ts";
export { TeeClient, type TeeJournal, type TeePorts } from "./tee-client.ts";
