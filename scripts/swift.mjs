// Swift in `npm test`: whether it is here, what its format and its tests say, and where the engine as a program is.
// `scripts/swift.sh` has how it is run. `node scripts/swift.mjs headless [debug]` builds the program and prints its path; only the debug one has a tee.
// `node scripts/swift.mjs door` does so with the simulator's tee.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const script = join(root, "scripts/swift.sh");

/** Whether Swift runs here, be it the system's own or the unpacked one. */
export function findSwift() {
  return spawnSync(script, ["--available"], { stdio: "ignore" }).status === 0;
}

/**
 * Builds the engine as a program that is spoken to in lines of JSON (`Dialogue.swift` has the words), and says where it is. Does next to
 * nothing when nothing has changed. Whoever starts it does so with `scripts/swift.sh exec <path>`, which finds its libraries.
 * @param {string} watch the package that has it
 * @param {"release" | "debug"} configuration
 * @returns {string} its path
 */
export function buildHeadless(watch = join(root, "watch"), configuration = "release") {
  return buildProgram("lighty-headless", watch, configuration);
}

/**
 * Builds the simulator's tee as a program (`watch/Tests/Door`), and says where it is. Linux alone has it, and no release build.
 * @returns {string} its path
 */
export function buildDoor() {
  return buildProgram("lighty-door", join(root, "watch"), "debug");
}

/** @param {string} name @param {string} watch @param {string} configuration */
function buildProgram(name, watch, configuration) {
  const what = ["--package-path", watch, "--configuration", configuration, "--product", name];
  const { status, stdout, stderr } = spawnSync(script, ["build", ...what], { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`${name} does not build:\n${stdout}\n${stderr}`);
  return join(watch, ".build", configuration, name);
}

/**
 * Type-checks the watch app, and more files as if they were of it. On Linux that is against the declarations in `watch/Stubs`.
 * @param {string[]} more paths
 * @returns {{ isClean: boolean, output: string }} what the compiler complains of
 */
export function typecheckApp(more = []) {
  const watch = join(root, "watch");
  const run = (/** @type {string[]} */ args) => spawnSync(script, args, { cwd: root, encoding: "utf8" });
  let { status, stdout, stderr } = run(["build", "--package-path", watch, "--target", "WatchApp"]);
  if (status === 0 && more.length > 0) {
    const modules = join(watch, ".build/debug/Modules");
    ({ status, stdout, stderr } = run(["-frontend", "-typecheck", "-swift-version", "6", "-I", modules, ...more]));
  }
  const complaints = `${stdout}${stderr}`.split("\n").filter((line) => /\b(error|warning): /.test(line));
  return { isClean: status === 0, output: complaints.join("\n") };
}

/**
 * Swift packages of the tree, and what `swift format` looks at. On Linux a build of the watch's and of the phone's module also type-checks what
 * touches Apple's frameworks, against their `Stubs`.
 */
const packages = [
  { folder: "protocol", sources: ["protocol/Package.swift", "protocol/swift"] },
  { folder: "watch", sources: ["watch/Package.swift", "watch/Sources", "watch/Tests", "watch/Stubs", "watch/App"] },
  {
    folder: "mobile/modules/lighty-link",
    sources: ["Package.swift", "ios", "Tests", "Stubs"].map((name) => `mobile/modules/lighty-link/${name}`),
  },
];

/**
 * Lints and tests every package; prints what the tools print.
 * @returns {{ passed: number, failed: number, failures: string[] }} the lint of a package counts as one; what failed, by name
 */
export function runSwift() {
  const tally = { passed: 0, failed: 0, failures: /** @type {string[]} */ ([]) };
  for (const { folder, sources } of packages) {
    const lint = spawnSync(script, ["format", "lint", "--strict", "--recursive", "--parallel", ...sources], {
      cwd: root,
      stdio: "inherit",
    });
    tally[lint.status === 0 ? "passed" : "failed"] += 1;
    if (lint.status !== 0) tally.failures.push(`${folder}: swift format lint`);

    const run = spawnSync(script, ["test", "--package-path", folder, "--disable-xctest"], {
      cwd: root,
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    const lines = `${run.stdout}${run.stderr}`.split("\n");
    const last = lines.findLast((line) => /Test run with \d+ tests? (passed|failed)/.test(line));
    const total = Number(last?.match(/with (\d+) test/)?.[1] ?? 0);
    const names = new Set(lines.flatMap((line) => /^✘ Test (?!run)(.*) failed after/.exec(line)?.[1] ?? []));
    const failed = names.size;
    // A suite that did not build, or ended badly though no test did, has failed all the same.
    const isBad = run.status !== 0 || total === 0;
    tally.failed += isBad ? Math.max(failed, 1) : 0;
    if (isBad) tally.failures.push(...[...(failed > 0 ? names : ["swift test"])].map((name) => `${folder}: ${name}`));
    tally.passed += Math.max(0, total - failed);
    if (isBad) console.log(lines.filter((line) => !/^(\[\d|◇|✔)/.test(line)).join("\n"));
    else console.log(last);
  }
  return tally;
}

if (fileURLToPath(import.meta.url) === argv[1]) {
  if (argv[2] === "headless") console.log(buildHeadless(undefined, argv[3] === "debug" ? "debug" : "release"));
  if (argv[2] === "door") console.log(buildDoor());
}
