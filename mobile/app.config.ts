import type { ExpoConfig } from "expo/config";
import { withWatchPackage } from "./plugins/with-watch-package.ts";
import { withoutPush } from "./plugins/without-push.ts";

/** A build that a developer runs beside a relay. What only the tee asks a person for has no text in any other. */
const isDebug = process.env.LIGHTY_DEBUG === "1";

const health = {
  NSHealthShareUsageDescription: "Lighty shows the calories that your watch measures during a workout.",
  NSHealthUpdateUsageDescription: "Lighty saves your workouts and their calories in Health.",
};

const localNetwork = "This debug build sends what the phone and the watch say to each other to your relay.";
const camera = "The camera reads the code by which your relay pairs this phone.";

/** The app as Expo builds it: for an iPhone by `expo prebuild`, and for a browser by `pnpm phone`. */
const config: ExpoConfig = {
  name: "Lighty",
  slug: "lighty",
  version: "0.1.0",
  scheme: "lighty",
  orientation: "portrait",
  userInterfaceStyle: "automatic",
  platforms: ["ios", "web"],
  ios: {
    bundleIdentifier: "dev.lighty.phone",
    supportsTablet: false,
    infoPlist: { ...health, ...(isDebug ? { NSLocalNetworkUsageDescription: localNetwork } : {}) },
    entitlements: { "com.apple.developer.healthkit": true },
  },
  plugins: [
    // Mods run in the reverse of their order: the watch target is there when the package is linked into it.
    withWatchPackage as unknown as string,
    ["@bacons/apple-targets", { root: "../watch", match: "App" }],
    ["expo-build-properties", { ios: { deploymentTarget: "17.0", enableSceneSupport: true } }],
    ["expo-camera", { cameraPermission: isDebug ? camera : false, microphonePermission: false }],
    withoutPush as unknown as string,
    "expo-notifications",
  ],
  // The relay serves the browser's phone below this path.
  experiments: { baseUrl: "/phone" },
  web: { bundler: "metro", output: "single" },
};

export default config;
