import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { findSwift } from "./swift.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Object files of a target and all that it is linked from, in which one of those words stands that the tee alone uses. */
function marked(path: string, target: string, markers: string[], configuration: "debug" | "release"): string[] {
  const build = ["build", "--package-path", join(root, path), "--configuration", configuration, "--target", target];
  execFileSync(join(root, "scripts/swift.sh"), build, { cwd: root, stdio: "pipe" });
  const folder = join(root, path, ".build", configuration);
  const objects = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.build\/.*\.o$/.test(name),
  );
  expect(objects.some((name) => name.startsWith(`${target}.build/`))).toBe(true);
  return objects.filter((name) => markers.some((marker) => readFileSync(join(folder, name)).includes(marker)));
}
/** The tee's own marker, and a sentence of its state machine. */
const words = ["lighty-relay-tee", "the relay did not welcome in time"];
const watch = (configuration: "debug" | "release") => marked("watch", "WatchApp", words, configuration);
const phone = (configuration: "debug" | "release") =>
  marked("mobile/modules/lighty-link", "LightyLink", ["drainTraces"], configuration);

const fromNothing = 1_800_000;

test.skipIf(!findSwift())(
  "a debug build of the watch holds the tee, so that the next test can fail",
  () => {
    const holders = new Set(watch("debug").map((name) => name.split("/")[0]));
    expect(holders).toEqual(new Set(["RelayTee.build", "LightyTee.build"]));
  },
  fromNothing,
);

test.skipIf(!findSwift())(
  "a release build of the watch holds no tee code",
  () => {
    expect(watch("release")).toEqual([]);
  },
  fromNothing,
);

test.skipIf(!findSwift())(
  "a debug build of the phone's module keeps what the wrist's tee says, and a release build knows of none",
  () => {
    expect(phone("debug").some((name) => name.startsWith("LightyLink.build/"))).toBe(true);
    expect(phone("release")).toEqual([]);
  },
  fromNothing,
);
