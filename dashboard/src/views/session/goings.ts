import { go } from "../../store/url-state.ts";
import type { Action } from "./use-actions.ts";

const away = { session: null, entry: null, device: null, replay: null, compare: [] };

/** From any view to any other. */
export const goings: readonly Action[] = [
  { group: "Go", title: "Go to the sessions", keys: ["S"], run: () => go({ ...away, view: "sessions", lab: null }) },
  {
    group: "Go",
    title: "Go to the devices",
    keys: ["D"],
    run: () => go({ ...away, view: "devices", from: null, lab: null }),
  },
  // What is looked at is what a replay is mostly wanted of.
  {
    group: "Go",
    title: "Go to replay",
    keys: ["R"],
    run: () => go({ view: "replay", device: null, replay: null, lab: null }),
  },
];
