import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { announce } from "../src/cli/running.ts";
import { buildBatch } from "./build.ts";
import { bash, lighty, lightyFile } from "./lighty.ts";
import { type OpenRelay, openRelay, temporaryFolder, token } from "./open-relay.ts";
import { controlToken } from "./pair.ts";
import { storyArrivals } from "./story.ts";

const folder = temporaryFolder();
let relay: OpenRelay;
let withdraw: () => void;
beforeEach(async () => {
  relay = await openRelay({ controlToken });
  await relay.log.append(buildBatch(...storyArrivals("clean-session")));
  withdraw = announce(folder.path, { url: `http://${relay.host}`, token, controlToken });
});
afterEach(async () => {
  withdraw();
  await relay.close();
  folder.remove();
});

const command = `"${process.execPath}" "${lightyFile}"`;

test("bash completes commands, options, choices, files and the relay's own sessions, for real", async () => {
  const { stdout: script } = await lighty(["completion", "bash"]);
  const file = join(folder.path, "completion.bash");
  writeFileSync(file, script);
  const complete = async (...words: string[]) => {
    const line = `source "${file}"; COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}; _lighty; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = await bash(line, { LIGHTY_DATA: folder.path });
    return stdout.trimEnd().split("\n");
  };
  expect(await complete("lighty", "ta")).toEqual(["tail"]);
  expect(await complete("lighty", "tail", "--fol")).toEqual(["--follow"]);
  expect(await complete("lighty", "devices", "")).toEqual(["revoke"]);
  expect(await complete("lighty", "completion", "f")).toEqual(["fish"]);
  const sessions = await complete("lighty", "show", "");
  const { stdout } = await lighty(["sessions", "--json", "--data", folder.path]);
  expect(sessions).toEqual(["latest", JSON.parse(stdout).sessionId]);
  expect(await complete("lighty", "tail", "--data", "")).toEqual([""]);
});

const isHere = (shell: string) => spawnSync(shell, ["-c", "true"]).error === undefined;
for (const shell of ["zsh", "fish"])
  if (!isHere(shell)) console.log(`left out: completion in ${shell}, which is not installed`);

/** What a line becomes when Tab is pressed behind it, in a zsh of its own with nobody's start files. */
const tabInZsh = `
zmodload zsh/zpty
zpty -b z zsh -f -i
zpty -w z "PS1=; autoload -Uz compinit; compinit -D -u; source $1; tab() { zle complete-word; print -r -- '<'\\$BUFFER'>'; zle kill-buffer; }; zle -N tab; bindkey '^I' tab; print rea''dy"
zpty -r -m z out '*ready*'
zpty -w -n z "$2"$'\t'
zpty -r -m z out '*<*>*'
print -r -- "\${\${out##*<}%%>*}"
zpty -d z`;

const typed: [line: string, becomes: RegExp][] = [
  ["lighty ta", /^lighty tail ?$/],
  ["lighty tail --fol", /^lighty tail --follow ?$/],
  ["lighty devices r", /^lighty devices revoke ?$/],
  ["lighty completion f", /^lighty completion fish ?$/],
  ["lighty show lat", /^lighty show latest ?$/],
];

test.runIf(isHere("zsh"))(
  "zsh completes commands, options, choices and the relay's own sessions, for real",
  async () => {
    const file = join(folder.path, "completion.zsh");
    writeFileSync(file, (await lighty(["completion", "zsh"])).stdout);
    const tab = join(folder.path, "tab.zsh");
    writeFileSync(tab, tabInZsh);
    for (const [line, becomes] of typed) {
      const env = { HOME: folder.path, TERM: "dumb", LIGHTY_DATA: folder.path };
      const { stdout } = await bash(`zsh -f '${tab}' '${file}' '${line}'`, env);
      expect(stdout.trimEnd(), line).toMatch(becomes);
    }
  },
);

test.runIf(isHere("fish"))(
  "fish completes commands, options, choices and the relay's own sessions, for real",
  async () => {
    const file = join(folder.path, "lighty.fish");
    writeFileSync(file, (await lighty(["completion", "fish"])).stdout);
    for (const [line, becomes] of typed) {
      const ask = `fish --no-config -c "source '${file}'; complete -C '${line}'"`;
      const { stdout } = await bash(ask, { HOME: folder.path, LIGHTY_DATA: folder.path });
      const before = line.slice(0, line.lastIndexOf(" ") + 1);
      const offers = stdout
        .trimEnd()
        .split("\n")
        .map((offer) => before + offer.split("\t")[0]);
      expect(
        offers.filter((offer) => becomes.test(offer)),
        line,
      ).toHaveLength(1);
    }
  },
);

test.each(["bash", "zsh", "fish"])("the %s script is one that this shell can read", async (name) => {
  const { code, stdout } = await lighty(["completion", name]);
  expect(code).toBe(0);
  expect(stdout).toContain("completion offer --");
  // Where the shell is not installed, its own syntax is all that cannot be tried.
  if (spawnSync(name, ["-c", "true"]).error !== undefined) return;
  const file = join(folder.path, `read.${name}`);
  writeFileSync(file, stdout);
  expect(spawnSync(name, ["-n", file], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
});

test("colours are for terminals: a pipe has none unless FORCE_COLOR asks, and NO_COLOR takes them away", async () => {
  const args = ["tail", "-n", "3", "--data", folder.path];
  const painted = "\u001b[";
  expect((await lighty(args)).stdout).not.toContain(painted);
  expect((await lighty(args, { env: { FORCE_COLOR: "1" } })).stdout).toContain(painted);
  expect((await lighty(args, { env: { NO_COLOR: "1" } })).stdout).not.toContain(painted);
});

test("a reader that has read enough ends it in silence", async () => {
  const line = `${command} tail -n 100000 --json | head -n 1; echo "code \${PIPESTATUS[0]}" >&2`;
  const { stdout, stderr } = await bash(line, { LIGHTY_DATA: folder.path });
  expect(JSON.parse(stdout)).toMatchObject({ kind: "entry", entry: 1 });
  expect(stderr).toBe("code 0\n");
});

test("a setting comes from the flag, else the variable, else the project file above, else its default, and config tells which", async () => {
  const project = join(folder.path, "project/deep");
  mkdirSync(project, { recursive: true });
  const file = join(folder.path, "project/lighty.config.json");
  writeFileSync(file, JSON.stringify({ port: 7001, data: "from-file", demoRate: 3 }));
  const env = { LIGHTY_PORT: "7002", LIGHTY_TOKEN: "never-shown-0123456789" };
  const { stdout } = await lighty(["config", "--json"], { cwd: project, env });
  expect(stdout).not.toContain("never-shown");
  const settings = Object.fromEntries(
    stdout
      .trimEnd()
      .split("\n")
      .map((line) => [JSON.parse(line).setting, JSON.parse(line)]),
  );
  expect(settings.port).toMatchObject({ value: 7002, from: "variable", name: "LIGHTY_PORT" });
  expect(settings.demoRate).toMatchObject({ value: 3, from: "project file", name: `demoRate in ${file}` });
  expect(settings.durable).toMatchObject({ value: false, from: "default" });
  expect(settings.token).toMatchObject({ value: "(set)", from: "variable" });
  const explained = await lighty(["config", "--explain"], { cwd: project, env });
  expect(explained.stdout).toMatch(/^port = 7002\n {4}from LIGHTY_PORT; "port" in lighty.config.json would set it$/m);

  const dataOf = async (args: string[], more = {}) =>
    (await lighty(["sessions", ...args], { cwd: project, env: more })).stderr;
  expect(await dataOf([])).toContain("no relay runs from");
  expect(await dataOf([])).toContain("from-file");
  expect(await dataOf([], { LIGHTY_DATA: "/from-variable" })).toContain("no relay runs from /from-variable");
  expect(await dataOf(["--data", "/from-flag"], { LIGHTY_DATA: "/from-variable" })).toContain(
    "no relay runs from /from-flag",
  );
});

test("a project file that is wrong is named with its key, and a token has no place in it", async () => {
  const file = join(folder.path, "lighty.config.json");
  const refusalOf = async (text: string) => {
    mkdirSync(folder.path, { recursive: true });
    writeFileSync(file, text);
    const { code, stderr } = await lighty(["config"], { cwd: folder.path });
    expect(code).toBe(2);
    return stderr;
  };
  expect(await refusalOf('{"prot": 1}')).toMatch(
    /lighty\.config\.json has "prot", which no setting is called\n {2}next: the keys are .*port/,
  );
  expect(await refusalOf('{"token": "x"}')).toContain("a token belongs in the environment");
  expect(await refusalOf('{"port": "http"}')).toMatch(
    /port in .*lighty\.config\.json is "http"; a port is a whole number from 0 to 65535/,
  );
  expect(await refusalOf("{")).toContain("cannot be read as JSON");
});
