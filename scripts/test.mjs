// What `npm test` runs: types, lint and format, every vitest project, and Swift where it is. The last line is "N passed, N failed".
// Arguments go to vitest: `npm test -- protocol/src/merge.test.ts`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

/** @param {string} label @param {string} tool @param {string[]} args @returns {boolean} whether it ended well */
function run(label, tool, args) {
  console.log(`\n${label}`);
  const startedAt = Date.now();
  const { status } = spawnSync(join(root, "node_modules/.bin", tool), args, { cwd: root, stdio: "inherit" });
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  report.push(`${status === 0 ? "ok    " : "FAILED"}  ${label} (${seconds} s)`);
  return status === 0;
}

/** @param {boolean} ok */
function check(ok) {
  tally[ok ? "passed" : "failed"] += 1;
}

/** @typedef {{ status: string, assertionResults: { status: string }[] }} TestFile */

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
  for (const { status, assertionResults } of files) {
    const count = (/** @type {string} */ word) => assertionResults.filter((test) => test.status === word).length;
    const [passed, failed] = [count("passed"), count("failed")];
    tally.passed += passed;
    // A file that did not load has failed though none of its tests has.
    tally.failed += status === "failed" ? Math.max(failed, 1) : failed;
    tally.skipped += assertionResults.length - passed - failed;
  }
  const ran = files.some((result) => result.assertionResults.length > 0);
  if ((!ok || !ran) && tally.failed === before) {
    tally.failed += 1;
    report.push(ran ? "FAILED  vitest ended badly, though no test did" : "FAILED  no test ran");
  }
}

check(run("types: tsc -b", "tsc", ["-b"]));
// Biome paints even into a pipe.
const colours = process.stdout.isTTY ? [] : ["--colors=off"];
check(run("lint and format: biome ci", "biome", ["ci", "--error-on-warnings", ...colours, "."]));

const folder = mkdtempSync(join(tmpdir(), "lighty-test-"));
try {
  const results = join(folder, "results.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${results}`];
  countTests(run("tests: vitest run", "vitest", ["run", ...reporters, ...process.argv.slice(2)]), results);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

// A run that names files is about these.
if (findSwift() && process.argv.length === 2) {
  console.log("\nSwift: format and tests");
  const { passed, failed } = runSwift();
  tally.passed += passed;
  tally.failed += failed;
  report.push(`${failed === 0 ? "ok    " : "FAILED"}  Swift: format and tests`);
}

for (const { name, found, without } of needs) {
  if (found) continue;
  const isRequired = required.includes(name);
  if (isRequired) tally.failed += 1;
  report.push(`${isRequired ? "FAILED" : "note  "}  ${without}`);
}
if (tally.skipped > 0) report.push(`note    ${tally.skipped} skipped`);

console.log(`\n${report.join("\n")}\n\n${tally.passed} passed, ${tally.failed} failed`);
process.exitCode = tally.failed > 0 ? 1 : 0;
