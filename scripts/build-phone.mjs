// Exports the phone app for a browser into mobile/dist, unless what it is made of is what the last export was made of.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { builtFrom, root } from "./stale.mjs";

const mobile = join(root, "mobile");
const dist = join(mobile, "dist");
const { isFresh, sign } = builtFrom(dist, [
  "mobile/src",
  "mobile/public",
  "mobile/index.web.ts",
  "mobile/app.config.ts",
  "mobile/package.json",
  "protocol/src",
  "pnpm-lock.yaml",
]);

if (!isFresh) {
  // A relay may be serving the old one: the new one takes its place once it is whole.
  const next = mkdtempSync(join(mobile, "dist-"));
  const leave = () => rmSync(next, { recursive: true, force: true });
  process.on("exit", leave);
  const expo = spawn(join(mobile, "node_modules/.bin/expo"), ["export", "--platform", "web", "--output-dir", next], {
    cwd: mobile,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      // Expo's own script runs the first Node it finds, and wants one as new as this.
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      ...{ NODE_ENV: "production", CI: "1", EXPO_NO_TELEMETRY: "1", EXPO_OFFLINE: "1" },
    },
  });
  let said = "";
  for (const stream of [expo.stdout, expo.stderr]) stream.on("data", (text) => (said += text));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      expo.kill("SIGTERM");
      process.exit(1);
    });
  }
  expo.on("error", (error) => fail(error.message));
  expo.on("exit", (code) => {
    if (code !== 0) fail(said);
    sign(next);
    const old = mkdtempSync(join(mobile, "dist-"));
    if (existsSync(dist)) renameSync(dist, join(old, "dist"));
    renameSync(next, dist);
    rmSync(old, { recursive: true, force: true });
  });
}

/** @param {string} said @returns {never} */
function fail(said) {
  console.error(`The phone app could not be built for the browser.\n${said}`);
  process.exit(1);
}
