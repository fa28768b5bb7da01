// Builds the dashboard into dashboard/dist, unless what it is made of is what the last build was made of.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dashboard/dist");
const stamp = join(dist, ".built-from");
const madeOf = [
  "dashboard/src",
  "dashboard/public",
  "dashboard/index.html",
  "dashboard/vite.config.ts",
  "dashboard/package.json",
  "protocol/src",
  "pnpm-lock.yaml",
];

/** @param {string} path @returns {string[]} */
function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  const inside = readdirSync(path).sort();
  return inside.flatMap((name) => filesUnder(join(path, name)));
}

function digest() {
  const hash = createHash("sha256");
  const files = madeOf.flatMap((path) => filesUnder(join(root, path)));
  for (const file of files.filter((path) => !/\.test\.tsx?$/.test(path))) {
    const content = readFileSync(file);
    hash.update(`${relative(root, file)} ${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}

const wanted = digest();
if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
  console.error("Building the dashboard");
  const vite = join(root, "dashboard/node_modules/.bin/vite");
  const { status } = spawnSync(vite, ["build", "--logLevel", "warn"], {
    cwd: join(root, "dashboard"),
    stdio: "inherit",
    // A test runner's NODE_ENV would build React's development half, and stamp it as what npm start serves.
    env: { ...process.env, NODE_ENV: "production" },
  });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(stamp, wanted);
}
