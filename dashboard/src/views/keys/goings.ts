import { go } from "../../store/url-state.ts";
import { type Action, action, press } from "./action.ts";

const away = { session: null, entry: null, device: null, replay: null, compare: [] };

/** From any view to any other. */
export const goings: readonly Action[] = [
  action("Go", "Go to the sessions", ["S"], () => go({ ...away, view: "sessions", lab: null })),
  action("Go", "Go to the devices", ["D"], () => go({ ...away, view: "devices", from: null, lab: null })),
  // What is looked at is what a replay is mostly wanted of.
  action("Go", "Go to replay", ["R"], () => go({ view: "replay", device: null, replay: null, lab: null })),
  action("Go", "Go to the Lab", ["L"], press("[data-lab]")),
  action("Go", "Open a capture", ["o"], press("[data-open-capture]")),
];
