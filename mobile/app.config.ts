import type { ExpoConfig } from "expo/config";
import { withWatchPackage } from "./plugins/with-watch-package.ts";
import { withoutPush } from "./plugins/without-push.ts";

/** A build that a developer runs beside a relay. What only the tee asks a person for has no text in any other. */
const isDebug = process.env.LIGHTY_DEBUG === "1";

/** Of Apple's developer programme, ten letters: signs both targets. Without it Xcode asks for each, after every prebuild. */
const appleTeamId = process.env.LIGHTY_TEAM;

const health = {
  NSHealthShareUsageDescription: "Lighty shows the calories that your watch measures during a workout.",
  NSHealthUpdateUsageDescription: "Lighty saves your workouts and their calories in Health.",
};

/** The same in the other language of the app. */
const healthDe = {
  NSHealthShareUsageDescription: "Lighty zeigt die Kalorien, die deine Uhr während eines Trainings misst.",
  NSHealthUpdateUsageDescription: "Lighty sichert deine Trainings und ihre Kalorien in Health.",
};

const localNetwork = "This debug build sends what the phone and the watch say to each other to your relay.";

/** The app as Expo builds it: for an iPhone by `expo prebuild`, and for a browser by `pnpm phone`. */
const config: ExpoConfig = {
  name: "Lighty",
  slug: "lighty",
  version: "0.1.0",
  // The iPhone's own camera opens the link in a relay's code by it; the app needs none of its own.
  ...(isDebug ? { scheme: "lighty" } : {}),
  orientation: "portrait",
  // Drawn from icon.svg beside it; the watch's catalog holds the same. What iOS shows until the app is there is its own ground, light or dark.
  icon: "./icon/icon.png",
  userInterfaceStyle: "automatic",
  locales: { de: healthDe },
  platforms: ["ios", "web"],
  ios: {
    bundleIdentifier: "dev.lighty.phone",
    ...(appleTeamId ? { appleTeamId } : {}),
    supportsTablet: false,
    infoPlist: {
      ...health,
      CFBundleAllowMixedLocalizations: true,
      ...(isDebug ? { NSLocalNetworkUsageDescription: localNetwork } : {}),
    },
    entitlements: { "com.apple.developer.healthkit": true },
  },
  plugins: [
    // Mods run in the reverse of their order: the watch target is there when the package is linked into it.
    withWatchPackage as unknown as string,
    ["@bacons/apple-targets", { root: "../watch", match: "App" }],
    ["expo-build-properties", { ios: { deploymentTarget: "17.0", enableSceneSupport: true } }],
    withoutPush as unknown as string,
    "expo-notifications",
  ],
  // The relay serves the browser's phone below this path.
  experiments: { baseUrl: "/phone" },
  web: { bundler: "metro", output: "single" },
};

export default config;
