import { requireNativeModule } from "expo";
import { File, Paths } from "expo-file-system";
import { Storage } from "expo-sqlite/kv-store";
import { Linking, Platform, Share } from "react-native";
import type { NativeModule } from "./link/native-module.ts";
import { worldPorts } from "./relay/paired-relay.ts";
import { openExpoSql } from "./store/expo-sql.ts";
import { SqlStore } from "./store/sql-store.ts";
import { type TeeWorld, teeMarker } from "./tee/tee-desk.ts";
import { version } from "./version.ts";

/** Hermes has no `crypto`; Expo's core brings the system's own. */
declare const expo: { uuidv4(): string };

/** What an iPhone has for its tee. */
export function teeWorld(): TeeWorld {
  return {
    ports: { ...worldPorts(), randomBytes },
    settings: { get: (key) => Storage.getItemSync(key), set: (key, text) => Storage.setItemSync(key, text) },
    openStore: async () => SqlStore.open(await openExpoSql(`${teeMarker}.db`)),
    bootId: expo.uuidv4().toLowerCase(),
    build: `${version}, iOS ${Platform.Version}`,
    name: "iPhone",
    traces: requireNativeModule<NativeModule>("LightyLink"),
    links: (opened) => {
      void Linking.getInitialURL().then((url) => url !== null && opened(url));
      Linking.addEventListener("url", ({ url }) => opened(url));
    },
    share: async (name, text) => {
      const file = new File(Paths.cache, name);
      file.write(text);
      await Share.share({ url: file.uri });
    },
  };
}

/** The fourteen bytes of a UUID that are chance through and through, as often as it takes. */
function randomBytes(count: number): Uint8Array {
  const bytes: number[] = [];
  while (bytes.length < count) {
    const hex = expo.uuidv4().replaceAll("-", "");
    // The version and the variant stand in the seventh byte and the ninth.
    for (let at = 0; at < 32; at += 2) {
      if (at !== 12 && at !== 16) bytes.push(Number.parseInt(hex.slice(at, at + 2), 16));
    }
  }
  return Uint8Array.from(bytes.slice(0, count));
}
