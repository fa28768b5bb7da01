import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { DockerfileParser } from "dockerfile-ast";
import { expect, test } from "vitest";
import { parse } from "yaml";

const root = new URL("../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");

const canTry =
  process.platform === "linux" &&
  process.getuid?.() === 0 &&
  existsSync(new URL(".tools/node_modules/pnpm", root)) &&
  spawnSync("unshare", ["--mount", "--net", "ip", "link", "set", "lo", "up"]).status === 0;

test("docker-compose.yml publishes on this machine's own address alone, and gives the relay nothing it does not need", () => {
  const { services, volumes } = parse(read("docker-compose.yml"));
  expect(Object.keys(services)).toEqual(["relay"]);
  const { relay } = services;
  expect(relay.ports).toEqual(["127.0.0.1:7788:7788"]);
  expect(relay.volumes).toEqual(["data:/data"]);
  expect(volumes).toEqual({ data: null });
  expect(relay).toMatchObject({
    restart: "unless-stopped",
    read_only: true,
    cap_drop: ["ALL"],
    security_opt: ["no-new-privileges:true"],
    tmpfs: ["/tmp"],
    mem_limit: "2g",
    pids_limit: 256,
  });
  for (const opening of ["network_mode", "privileged", "cap_add", "devices", "pid", "ipc", "user", "expose"])
    expect(relay[opening], opening).toBeUndefined();
  for (const value of Object.values(relay.environment)) expect(value).toMatch(/^\$\{\w+:-\}$/);
});

test("the Dockerfile stands on one version of Node, runs as no one's superuser, and keeps its data in the volume", () => {
  const instructions = DockerfileParser.parse(read("Dockerfile")).getInstructions();
  const of = (keyword: string) =>
    instructions.filter((each) => each.getKeyword() === keyword).map((each) => each.getArgumentsContent() ?? "");
  const bases = of("FROM").filter((from) => !from.startsWith("dependencies"));
  // With a digest or without, and with the same one wherever it stands.
  const digests = bases.map((from) => /^[^\s@]+(?:@(sha256:[0-9a-f]{64}))?(?: |$)/.exec(from)?.[1]);
  expect(new Set(digests).size).toBe(1);
  expect(bases.map((from) => from.split(/[\s@]/)[0])).toEqual(
    bases.map(() => `node:${read(".node-version").trim()}-bookworm-slim`),
  );
  expect(of("USER")).toEqual(["1000:1000"]);
  expect(of("VOLUME")).toEqual(["/data"]);
  expect(of("ENV")[0]).toContain("LIGHTY_CONTAINER=1 LIGHTY_DATA=/data");
  expect([of("HEALTHCHECK").length, of("CMD")]).toEqual([1, ['["node", "relay/src/main.ts", "--no-demo"]']]);
  // The last stage takes its files one by one: nothing of the build but what is named.
  expect(read("Dockerfile")).not.toMatch(/^(COPY \. |ADD )/m);
});

test.skipIf(!canTry)(
  "every step of the Dockerfile can be carried out without a network, and its relay serves, read-only, as its user, from its volume",
  () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/image.mjs"], {
      cwd: root,
      encoding: "utf8",
    });
    expect(status, `${stdout}\n${stderr}`).toBe(0);
    expect(stdout).toContain("Every step of the Dockerfile was carried out, and the relay served from it.");
  },
);
