export * from "./hide-health.ts";
export type { Json } from "./json.ts";
export * from "./redactor.ts";
