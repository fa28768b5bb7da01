export * from "./capture-reader.ts";
export * from "./capture-writer.ts";
export * from "./diff.ts";
export * from "./line-cutter.ts";
export * from "./summary.ts";
export * from "./trace-ranges.ts";
