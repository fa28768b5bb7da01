import { useMemo } from "react";
import { noNarrowing } from "../../model/filter.ts";
import type { SessionPage } from "../../store/session-page.ts";
import { go, panels } from "../../store/url-state.ts";
import { type Action, action } from "../keys/action.ts";
import { goings } from "../keys/goings.ts";
import type { Cursor } from "./use-cursor.ts";
import type { Zoom } from "./use-zoom.ts";

/** What the actions act on. */
interface Acted {
  readonly session: SessionPage;
  readonly cursor: Cursor;
  readonly zoom: Zoom;
  /** The entry the view stands at. */
  readonly at: number | null;
  readonly pinned: number | null;
  readonly isPaused: boolean;
  readonly hasRelayLane: boolean;
}

/** All that keys do in the session view, in the order in which the help sheet tells it. */
export function useActions({ session, cursor, zoom, at, pinned, isPaused, hasRelayLane }: Acted): readonly Action[] {
  const { select, step, toEnd, follow, release } = cursor;
  const { by, reset, fit } = zoom;
  return useMemo(() => {
    const focusFilter = () => document.querySelector<HTMLInputElement>("[data-filter]")?.focus();
    return [
      action("Move", "Next entry", ["j", "ArrowDown", "ArrowRight"], () => step(1)),
      action("Move", "Previous entry", ["k", "ArrowUp", "ArrowLeft"], () => step(-1)),
      action("Move", "Ten entries on", ["PageDown"], () => step(10)),
      action("Move", "Ten entries back", ["PageUp"], () => step(-10)),
      action("Move", "First entry", ["Home"], () => toEnd("first")),
      action("Move", "Last entry", ["End"], () => toEnd("last")),
      action("Move", "Follow the latest", ["f"], follow),
      action("Move", "Let the entry go", ["Escape"], release),
      action("Timeline", "Zoom in", ["+", "="], () => by(1.4)),
      action("Timeline", "Zoom out", ["-"], () => by(1 / 1.4)),
      action("Timeline", "Zoom as at first", ["0"], reset),
      action("Timeline", "Whole run in sight", ["w"], fit),
      action("Timeline", hasRelayLane ? "Without the relay's lane" : "When the relay had each frame", ["r"], () =>
        go({ hasRelayLane: !hasRelayLane }),
      ),
      action("Look", "Filter the entries", ["/"], focusFilter),
      action("Look", "Show all entries", ["a"], () => go({ narrowing: noNarrowing })),
      ...panels.map((panel, index) =>
        action("Look", `Show the ${panelNames[panel]}`, [String(index + 1)], () => go({ panel })),
      ),
      action("Keep", isPaused ? "Go on taking in" : "Pause: take in later, lose nothing", [" "], () =>
        session.pause(!isPaused),
      ),
      action("Keep", pinned !== null && pinned === at ? "Unpin this entry" : "Pin this entry", ["p"], () =>
        go({ pinned: pinned === at ? null : at }),
      ),
      action("Keep", "Mark this entry, with words", ["b"], () => mark(at)),
      action("Keep", "Back to the pinned entry", ["g"], () => {
        if (pinned !== null) select(pinned);
      }),
      ...goings,
    ];
  }, [session, select, step, toEnd, follow, release, by, reset, fit, at, pinned, isPaused, hasRelayLane]);
}

const panelNames = { entry: "entry", state: "state", findings: "findings", bookmarks: "bookmarks" } as const;

/** The words of the mark get the keyboard, once their panel is there. */
function mark(entry: number | null): void {
  go({ panel: "bookmarks", ...(entry === null ? {} : { entry }) });
  requestAnimationFrame(() => document.querySelector<HTMLTextAreaElement>("[data-words]")?.focus());
}
