// What `npm test` runs: types, lint and format, every vitest project, and Swift where it is. The last line is "N passed, N failed".
// Arguments go to vitest: `npm test -- protocol/src/merge.test.ts`.
import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { findChromium } from "./chromium.mjs";
import { findSwift, runSwift } from "./swift.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const required = (process.env.LIGHTY_REQUIRE ?? "").split(",");

/** What a project needs that a machine may lack. A CI names it in LIGHTY_REQUIRE; there its lack is a failure. */
const needs = [
  {
    name: "chromium",
    found: findChromium() !== undefined,
    without: "no Chromium found, so e2e is left out (Debian: apt-get install chromium; or set LIGHTY_CHROMIUM)",
  },
  {
    name: "swift",
    found: findSwift(),
    without: "no Swift found, so its tests and the mixed schedules are left out (scripts/swift.sh --install)",
  },
];

const tally = { passed: 0, failed: 0, skipped: 0 };
/** @type {string[]} */
const report = [];

/** Names of what failed: the report repeats them where a reader looks first. @type {string[]} */
const failures = [];
/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();
const folder = mkdtempSync(join(tmpdir(), "lighty-test-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.on(signal, () => {
    for (const child of running) child.kill(signal);
    process.exit(1);
  });
}

/**
 * @param {string} label
 * @param {string} tool
 * @param {string[]} args
 * @param {number | "inherit"} output where what it says goes
 * @returns {Promise<boolean>} whether it ended well
 */
async function run(label, tool, args, output = "inherit") {
  console.log(`\n${label}`);
  const startedAt = Date.now();
  const status = await new Promise((resolve) => {
    const child = spawn(join(root, "node_modules/.bin", tool), args, { cwd: root, stdio: ["ignore", output, output] });
    running.add(child);
    child.on("error", resolve);
    child.on("close", (code) => {
      running.delete(child);
      resolve(code);
    });
  });
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  report.push(`${status === 0 ? "ok    " : "FAILED"}  ${label} (${seconds} s)`);
  return status === 0;
}

/** @param {boolean} ok */
function check(ok) {
  tally[ok ? "passed" : "failed"] += 1;
}

/** @typedef {{ name: string, status: string, message: string, assertionResults: { status: string, fullName: string }[] }} TestFile */

/** @param {boolean} ok @param {string} file */
function countTests(ok, file) {
  /** @type {TestFile[]} */
  let files = [];
  try {
    files = JSON.parse(readFileSync(file, "utf8")).testResults;
  } catch (error) {
    console.error(`vitest left no results: ${error}`);
  }
  const before = tally.failed;
  for (const { name, status, message, assertionResults } of files) {
    const path = relative(root, name);
    for (const test of assertionResults) if (test.status === "failed") failures.push(`${path}: ${test.fullName}`);
    const count = (/** @type {string} */ word) => assertionResults.filter((test) => test.status === word).length;
    const [passed, failed] = [count("passed"), count("failed")];
    tally.passed += passed;
    // A file that did not load has failed though none of its tests has.
    if (status === "failed" && failed === 0) failures.push(`${path}: ${message.split("\n")[0]}`);
    tally.failed += status === "failed" ? Math.max(failed, 1) : failed;
    tally.skipped += assertionResults.length - passed - failed;
  }
  const ran = files.some((result) => result.assertionResults.length > 0);
  if ((!ok || !ran) && tally.failed === before) {
    tally.failed += 1;
    report.push(ran ? "FAILED  vitest ended badly, though no test did" : "FAILED  no test ran");
  }
}

check(await run("types: tsc -b", "tsc", ["-b"]));
// Biome paints even into a pipe.
const colours = process.stdout.isTTY ? [] : ["--colors=off"];
check(await run("lint and format: biome ci", "biome", ["ci", "--error-on-warnings", ...colours, "."]));

/**
 * @param {string} label
 * @param {string[]} args
 * @param {number | "inherit"} [output]
 */
async function vitest(label, args, output) {
  const results = join(folder, `${label}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${results}`];
  countTests(await run(`tests: vitest run, ${label}`, "vitest", ["run", ...reporters, ...args], output), results);
}

/** What drives browsers and what builds apps, one after another, then Swift's own tests. */
async function apps() {
  await vitest("apps", ["--project=!protocol", "--project=!relay", workers]);
  if (!findSwift()) return;
  console.log("\nSwift: format and tests");
  const swift = runSwift();
  tally.passed += swift.passed;
  tally.failed += swift.failed;
  failures.push(...swift.failures);
  report.push(`${swift.failed === 0 ? "ok    " : "FAILED"}  Swift: format and tests`);
}

/** The law and the relay. What is said of them waits until it can be read in one piece. */
async function law() {
  const file = join(folder, "law.log");
  const output = openSync(file, "w");
  await vitest("protocol and relay", ["--project=protocol", "--project=relay", workers], output);
  closeSync(output);
  return () => process.stdout.write(readFileSync(file));
}

// Two lanes that take about as long, side by side where there are two cores. A lane of one worker has one browser at a time.
const cores = availableParallelism();
const workers = `--maxWorkers=${Math.max(1, Math.floor(cores / 2))}`;
const asked = process.argv.slice(2);
if (asked.length > 0) {
  // A run that names files is about these.
  await vitest("what was asked for", asked);
} else {
  const beside = cores > 1 ? law() : undefined;
  await apps();
  (await (beside ?? law()))();
}

for (const { name, found, without } of needs) {
  if (found) continue;
  const isRequired = required.includes(name);
  if (isRequired) tally.failed += 1;
  report.push(`${isRequired ? "FAILED" : "note  "}  ${without}`);
}
if (tally.skipped > 0) report.push(`note    ${tally.skipped} skipped`);

if (failures.length > 0) report.push("", ...failures.map((failure) => `FAILED  ${failure}`));

console.log(`\n${report.join("\n")}\n\n${tally.passed} passed, ${tally.failed} failed`);
process.exitCode = tally.failed > 0 ? 1 : 0;
