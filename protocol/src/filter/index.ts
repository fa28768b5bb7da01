export * from "./fields.ts";
export * from "./filter.ts";
export * from "./match.ts";
export * from "./parse.ts";
export * from "./text.ts";
