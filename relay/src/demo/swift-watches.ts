import { watchesWith } from "../devices/simulated-watch.ts";
import { SwiftProgram, swiftEngines } from "./swift-watch.ts";

/** Watches that run Swift's engine, each in a program of its own; for where it is built. */
export const swiftWatches = watchesWith("swift", () => {
  const program = new SwiftProgram();
  return { open: swiftEngines(program), build: "simulated, Swift engine", close: () => program.close() };
});
