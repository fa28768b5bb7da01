import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { withXcodeProjectBeta } from "@bacons/apple-targets/build/with-bacons-xcode.js";
import type { PBXNativeTarget, XcodeProject } from "@bacons/xcode";
import {
  PBXBuildFile,
  PBXFrameworksBuildPhase,
  XCLocalSwiftPackageReference,
  XCSwiftPackageProductDependency,
} from "@bacons/xcode";
import type { ExpoConfig } from "expo/config";

/** Where the watch's package lies, from `mobile/ios`, and what of it the app on the wrist is made of. */
const relativePath = "../../watch";
const productName = "LightyWatch";

/** What the wrist's Info.plist is in the Debug configuration, from `mobile/ios`. */
const debugInfo = ".targets/LightyWatch/Info.debug.plist";
/** The tee of the simulator's watch reaches a relay on the same Mac in clear; on a wrist that host is the wrist itself. */
const localhostInClear = `  <key>NSAppTransportSecurity</key>
  <dict>
    <key>NSExceptionDomains</key>
    <dict>
      <key>localhost</key>
      <dict>
        <key>NSExceptionAllowsInsecureHTTPLoads</key>
        <true/>
      </dict>
    </dict>
  </dict>
`;

/**
 * Links the watch's Swift package into the watch target, builds it as Swift 6, gives it its icon, and lets its Debug configuration, and no other, reach localhost in
 * clear. `@bacons/apple-targets` makes the target and knows no Swift packages. Mods run in the reverse of their order, so this one stands before that one.
 */
export function withWatchPackage(config: ExpoConfig): ExpoConfig {
  return withXcodeProjectBeta(config, (mod) => {
    linkWatchPackage(mod.modResults);
    openLocalhost(mod.modResults, mod.modRequest.platformProjectRoot);
    return mod;
  });
}

function linkWatchPackage(project: XcodeProject): void {
  const target = watchTarget(project);
  const { rootObject } = project;
  const reference = XCLocalSwiftPackageReference.create(project, { relativePath });
  rootObject.props.packageReferences = [...(rootObject.props.packageReferences ?? []), reference];
  const product = XCSwiftPackageProductDependency.create(project, { productName, package: reference });
  target.props.packageProductDependencies = [...(target.props.packageProductDependencies ?? []), product];
  // Its types know files alone, but a product of a package stands here as well.
  const linked = { productRef: product } as unknown as Parameters<typeof PBXBuildFile.create>[1];
  const file = PBXBuildFile.create(project, linked);
  const frameworks = target.getBuildPhase(PBXFrameworksBuildPhase);
  if (frameworks === null) target.createBuildPhase(PBXFrameworksBuildPhase, { files: [file] });
  else frameworks.props.files.push(file);
  target.setBuildSetting("SWIFT_VERSION", "6.0");
  // The set lies in the catalog of watch/App. Told of a picture instead, `@bacons/apple-targets` would write into that folder at each prebuild.
  target.setBuildSetting("ASSETCATALOG_COMPILER_APPICON_NAME", "AppIcon");
  // Without a team it writes the word "undefined" for one, and Xcode would look for that.
  const attributes = rootObject.props.attributes?.TargetAttributes?.[target.uuid];
  if (attributes !== undefined && attributes.DevelopmentTeam === undefined) delete attributes.DevelopmentTeam;
}

function openLocalhost(project: XcodeProject, ios: string): void {
  const configurations = watchTarget(project).props.buildConfigurationList.props.buildConfigurations;
  const debug = configurations.find(({ props }) => props.name === "Debug");
  const path = debug?.props.buildSettings.INFOPLIST_FILE;
  if (debug === undefined || path === undefined)
    throw new Error("the watch target has to have a Debug configuration with an INFOPLIST_FILE");
  const plist = readFileSync(join(ios, path), "utf8");
  const end = plist.lastIndexOf("</dict>");
  mkdirSync(dirname(join(ios, debugInfo)), { recursive: true });
  writeFileSync(join(ios, debugInfo), plist.slice(0, end) + localhostInClear + plist.slice(end));
  debug.props.buildSettings.INFOPLIST_FILE = debugInfo;
}

function watchTarget({ rootObject }: XcodeProject): PBXNativeTarget {
  const isWatch = (each: unknown): each is PBXNativeTarget =>
    (each as PBXNativeTarget).props.buildConfigurationList?.props.buildConfigurations.some(
      ({ props }) => props.buildSettings.WATCHOS_DEPLOYMENT_TARGET !== undefined,
    );
  const found = rootObject.props.targets.find(isWatch);
  if (found === undefined)
    throw new Error("there is no watch target: @bacons/apple-targets has to stand after this plugin");
  return found;
}
