import { worldPorts } from "./relay/paired-relay.ts";
import { IndexedDbStore } from "./store/indexed-db-store.ts";
import { type TeeWorld, teeMarker } from "./tee/tee-desk.ts";
import { version } from "./version.ts";

/** What a page has for its tee. */
export function teeWorld(): TeeWorld {
  const { localStorage } = window;
  return {
    ports: worldPorts(),
    settings: { get: (key) => localStorage.getItem(key), set: (key, text) => localStorage.setItem(key, text) },
    openStore: () => IndexedDbStore.open(teeMarker, crypto.randomUUID()),
    bootId: crypto.randomUUID(),
    build: `${version}, browser`,
    name: "Browser phone",
    share: async (name, text) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type: "application/x-ndjson" }));
      link.download = name;
      link.click();
      URL.revokeObjectURL(link.href);
    },
  };
}
