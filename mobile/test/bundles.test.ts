// @vitest-environment node
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { teeMarker } from "../src/tee/tee-desk.ts";

const mobile = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "lighty-bundles-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** All JavaScript of an export, as it would ship. */
function bundle(name: string, platform: "ios" | "web"): string {
  const out = join(folder, name);
  // Bytecode would hide nothing from a search, but takes a compiler more.
  const args = [
    "export",
    "--platform",
    platform,
    "--output-dir",
    out,
    ...(platform === "ios" ? ["--no-bytecode"] : []),
  ];
  const env = { ...process.env, NODE_ENV: "production", CI: "1", EXPO_NO_TELEMETRY: "1", EXPO_OFFLINE: "1" };
  const expo = join(mobile, "node_modules/.bin/expo");
  const { status, stdout, stderr } = spawnSync(expo, args, { cwd: mobile, encoding: "utf8", env });
  if (status !== 0) throw new Error(`expo export ended with ${status}:\n${stdout}\n${stderr}`);
  const scripts = readdirSync(out, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".js"));
  return scripts.map((path) => readFileSync(join(out, path), "utf8")).join("\n");
}

/** Words that the tee and its pairing alone use: its own, the doors it speaks at, and what its panel shows. */
const words = [teeMarker, "/v1/tee", "/v1/ingest", "lighty-speaks-for", "lighty://pair", "/v1/pair", "Send capture"];
const found = (text: string) => words.filter((word) => text.includes(word));

test("the release bundle of an iPhone holds no tee code; the developer's page holds all of it", {
  timeout: 900_000,
}, () => {
  const release = bundle("release", "ios");
  // It is the app.
  expect(release).toContain("LightyLink");
  expect(found(release)).toEqual([]);
  expect(found(bundle("page", "web"))).toEqual(words);
});
