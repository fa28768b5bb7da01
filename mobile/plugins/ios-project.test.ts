// @vitest-environment node
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const mobile = fileURLToPath(new URL("..", import.meta.url));
const copy = mkdtempSync(join(tmpdir(), "lighty-ios-"));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** What `expo prebuild` makes of a copy of the app, by the paths within `ios`. */
function prebuild(name: string, env: Record<string, string>) {
  const root = join(copy, name);
  mkdirSync(join(root, "mobile"), { recursive: true });
  for (const each of ["app.config.ts", "package.json", "index.ts", "plugins", "modules"]) {
    const isSource = (path: string) => !path.includes(".build");
    cpSync(join(mobile, each), join(root, "mobile", each), { recursive: true, filter: isSource });
  }
  symlinkSync(join(mobile, "node_modules"), join(root, "mobile/node_modules"));
  cpSync(join(mobile, "../watch/App"), join(root, "watch/App"), { recursive: true });
  const expo = join(mobile, "node_modules/.bin/expo");
  const { status, stdout, stderr } = spawnSync(expo, ["prebuild", "--platform", "ios", "--no-install", "--clean"], {
    cwd: join(root, "mobile"),
    encoding: "utf8",
    env: { ...process.env, CI: "1", EXPO_NO_TELEMETRY: "1", EXPO_OFFLINE: "1", NODE_ENV: "production", ...env },
  });
  if (status !== 0) throw new Error(`expo prebuild ended with ${status}:\n${stdout}\n${stderr}`);
  const ios = join(root, "mobile/ios");
  return {
    read: (path: string) => readFileSync(join(ios, path), "utf8"),
    has: (path: string) => existsSync(join(ios, path)),
    root: join(root, "mobile"),
  };
}

let debug: ReturnType<typeof prebuild>;
let release: ReturnType<typeof prebuild>;
beforeAll(() => {
  debug = prebuild("debug", { LIGHTY_DEBUG: "1" });
  release = prebuild("release", { LIGHTY_DEBUG: "" });
});

const text = (plist: string, key: string) =>
  new RegExp(`<key>${key}</key>\\s*<(?:string|true)/?>(?:([^<]*)</string>)?`).exec(plist)?.[1];
const asks = (plist: string) => [...plist.matchAll(/<key>(NS\w+UsageDescription)<\/key>/g)].map(([, key]) => key);

/** Settings of the two configurations of a target, by what one of them says. */
function settingsWith(project: string, marker: string): string[] {
  const blocks = project.match(/isa = XCBuildConfiguration;[\s\S]*?\n\t\t\};/g) ?? [];
  return blocks.filter((block) => block.includes(marker));
}

test("the watch app is embedded in the phone's, from the folder at the top of the tree", () => {
  const project = debug.read("Lighty.xcodeproj/project.pbxproj");
  expect(project).toMatch(/LightyWatch\.app in Embed Watch Content \*\/ = \{isa = PBXBuildFile/);
  expect(project).toContain('name = "Embed Watch Content"');
  const folder = /(\w+) \/\* App \*\/ = \{\s*isa = PBXFileSystemSynchronizedRootGroup;\s*path = App;/.exec(
    project,
  )?.[1];
  const groups = project.match(/isa = PBXGroup;[\s\S]*?\n\t\t\};/g) ?? [];
  expect(groups.find((group) => group.includes(`${folder} /* App */`))).toMatch(/path = "?\.\.\/\.\.\/watch"?;/);
  const watch = settingsWith(project, "dev.lighty.phone.watchkitapp");
  expect(watch).toHaveLength(2);
  for (const block of watch) {
    expect(block).toContain("WATCHOS_DEPLOYMENT_TARGET = 10.0;");
    expect(block).toContain("SWIFT_VERSION = 6.0;");
    expect(block).toContain("INFOPLIST_FILE = ../../watch/App/Info.plist;");
    expect(block).toContain("INFOPLIST_KEY_WKCompanionAppBundleIdentifier = dev.lighty.phone;");
  }
  expect(debug.read(".targets/LightyWatch/generated.entitlements")).toContain("com.apple.developer.healthkit");
});

test("the watch's Swift package is linked into the watch target, and into no other", () => {
  const project = debug.read("Lighty.xcodeproj/project.pbxproj");
  expect(project).toMatch(/isa = XCLocalSwiftPackageReference;\s*relativePath = "?\.\.\/\.\.\/watch"?;/);
  expect(project).toMatch(/isa = XCSwiftPackageProductDependency;\s*productName = LightyWatch;/);
  const products = project.match(/packageProductDependencies = \([^)]*LightyWatch/g) ?? [];
  expect(products).toHaveLength(1);
  const phases = project.match(/isa = PBXFrameworksBuildPhase;[\s\S]*?\};/g) ?? [];
  const linked = phases.filter((phase) => phase.includes("LightyWatch in Frameworks"));
  expect(linked).toHaveLength(1);
  // HealthKit is the watch's alone: it is the same target's phase.
  expect(linked[0]).toContain("HealthKit.framework");
  expect(existsSync(join(mobile, "../watch/Package.swift"))).toBe(true);
  expect(readFileSync(join(mobile, "../watch/Package.swift"), "utf8")).toContain('.library(name: "LightyWatch"');
});

test("the phone is for iOS 17, takes scenes, and may ask for Health and push nothing", () => {
  for (const block of settingsWith(
    release.read("Lighty.xcodeproj/project.pbxproj"),
    "PRODUCT_BUNDLE_IDENTIFIER = dev.lighty.phone;",
  )) {
    expect(block).toContain("IPHONEOS_DEPLOYMENT_TARGET = 17.0;");
  }
  const plist = release.read("Lighty/Info.plist");
  expect(text(plist, "UISceneDelegateClassName")).toBe("EXExpoAppSceneDelegate");
  expect(text(plist, "NSHealthShareUsageDescription")).toContain("calories");
  expect(text(plist, "NSHealthUpdateUsageDescription")).toContain("Health");
  const entitlements = release.read("Lighty/Lighty.entitlements");
  expect(entitlements).toContain("<key>com.apple.developer.healthkit</key>");
  expect(entitlements).not.toContain("aps-environment");
});

test("only a debug build has a reason to ask for the local network and the camera", () => {
  const own = ["NSHealthShareUsageDescription", "NSHealthUpdateUsageDescription"];
  expect(asks(release.read("Lighty/Info.plist")).sort()).toEqual(own);
  expect(asks(debug.read("Lighty/Info.plist")).sort()).toEqual(
    ["NSCameraUsageDescription", ...own, "NSLocalNetworkUsageDescription"].sort(),
  );
});

test("autolinking finds the native module, its pod and what it does at launch", () => {
  const tool = join(mobile, "node_modules/.bin/expo-modules-autolinking");
  const args = ["resolve", "--platform", "apple", "--json"];
  const { stdout } = spawnSync(
    existsSync(tool) ? tool : "npx",
    existsSync(tool) ? args : ["expo-modules-autolinking", ...args],
    {
      cwd: mobile,
      encoding: "utf8",
    },
  );
  const { modules } = JSON.parse(stdout.slice(stdout.indexOf("{"))) as { modules: { packageName: string }[] };
  expect(modules.find(({ packageName }) => packageName === "lighty-link")).toMatchObject({
    pods: [{ podName: "LightyLink" }],
    modules: [{ class: "LightyLinkModule" }],
    appDelegateSubscribers: ["LightyLinkAppDelegate"],
  });
});
