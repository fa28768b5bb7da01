import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { findSwift } from "./swift.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const marker = "lighty-relay-tee";

/** Object files of the watch, all that an app could be linked from, in which the tee's marker stands. */
function marked(configuration: "debug" | "release"): string[] {
  const watch = join(root, "watch");
  const build = ["build", "--package-path", watch, "--configuration", configuration, "--target", "WatchApp"];
  execFileSync(join(root, "scripts/swift.sh"), build, { cwd: root, stdio: "pipe" });
  const folder = join(watch, ".build", configuration);
  const objects = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.build\/.*\.o$/.test(name),
  );
  expect(objects.some((name) => name.startsWith("RelayTee.build/"))).toBe(true);
  expect(objects.some((name) => name.startsWith("WatchApp.build/"))).toBe(true);
  return objects.filter((name) => readFileSync(join(folder, name)).includes(marker));
}

const fromNothing = 1_800_000;

test.skipIf(!findSwift())(
  "a debug build of the watch holds the tee, so that the next test can fail",
  () => {
    expect(marked("debug").some((name) => name.startsWith("RelayTee.build/"))).toBe(true);
  },
  fromNothing,
);

test.skipIf(!findSwift())(
  "a release build of the watch holds no tee code",
  () => {
    expect(marked("release")).toEqual([]);
  },
  fromNothing,
);
