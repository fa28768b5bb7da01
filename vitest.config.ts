import { defineConfig } from "vitest/config";
import { findChromium } from "./scripts/chromium.mjs";

const project = (name: string, include: string[], more = {}) => ({
  test: { name, include, exclude: ["**/node_modules/**", "**/dist/**"], ...more },
});

export default defineConfig({
  test: {
    passWithNoTests: true,
    projects: [
      project("protocol", ["protocol/**/*.test.ts"]),
      project("relay", ["relay/**/*.test.ts"]),
      project("dashboard", ["dashboard/src/**/*.test.{ts,tsx}"], { environment: "happy-dom" }),
      project("scripts", ["scripts/*.test.ts"], { testTimeout: 30_000 }),
      // A real browser against a real relay; left out, said so by scripts/test.mjs, where there is no browser.
      ...(findChromium() ? [project("e2e", ["dashboard/e2e/*.test.ts"], { testTimeout: 60_000 })] : []),
    ],
  },
});
