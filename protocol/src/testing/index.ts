export * from "./devices.ts";
export * from "./events.ts";
export * from "./frames.ts";
export * from "./hand-ports.ts";
export * from "./lab-device.ts";
export * from "./link-contract.ts";
export * from "./packets.ts";
export * from "./store-contract.ts";
