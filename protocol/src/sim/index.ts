export * from "./agenda.ts";
export * from "./fake-link.ts";
export * from "./lifter.ts";
export * from "./memory-store.ts";
export * from "./random.ts";
export * from "./routine.ts";
export * from "./sim-device.ts";
export * from "./weather.ts";
