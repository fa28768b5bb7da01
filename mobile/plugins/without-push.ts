import type { ExpoConfig } from "expo/config";
import { withEntitlementsPlist } from "expo/config-plugins.js";

/** Takes away what expo-notifications asks for: nothing is ever pushed here, and the entitlement takes a paid account to sign. */
export function withoutPush(config: ExpoConfig): ExpoConfig {
  return withEntitlementsPlist(config, (mod) => {
    delete mod.modResults["aps-environment"];
    return mod;
  });
}
