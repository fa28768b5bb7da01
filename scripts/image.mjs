// Carries out the Dockerfile step by step where there is no Docker engine: node scripts/image.mjs      (Linux, as root)
//
// This machine stands in for the base image. Each stage is an overlay on its root in a mount and network namespace of its own, so a RUN changes
// nothing here and reaches no network; packages come from pnpm's store, pnpm itself from .tools. COPY leaves out what .dockerignore
// names. At the end the image is started as docker-compose.yml would: its CMD, its user, its root read-only, a volume at /data.
//
// Not shown by this: that the base image exists and holds what Debian's node does, and what an engine makes of ports, health and restarts.
import { spawn, spawnSync } from "node:child_process";
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join, relative, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import dockerignore from "@balena/dockerignore";
import { DockerfileParser, ModifiableInstruction } from "dockerfile-ast";

const root = fileURLToPath(new URL("..", import.meta.url));
const inside = "LIGHTY_IMAGE_INSIDE";

if (process.env[inside] === undefined) {
  const args = ["--mount", "--net", process.execPath, fileURLToPath(import.meta.url)];
  const { status, error } = spawnSync("unshare", args, { stdio: "inherit", env: { ...process.env, [inside]: "1" } });
  if (error !== undefined) fail(`unshare cannot be run: ${error.message}`);
  process.exit(status ?? 1);
}

/** Its types say that it is a module within a module, which Node does not find. @type {() => { add(rules: string): { ignores(path: string): boolean } }} */
const openRules = /** @type {any} */ (dockerignore);
const ignored = openRules().add(readFileSync(join(root, ".dockerignore"), "utf8"));
const work = mkdtempSync(join(tmpdir(), "lighty-image-"));
/** @type {Map<string, Stage>} */
const stages = new Map();
try {
  await build();
} finally {
  for (const { place } of [...stages.values()].reverse())
    for (const part of ["dev", "proc", ""]) quietly("umount", join(place, part));
  quietly("umount", work);
  rmSync(work, { recursive: true, force: true });
}

/**
 * @typedef {{ place: string, upper: string[], folder: string, user: string, env: Record<string, string> }} Stage
 * `place` is where its root is mounted, `upper` the layers of it and of the stages it stands on, the latest first.
 */

async function build() {
  // A stage may not lie in what it stands on.
  must("mount", "-t", "tmpfs", "tmpfs", work);
  must("ip", "link", "set", "lo", "up");
  /** @type {Stage | undefined} */
  let stage;
  /** @type {string[]} */
  let health = [];
  for (const instruction of DockerfileParser.parse(readFileSync(join(root, "Dockerfile"), "utf8")).getInstructions()) {
    const keyword = instruction.getKeyword();
    const flags = instruction instanceof ModifiableInstruction ? instruction.getFlags() : [];
    const text = [...flags, instruction.getArgumentsContent() ?? ""].join(" ");
    console.log(`${keyword} ${text}`);
    if (keyword === "FROM") {
      const [, from = "", name = "image"] = /^(\S+)(?: AS (\S+))?$/.exec(text) ?? [];
      stage = open(name, stages.get(from));
      continue;
    }
    if (stage === undefined) return fail("the Dockerfile does not begin with FROM");
    if (keyword === "WORKDIR") {
      stage.folder = text;
      mkdirSync(join(stage.place, text), { recursive: true });
    } else if (keyword === "ENV")
      Object.assign(stage.env, Object.fromEntries(text.split(/\s+/).map((each) => each.split("=", 2))));
    else if (keyword === "USER") stage.user = text;
    else if (keyword === "COPY") copy(stage, text);
    else if (keyword === "RUN") run(stage, text);
    else if (keyword === "HEALTHCHECK") health = JSON.parse(text.slice(text.indexOf("[")));
    else if (keyword === "CMD") await serve(stage, JSON.parse(text), health);
    else if (keyword !== "VOLUME" && keyword !== "EXPOSE") fail(`${keyword} is not known here`);
  }
}

/** @param {string} name @param {Stage} [base] @returns {Stage} */
function open(name, base) {
  const [place, own, scratch] = ["root", "upper", "scratch"].map((part) => join(work, name, part));
  for (const folder of [place, own, scratch]) mkdirSync(/** @type {string} */ (folder), { recursive: true });
  const lower = [...(base?.upper ?? []), "/"].join(":");
  must("mount", "-t", "overlay", "overlay", "-o", `lowerdir=${lower},upperdir=${own},workdir=${scratch}`, `${place}`);
  const stage = {
    place: `${place}`,
    upper: [`${own}`, ...(base?.upper ?? [])],
    folder: base?.folder ?? "/",
    user: "0:0",
    env: { ...base?.env },
  };
  must("mount", "--bind", "/dev", join(stage.place, "dev"));
  must("mount", "-t", "proc", "proc", join(stage.place, "proc"));
  if (base === undefined) bringNode(stage);
  stages.set(name, stage);
  return stage;
}

/** What the base image has: this very Node, where that image has it. @param {Stage} stage */
function bringNode({ place }) {
  const target = join(place, "usr/local/bin/node");
  mkdirSync(dirname(target), { recursive: true });
  rmSync(target, { force: true });
  cpSync(process.execPath, target, { dereference: true });
}

/** @param {Stage} stage @param {string} text */
function copy(stage, text) {
  const [, from, rest = ""] = /^(?:--from=(\S+) )?(.*)$/.exec(text) ?? [];
  const paths = rest.split(/\s+/);
  const to = resolve(stage.folder, paths.pop() ?? "");
  const isFolder = rest.endsWith("/") || paths.length > 1;
  for (const path of paths) {
    const source =
      from === undefined ? join(root, path) : join(stages.get(from)?.place ?? fail(`no stage ${from}`), path);
    const target = join(stage.place, isFolder ? join(to, basename(path)) : to);
    mkdirSync(dirname(target), { recursive: true });
    const isTaken = (/** @type {string} */ each) => from !== undefined || !isIgnored(relative(root, each));
    if (!existsSync(source) || !isTaken(source)) fail(`COPY ${path}: it is not there, or .dockerignore leaves it out`);
    cpSync(source, target, { recursive: true, verbatimSymlinks: true, filter: isTaken });
  }
}

/** A folder is entered though it is left out itself: what is in it may be taken. @param {string} path */
function isIgnored(path) {
  return statSync(join(root, path)).isDirectory()
    ? /(^|\/)(node_modules|dist|\.build)$/.test(path)
    : ignored.ignores(path);
}

/** @param {Stage} stage @param {string} command */
function run(stage, command) {
  // What the launcher would fetch.
  const tools = join(stage.place, stage.folder, ".tools");
  if (command.includes("launch.mjs") && !existsSync(tools))
    cpSync(join(root, ".tools"), tools, { recursive: true, dereference: true });
  const { status } = spawnSync(...within(stage, ["sh", "-c", command]), { stdio: "inherit" });
  if (status !== 0) fail(`it ended with ${status}`);
}

/** @param {Stage} stage @param {string[]} command @returns {[string, string[]]} */
function within({ place, folder, user, env }, command) {
  const [uid, gid] = user.split(":");
  const path = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"].join(delimiter);
  const home = uid === "0" ? "/root" : "/nonexistent";
  const variables = Object.entries({ PATH: path, HOME: home, CI: "1", ...env }).map(
    ([name, value]) => `${name}=${value}`,
  );
  const enter = [
    "--reuid",
    `${uid}`,
    "--regid",
    `${gid}`,
    "--clear-groups",
    "--no-new-privs",
    "env",
    "-i",
    ...variables,
  ];
  return ["chroot", [place, "setpriv", ...enter, "env", "-C", folder, ...command]];
}

/** Starts it as docker-compose.yml does, and looks at it from outside. @param {Stage} stage @param {string[]} command @param {string[]} health */
async function serve(stage, command, health) {
  const volume = join(work, "volume");
  mkdirSync(volume);
  // A new volume takes over what the image has at its place.
  const { uid, gid, mode } = statSync(join(stage.place, "data"));
  chownSync(volume, uid, gid);
  if ((mode & 0o777) !== 0o700) fail("/data is open to others");
  must("mount", "--bind", volume, join(stage.place, "data"));
  must("mount", "-t", "tmpfs", "tmpfs", join(stage.place, "tmp"));
  must("mount", "-o", "remount,ro", stage.place);
  const relay = spawn(...within(stage, command), { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  relay.stdout.on("data", (data) => (said += data));
  const ended = new Promise((done) => relay.on("exit", done));
  try {
    while (!/#token=(\S+)/.test(said) && relay.exitCode === null) await pause(50);
    const token = /#token=(\S+)/.exec(said)?.[1];
    if (token === undefined) fail("it ended before it said where it is");
    console.log(said.replaceAll(/#token=\S+/g, "#token=..."));
    const checks = /** @type {const} */ ([
      ["the page", "localhost:7788", "/", {}, 200],
      ["a read with the token", "127.0.0.1:7788", "/api/v1/sessions", { authorization: `Bearer ${token}` }, 200],
      ["a read without", "127.0.0.1:7788", "/api/v1/sessions", {}, 401],
      ["a foreign Host", "evil.example", "/healthz", {}, 403],
    ]);
    for (const [what, host, path, headers, wanted] of checks) {
      const status = await ask(path, { host, ...headers });
      console.log(`  ${what}: ${status}`);
      if (status !== wanted) fail(`${what} was answered with ${status}, not ${wanted}`);
    }
    const { status, stdout } = spawnSync(...within(stage, health), { encoding: "utf8" });
    console.log(`  health: ${stdout.trim()}`);
    if (status !== 0) fail("its health check fails");
    if (!existsSync(join(volume, "log.sqlite"))) fail("the volume holds no log");
    console.log(`  the volume holds ${readdirSync(volume).sort().join(", ")}`);
  } finally {
    relay.kill("SIGTERM");
    console.log(`  it ended with ${await ended}`);
    quietly("umount", join(stage.place, "data"));
    quietly("umount", join(stage.place, "tmp"));
  }
  if (spawnSync(...within(stage, health)).status === 0) fail("its health check passes with nothing running");
  console.log("Every step of the Dockerfile was carried out, and the relay served from it.");
}

/** @param {string} path @param {Record<string, string>} headers @returns {Promise<number | undefined>} */
function ask(path, headers) {
  return new Promise((settle, reject) => {
    const asked = request({ host: "127.0.0.1", port: 7788, path, headers }, (response) =>
      settle(response.resume().statusCode),
    );
    asked.on("error", reject).end();
  });
}

/** @param {string} command @param {string[]} args */
function must(command, ...args) {
  const { status, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) fail(`${command} ${args.join(" ")}: ${stderr}`);
}

/** @param {string} command @param {string[]} args */
function quietly(command, ...args) {
  spawnSync(command, args);
}

/** @param {string} sentence @returns {never} */
function fail(sentence) {
  throw new Error(sentence);
}
