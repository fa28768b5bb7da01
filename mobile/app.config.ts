import type { ExpoConfig } from "expo/config";

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
  },
  // The relay serves the browser's phone below this path.
  experiments: { baseUrl: "/phone" },
  web: { bundler: "metro", output: "single" },
};

export default config;
