import { expect, test } from "vitest";
import type { Config } from "../config.ts";
import { greeting, type Place } from "./greeting.ts";

const config = { token: "reads", controlToken: "changes", dataFolder: "/data", demoRate: null, tls: false } as Config;
const place: Place = { port: 7788, lan: null, fingerprint: undefined, hasPhone: true };
const lineOf = (name: string, more: Partial<Config> = {}, where: Partial<Place> = {}) => {
  const { lines } = greeting({ ...config, ...more }, { ...place, ...where });
  const found = lines.split("\n").filter((line) => line.startsWith(`  ${name} `));
  expect(found).toHaveLength(1);
  return found[0];
};

test("the phone's link is that of whoever may change things, since the page pairs itself by it", () => {
  expect(lineOf("Phone")).toContain("http://localhost:7788/phone/#token=changes ");
  expect(lineOf("Phone", { tls: true })).toContain("https://localhost:7788/phone/#token=changes ");
  expect(lineOf("Dashboard")).toContain("http://localhost:7788/#token=reads");
});

test("where there is no phone for a browser it is said what would bring one", () => {
  expect(lineOf("Phone", {}, { hasPhone: false })).toContain("pnpm phone builds it");
  expect(lineOf("Phone", { isContainer: true }, { hasPhone: false })).toContain(
    "npm start outside of a container has it",
  );
});
