import { type VerdictWord, verdictWords } from "@lighty/protocol";
import { type MouseEvent, useMemo, useSyncExternalStore } from "react";
import type { Narrowing } from "../model/filter.ts";
import { type Plan, planIn, planParts } from "../model/replay.ts";
import { refsIn, refText, type SessionRef } from "../model/session-ref.ts";
import { query, stand, subscribe } from "./address.ts";

/** Where the reader is. All of it stands in the address, so a link opens the same view. */
export interface Place {
  readonly view: View;
  /** The device whose page is open; null for all devices. */
  readonly device: string | null;
  /** The replay that is looked at; null for the form of a new one. */
  readonly replay: string | null;
  /** How the next replay is to be; in the replay view alone. */
  readonly plan: Plan;
  /** The import that is read; null for the relay's own sessions. */
  readonly from: string | null;
  /** The seed of the Lab; null where it is not the Lab that is read. */
  readonly lab: string | null;
  readonly session: string | null;
  /** What the list of sessions is searched for. */
  readonly search: string;
  /** Sessions chosen to be compared; two of them are. */
  readonly compare: readonly SessionRef[];
  /** The entry under the cursor; null follows the latest. */
  readonly entry: number | null;
  readonly narrowing: Narrowing;
  /** What stands beside the screens. */
  readonly panel: Panel;
  /** An entry kept to come back to and to compare with. */
  readonly pinned: number | null;
  /** Whether the timeline shows when the relay received each frame. */
  readonly hasRelayLane: boolean;
}

export const views = ["sessions", "devices", "replay"] as const;
export type View = (typeof views)[number];

export const panels = ["entry", "state", "findings", "bookmarks"] as const;
export type Panel = (typeof panels)[number];

export function placeIn(search: string): Place {
  const asked = new URLSearchParams(search);
  const numbered = (name: string) => {
    const entry = Number(asked.get(name));
    return Number.isSafeInteger(entry) && entry > 0 ? entry : null;
  };
  const words = new Set((asked.get("verdict") ?? "").split(","));
  return {
    view: views.find((view) => view === asked.get("view")) ?? "sessions",
    device: asked.get("device") || null,
    replay: asked.get("replay") || null,
    plan: planIn(asked),
    from: asked.get("import") || null,
    lab: asked.get("lab") || null,
    session: asked.get("session") || null,
    search: asked.get("search") ?? "",
    compare: refsIn(asked.get("compare") ?? ""),
    entry: numbered("entry"),
    narrowing: {
      text: asked.get("filter") ?? "",
      verdicts: verdictWords.filter((word) => words.has(word)),
      isQuiet: asked.get("quiet") === "1",
    },
    panel: panels.find((panel) => panel === asked.get("panel")) ?? "entry",
    pinned: numbered("pin"),
    hasRelayLane: asked.get("lane") === "relay",
  };
}

export function searchOf(place: Place): string {
  const { view, device, replay, plan, from, lab, session, search, compare, entry } = place;
  const { narrowing, panel, pinned, hasRelayLane } = place;
  const parts: string[] = [];
  if (view !== "sessions") parts.push(`view=${view}`);
  if (view === "devices" && device !== null) parts.push(`device=${encodeURIComponent(device)}`);
  if (view === "replay" && replay !== null) parts.push(`replay=${encodeURIComponent(replay)}`);
  if (from !== null) parts.push(`import=${encodeURIComponent(from)}`);
  if (lab !== null) parts.push(`lab=${encodeURIComponent(lab)}`);
  if (session !== null) parts.push(`session=${encodeURIComponent(session)}`);
  if (search !== "") parts.push(`search=${encodeURIComponent(search)}`);
  if (compare.length > 0) parts.push(`compare=${compare.map(refText).join(",")}`);
  if (entry !== null) parts.push(`entry=${entry}`);
  const { text, verdicts, isQuiet } = narrowing;
  if (text !== "") parts.push(`filter=${encodeURIComponent(text)}`);
  if (verdicts.length > 0) parts.push(`verdict=${verdicts.join(",")}`);
  if (isQuiet) parts.push("quiet=1");
  if (panel !== "entry") parts.push(`panel=${panel}`);
  if (pinned !== null) parts.push(`pin=${pinned}`);
  if (hasRelayLane) parts.push("lane=relay");
  if (view === "replay") parts.push(...planParts(plan));
  return parts.length === 0 ? "" : `?${parts.join("&")}`;
}

/** Goes elsewhere. Another session is a step that Back undoes; moving the cursor is not, or Back would mean a hundred presses. */
export function go(change: Partial<Place>): void {
  const before = placeIn(query());
  const after = { ...before, ...change };
  const search = searchOf(after);
  if (search === query()) return;
  // Choosing what to replay is filling in a form.
  const isForm = after.view === "replay" && before.view === "replay" && after.replay === before.replay;
  const isSame = isForm || viewOf(after) === viewOf(before);
  stand(search, !isSame);
}

/** What Back goes back to: the view and what is open in it, the session, the source, and whether two sessions are compared. */
function viewOf({ view, device, replay, session, from, lab, compare }: Place): string {
  const compared = session === null && compare.length === 2 ? compare.map(refText) : [];
  return JSON.stringify([view, device, replay, session, from, lab, ...compared]);
}

/** Goes there within the page, unless the browser is asked for another tab or window. */
export function follow(event: MouseEvent, to: Partial<Place>): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  go(to);
}

/** Turns one verdict of the filter on or off. */
export function toggled(narrowing: Narrowing, word: VerdictWord): Narrowing {
  const has = narrowing.verdicts.includes(word);
  const verdicts = verdictWords.filter((other) => (other === word ? !has : narrowing.verdicts.includes(other)));
  return { ...narrowing, verdicts };
}

export function usePlace(): Place {
  const search = useSyncExternalStore(subscribe, query);
  return useMemo(() => placeIn(search), [search]);
}
