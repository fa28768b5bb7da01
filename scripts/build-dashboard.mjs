// Builds the dashboard into dashboard/dist, unless what it is made of is what the last build was made of.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { builtFrom, root } from "./stale.mjs";

const dist = join(root, "dashboard/dist");
const { isFresh, sign } = builtFrom(dist, [
  "dashboard/src",
  "dashboard/public",
  "dashboard/index.html",
  "dashboard/vite.config.ts",
  "dashboard/package.json",
  "protocol/src",
  "pnpm-lock.yaml",
]);

if (!isFresh) {
  console.error("Building the dashboard");
  const vite = join(root, "dashboard/node_modules/.bin/vite");
  const { status } = spawnSync(vite, ["build", "--logLevel", "warn"], {
    cwd: join(root, "dashboard"),
    stdio: "inherit",
    // A test runner's NODE_ENV would build React's development half, and stamp it as what npm start serves.
    env: { ...process.env, NODE_ENV: "production" },
  });
  if (status !== 0) process.exit(status ?? 1);
  sign(dist);
}
