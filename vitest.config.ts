import { defineConfig } from "vitest/config";
import { findChromium } from "./scripts/chromium.mjs";

// The limit only ends what hangs: on a machine that is busy elsewhere a sound test may take ten times as long, and no test is about time.
// Whoever waits for one thing gives up well before (`patienceMs` of the protocol), so that it is named.
const testTimeout = 300_000;

const project = (name: string, include: string[], more = {}) => ({
  test: {
    name,
    include,
    exclude: ["**/node_modules/**", "**/dist/**"],
    testTimeout,
    hookTimeout: testTimeout,
    ...more,
  },
});

export default defineConfig({
  test: {
    passWithNoTests: true,
    projects: [
      project("protocol", ["protocol/**/*.test.ts"]),
      project("relay", ["relay/**/*.test.ts"]),
      project("dashboard", ["dashboard/src/**/*.test.{ts,tsx}"], { environment: "happy-dom" }),
      {
        ...project("mobile", ["mobile/{src,modules,plugins,test}/**/*.test.{ts,tsx}"], {
          environment: "happy-dom",
          // What is written for React Native is run through the alias too, so it cannot be left to Node.
          server: { deps: { inline: [/react-native/, /@react-navigation/] } },
        }),
        resolve: {
          alias: [{ find: /^react-native$/, replacement: "react-native-web" }],
          // Their CommonJS would ask Node for React Native itself.
          mainFields: ["browser", "module", "main"],
          extensions: [".web.tsx", ".web.ts", ".web.js", ".tsx", ".ts", ".js", ".mjs", ".json"],
        },
        define: { __DEV__: "true" },
      },
      project("scripts", ["scripts/*.test.ts"]),
      // A real browser against a real relay, one at a time; left out, said so by scripts/test.mjs, where there is no browser.
      ...(findChromium() ? [project("e2e", ["{dashboard,mobile}/e2e/*.test.ts"], { fileParallelism: false })] : []),
    ],
  },
});
