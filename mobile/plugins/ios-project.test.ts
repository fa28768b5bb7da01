// @vitest-environment node
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "@bacons/xcode/json";
import { afterAll, beforeAll, expect, test } from "vitest";

const mobile = fileURLToPath(new URL("..", import.meta.url));
const copy = mkdtempSync(join(tmpdir(), "lighty-ios-"));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** What `expo prebuild` makes of a copy of the app, by the paths within `ios`. */
function prebuild(name: string, env: Record<string, string>) {
  const root = join(copy, name);
  mkdirSync(join(root, "mobile"), { recursive: true });
  for (const each of ["app.config.ts", "package.json", "index.ts", "icon", "plugins", "modules"]) {
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
    bytes: (path: string) => readFileSync(join(ios, path)),
    has: (path: string) => existsSync(join(ios, path)),
    root: join(root, "mobile"),
  };
}

let debug: ReturnType<typeof prebuild>;
let release: ReturnType<typeof prebuild>;
beforeAll(() => {
  debug = prebuild("debug", { LIGHTY_DEBUG: "1", LIGHTY_TEAM: "" });
  release = prebuild("release", { LIGHTY_DEBUG: "", LIGHTY_TEAM: "AB12CD34EF" });
});

const text = (plist: string, key: string) =>
  new RegExp(`<key>${key}</key>\\s*<(?:string|true)/?>(?:([^<]*)</string>)?`).exec(plist)?.[1];
const asks = (plist: string) => [...plist.matchAll(/<key>(NS\w+UsageDescription)<\/key>/g)].map(([, key]) => key);

const schemesOf = (plist: string) => {
  const schemes = /<key>CFBundleURLSchemes<\/key>\s*<array>([\s\S]*?)<\/array>/.exec(plist)?.[1] ?? "";
  return [...schemes.matchAll(/<string>([^<]*)</g)].map(([, scheme]) => scheme);
};

type XcodeObject = { isa: string; [key: string]: unknown };

/** Where every file and folder lies that a group of the project holds, or that a group below it does. */
function filesOf(objects: Record<string, XcodeObject>, root: string): string[] {
  const project = Object.values(objects).find(({ isa }) => isa === "PBXProject");
  const within = (id: string, folder: string): string[] => {
    const { isa, path, sourceTree, children } = objects[id] as XcodeObject;
    if (sourceTree !== "<group>") return [];
    const here = typeof path === "string" ? join(folder, path) : folder;
    if (isa !== "PBXGroup") return [here];
    return (children as string[]).flatMap((child) => within(child, here));
  };
  return within(project?.mainGroup as string, root);
}

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
    expect(block).toContain("INFOPLIST_KEY_WKCompanionAppBundleIdentifier = dev.lighty.phone;");
  }
  expect(debug.read(".targets/LightyWatch/generated.entitlements")).toContain("com.apple.developer.healthkit");
});

test("only the watch's Debug configuration may reach localhost in clear: a release holds neither that nor what would use it", () => {
  const project = release.read("Lighty.xcodeproj/project.pbxproj");
  const files = settingsWith(project, "dev.lighty.phone.watchkitapp").map((block) => [
    /name = "?(\w+)"?;/.exec(block)?.[1],
    /INFOPLIST_FILE = "?([^;"]+)"?;/.exec(block)?.[1],
  ]);
  expect(Object.fromEntries(files)).toEqual({
    Debug: ".targets/LightyWatch/Info.debug.plist",
    Release: "../../watch/App/Info.plist",
  });
  const inDebug = release.read(".targets/LightyWatch/Info.debug.plist");
  const inRelease = release.read("../../watch/App/Info.plist");
  expect(inRelease).not.toContain("NSAppTransportSecurity");
  expect(inDebug).toMatch(/<key>localhost<\/key>\s*<dict>\s*<key>NSExceptionAllowsInsecureHTTPLoads<\/key>\s*<true\/>/);
  expect(inDebug).not.toContain("NSAllowsArbitraryLoads");
  const keys = (plist: string) => [...plist.matchAll(/^ {2}<key>(\w+)<\/key>/gm)].map(([, key]) => key);
  expect(keys(inDebug)).toEqual([...keys(inRelease), "NSAppTransportSecurity"]);
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

test("a debug build alone has a reason to ask for the local network, and opens a relay's link; nobody asks for a camera", () => {
  const own = ["NSHealthShareUsageDescription", "NSHealthUpdateUsageDescription"];
  const [shipped, developed] = [release.read("Lighty/Info.plist"), debug.read("Lighty/Info.plist")];
  expect(asks(shipped).sort()).toEqual(own);
  expect(asks(developed).sort()).toEqual([...own, "NSLocalNetworkUsageDescription"]);
  expect(schemesOf(shipped)).toEqual(["dev.lighty.phone"]);
  expect(schemesOf(developed)).toEqual(["lighty", "dev.lighty.phone"]);
  for (const plist of [shipped, developed]) expect(plist).not.toMatch(/NSBonjourServices|UIBackgroundModes/);
});

test("what Health is asked for is said in the languages of the app", () => {
  const german = release.read("Lighty/Supporting/de.lproj/InfoPlist.strings");
  expect(german).toContain("NSHealthShareUsageDescription");
  expect(german).toContain("Kalorien");
  const wrist = readFileSync(join(mobile, "../watch/App/Info.plist"), "utf8");
  expect(asks(wrist).sort()).toEqual(["NSHealthShareUsageDescription", "NSHealthUpdateUsageDescription"]);
  expect(wrist).toMatch(/<key>WKBackgroundModes<\/key>\s*<array>\s*<string>workout-processing<\/string>\s*<\/array>/);
});

test("the project is whole as Xcode reads it: every reference leads to an object, and every file of it is there", () => {
  for (const { root, read } of [debug, release]) {
    const { objects } = parse(read("Lighty.xcodeproj/project.pbxproj")) as { objects: Record<string, XcodeObject> };
    const named = JSON.stringify(objects).match(/"(?:[0-9A-F]{24}|XX[0-9A-F]{20}XX)"/g) ?? [];
    expect(named.length).toBeGreaterThan(100);
    expect(named.map((id) => id.slice(1, -1)).filter((id) => !(id in objects))).toEqual([]);
    const files = filesOf(objects, join(root, "ios"));
    expect(files.length).toBeGreaterThan(6);
    expect(files.filter((path) => !existsSync(path))).toEqual([]);
    // The watch app's sources come in by their folder, all but what is no source.
    const [folder] = Object.values(objects).filter(
      ({ isa }) => isa === "PBXFileSystemSynchronizedBuildFileExceptionSet",
    );
    expect(folder?.membershipExceptions).toEqual(["Info.plist", "expo-target.config.json"]);
  }
});

test("the watch app is the phone app's companion: its id begins with the phone's, its versions are the phone's, and it is built first", () => {
  const { objects } = parse(debug.read("Lighty.xcodeproj/project.pbxproj")) as { objects: Record<string, XcodeObject> };
  const target = (name: string): XcodeObject => {
    const found = Object.values(objects).find((each) => each.isa === "PBXNativeTarget" && each.name === name);
    if (found === undefined) throw new Error(`the project has no target ${name}`);
    return found;
  };
  const settings = (name: string) => {
    const list = objects[target(name).buildConfigurationList as string] as XcodeObject;
    return (list.buildConfigurations as string[]).map((id) => objects[id]?.buildSettings as Record<string, string>);
  };
  for (const [index, watch] of settings("LightyWatch").entries()) {
    const phone = settings("Lighty")[index] as Record<string, string>;
    expect(watch.PRODUCT_BUNDLE_IDENTIFIER).toBe(`${phone.PRODUCT_BUNDLE_IDENTIFIER}.watchkitapp`);
    expect(watch.INFOPLIST_KEY_WKCompanionAppBundleIdentifier).toBe(phone.PRODUCT_BUNDLE_IDENTIFIER);
    expect(watch).toMatchObject({ SDKROOT: "watchos", SKIP_INSTALL: "YES", GENERATE_INFOPLIST_FILE: "YES" });
    for (const same of ["MARKETING_VERSION", "CURRENT_PROJECT_VERSION"]) expect(watch[same]).toBe(phone[same]);
  }
  expect(settings("LightyWatch").map((each) => each.SWIFT_ACTIVE_COMPILATION_CONDITIONS)).toEqual(["DEBUG", undefined]);
  const phases = (target("Lighty").buildPhases as string[]).map((id) => objects[id] as XcodeObject);
  const embed = phases.filter(({ isa }) => isa === "PBXCopyFilesBuildPhase");
  expect(embed).toMatchObject([{ dstPath: "$(CONTENTS_FOLDER_PATH)/Watch", dstSubfolderSpec: 16 }]);
  const dependencies = (target("Lighty").dependencies as string[]).map(
    (id) => objects[objects[id]?.target as string]?.name,
  );
  expect(dependencies).toEqual(["LightyWatch"]);
});

/** The pictures that an asset catalog's set names, with what its `Contents.json` says of each. */
function iconsOf(set: string) {
  const { images } = JSON.parse(release.read(`${set}/Contents.json`)) as { images: Record<string, string>[] };
  return images.map(({ filename, ...said }) => ({ said, picture: release.bytes(`${set}/${filename}`) }));
}

test("both apps have an icon, of the one size that Apple scales, without transparency, and the same picture", () => {
  const drawn = readFileSync(join(mobile, "icon/icon.png"));
  const [phone, ...otherPhones] = iconsOf("Lighty/Images.xcassets/AppIcon.appiconset");
  const [watch, ...otherWatches] = iconsOf("../../watch/App/Assets.xcassets/AppIcon.appiconset");
  expect([otherPhones, otherWatches]).toEqual([[], []]);
  expect(phone?.said).toEqual({ idiom: "universal", platform: "ios", size: "1024x1024" });
  expect(watch?.said).toEqual({ idiom: "universal", platform: "watchos", size: "1024x1024" });
  expect(watch?.picture.equals(drawn)).toBe(true);
  // Expo compresses it anew; of a picture that it cannot find it makes a white one, of a few hundred bytes.
  expect(phone?.picture.length).toBeGreaterThan(drawn.length / 4);
  for (const picture of [phone?.picture, watch?.picture]) {
    expect(picture?.toString("latin1", 1, 4)).toBe("PNG");
    // Width, height, eight bits of each colour, and no fourth channel.
    expect([picture?.readUInt32BE(16), picture?.readUInt32BE(20), picture?.[24], picture?.[25]]).toEqual([
      1024, 1024, 8, 2,
    ]);
  }
  const { objects } = parse(release.read("Lighty.xcodeproj/project.pbxproj")) as {
    objects: Record<string, XcodeObject>;
  };
  const names = Object.values(objects).flatMap(({ isa, buildSettings }) =>
    isa === "XCBuildConfiguration"
      ? ((buildSettings as Record<string, string>).ASSETCATALOG_COMPILER_APPICON_NAME ?? [])
      : [],
  );
  expect(names).toEqual(["AppIcon", "AppIcon", "AppIcon", "AppIcon"]);
});

test("a team that is named signs both apps; without one the project names none", () => {
  const signed = release.read("Lighty.xcodeproj/project.pbxproj");
  expect(signed.match(/DEVELOPMENT_TEAM = AB12CD34EF;/g)).toHaveLength(4);
  expect(debug.read("Lighty.xcodeproj/project.pbxproj")).not.toMatch(/DEVELOPMENT_TEAM|DevelopmentTeam/);
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
  // A pod that uses the camera would have to say what for, also where nothing calls it.
  expect(modules.filter(({ packageName }) => /camera|barcode|image-picker/.test(packageName))).toEqual([]);
  expect(modules.find(({ packageName }) => packageName === "lighty-link")).toMatchObject({
    pods: [{ podName: "LightyLink" }],
    modules: [{ class: "LightyLinkModule" }],
    appDelegateSubscribers: ["LightyLinkAppDelegate"],
  });
});
