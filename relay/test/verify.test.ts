import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openEngine } from "@lighty/protocol";
import type { OpenEngine } from "@lighty/protocol/sim";
import { afterAll, describe, expect, test } from "vitest";
import { verifyFile } from "../src/replay/verified-file.ts";
import { lighty } from "./lighty.ts";
import { temporaryFolder } from "./open-relay.ts";

const corpus = fileURLToPath(new URL("../../protocol/vectors/captures", import.meta.url));
const folder = temporaryFolder();
afterAll(() => folder.remove());

/** A folder of its own with these captures of the corpus and their expectations. */
function copied(name: string, ...captures: string[]): string {
  const path = join(folder.path, name);
  mkdirSync(path, { recursive: true });
  for (const capture of captures)
    for (const ending of ["ndjson", "expected.json"])
      copyFileSync(join(corpus, `${capture}.${ending}`), join(path, `${capture}.${ending}`));
  return path;
}

const bug = join(corpus, "engine-bug.ndjson");
const register = /did not take set\/bench\.2\/weight: it holds 145 .*, the law 152\.5/;

test("the corpus is green, but for the broken engine, which is red as expected", async () => {
  const { code, stdout, stderr } = await lighty(["verify", corpus, "--known-red"]);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/13 captures, \d+ frames: 12 green, 0 red, 1 red as expected; 0 failed/);
});

test("without --known-red the broken engine is code 1, with the entry, the register and both values", async () => {
  const { code, stdout } = await lighty(["verify", bug]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/entry 40: the watch reports the digest/);
  expect(stdout).toMatch(register);
});

describe("reporters", () => {
  const report = async (reporter: string) => lighty(["verify", corpus, "--reporter", reporter]);

  test("json: a line each", async () => {
    const { stdout } = await lighty(["verify", corpus, "--json"]);
    const files = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { outcome: string; problems: { register?: string }[] });
    expect(files.map(({ outcome }) => outcome).filter((outcome) => outcome === "green")).toHaveLength(12);
    expect(files.find(({ outcome }) => outcome === "known_red")?.problems[0]?.register).toBe("set/bench.2/weight");
    expect((await report("json")).stdout.split("\n")).toHaveLength(stdout.split("\n").length);
  });

  test("junit: a case each, one failure", async () => {
    const { stdout, code } = await report("junit");
    expect(code).toBe(1);
    expect(stdout).toMatch(/<testsuite name="lighty verify" tests="13" failures="1"/);
    expect(stdout.match(/<testcase /g)).toHaveLength(13);
    expect(stdout).toMatch(register);
  });

  test("tap: a plan, and what is wrong", async () => {
    const { stdout } = await report("tap");
    expect(stdout).toMatch(/^TAP version 14\n/);
    expect(stdout).toMatch(/^not ok 6 - .*engine-bug/m);
    expect(stdout.match(/^ok /gm)).toHaveLength(12);
    expect(stdout).toMatch(/^1\.\.13$/m);
  });

  test("github: an annotation at the line of the entry", async () => {
    const { stdout } = await report("github");
    expect(stdout).toMatch(/^::error file=.*engine-bug\.ndjson,line=41,title=lighty verify%3A engine::entry 40: /m);
  });
});

test("a page of what failed holds all it needs, no script, and everything as text", async () => {
  const html = join(folder.path, "failures.html");
  const { code } = await lighty(["verify", bug, "--html", html]);
  expect(code).toBe(1);
  const page = readFileSync(html, "utf8");
  expect(page).toMatch(register);
  expect(page).not.toMatch(/<script|src=|href=/);
  expect(page.match(/<details/g)?.length).toBeGreaterThan(4);
});

describe("golden files", () => {
  test("a change of the expectation is found by its first line, and --update takes it back", async () => {
    const path = copied("golden", "clean-session");
    const file = join(path, "clean-session.expected.json");
    const before = readFileSync(file, "utf8");
    const changed = before.replace(/"(\d+) watch applied"/, '"$1 watch superseded"');
    expect(changed).not.toBe(before);
    writeFileSync(file, changed);
    const red = await lighty(["verify", path]);
    expect(red.code).toBe(1);
    expect(red.stdout).toMatch(/verdicts, \d+ of \d+: expected \d+ watch superseded, got \d+ watch applied/);
    expect(await lighty(["verify", path, "--update"])).toMatchObject({ code: 0 });
    expect(readFileSync(file, "utf8")).toBe(before);
  });

  test("--update is refused where CI is set, and nothing is written", async () => {
    const path = copied("ci", "overtaking");
    const file = join(path, "overtaking.expected.json");
    writeFileSync(file, readFileSync(file, "utf8").replace("early", "applied"));
    const before = readFileSync(file, "utf8");
    const { code, stderr } = await lighty(["verify", path, "--update"], { env: { CI: "true" } });
    expect(code).toBe(2);
    expect(stderr).toContain("--update is refused where CI is set");
    expect(readFileSync(file, "utf8")).toBe(before);
  });
});

test("weathers: the corpus holds in each, and the kinds can be chosen", async () => {
  const line = [
    "verify",
    join(corpus, "both-edit-the-same-set.ndjson"),
    "--weather",
    "1-4",
    "--kinds",
    "drop,partition",
  ];
  expect(await lighty(line)).toMatchObject({ code: 0 });
  const wrong = await lighty([...line.slice(0, 4), "--kinds", "hail"]);
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('there is no weather "hail"')]);
});

test("a failure in some weather is shrunk and written down, with the command that does it again", async () => {
  // A watch that hears nothing never agrees with its phone.
  const open: OpenEngine = (options) => {
    const engine = openEngine(options);
    if (options.role === "phone") return engine;
    const step = engine.step.bind(engine);
    engine.step = (input) => step(input.type === "received" ? { type: "tick", now: input.now } : input);
    return engine;
  };
  const failures = join(folder.path, "failures");
  const path = join(corpus, "clean-session.ndjson");
  const file = await verifyFile(path, { seeds: ["1"], kinds: undefined, isUpdated: false, failures, open });
  expect(file.outcome).toBe("red");
  const [problem] = file.problems;
  expect(problem).toMatchObject({
    kind: "weather",
    sentence: expect.stringMatching(/^weather 1: .*\(1 deeds and no fault are enough\)$/),
  });
  const words = problem?.again?.split(" ") ?? [];
  expect(words.slice(0, 2)).toEqual(["lighty", "replay"]);
  // Done again with the sound engine it passes, so the file is understood.
  expect(await lighty(words.slice(1))).toMatchObject({ code: 0 });
});

test("what is no capture is code 4, what is not there is code 2", async () => {
  const file = join(folder.path, "no.ndjson");
  writeFileSync(file, "hello\n");
  expect(await lighty(["verify", file])).toMatchObject({ code: 4 });
  expect(await lighty(["verify", join(folder.path, "gone.ndjson")])).toMatchObject({ code: 2 });
});

test("new-test writes a file that vitest runs, green for a good capture and red for a bad one", async () => {
  // Inside the package, so that its imports are found.
  const path = fileURLToPath(new URL(`./new-test-${process.pid}/`, import.meta.url));
  mkdirSync(path);
  try {
    for (const name of ["discard-against-finish", "engine-bug"])
      copyFileSync(join(corpus, `${name}.ndjson`), join(path, `${name}.ndjson`));
    for (const name of ["discard-against-finish", "engine-bug"]) {
      const { code } = await lighty(["new-test", join(path, `${name}.ndjson`)]);
      expect(code).toBe(0);
      expect(existsSync(join(path, `${name}.expected.json`))).toBe(true);
    }
    const run = (name: string) => {
      const bin = fileURLToPath(new URL("../../node_modules/.bin/vitest", import.meta.url));
      const cwd = fileURLToPath(new URL("../..", import.meta.url));
      return spawnSync(bin, ["run", "--project", "relay", join(path, `${name}.test.ts`)], { cwd, encoding: "utf8" });
    };
    expect(run("discard-against-finish").status).toBe(0);
    const red = run("engine-bug");
    expect(red.status).toBe(1);
    expect(red.stdout + red.stderr).toMatch(/did not take set\/bench\.2\/weight/);
  } finally {
    rmSync(path, { recursive: true });
  }
});
