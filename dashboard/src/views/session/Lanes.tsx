import type { Bookmark } from "@lighty/protocol";
import { memo, useState } from "react";
import type { Part } from "../../model/overview.ts";
import type { Page } from "../../store/session-page.ts";
import { Minimap } from "./Minimap.tsx";
import { Timeline } from "./Timeline.tsx";
import type { Cursor } from "./use-cursor.ts";
import type { Zoom } from "./use-zoom.ts";

interface LanesProps {
  page: Page;
  cursor: Cursor;
  zoom: Zoom;
  pinned: number | null;
  hasRelayLane: boolean;
  bookmarks: readonly Bookmark[];
}

/** The timeline, and above it the whole session with a frame around what the timeline shows of it. */
export const Lanes = memo(function Lanes({ page, cursor, zoom, pinned, hasRelayLane, bookmarks }: LanesProps) {
  const [seen, see] = useState<Part | null>(null);
  return (
    <>
      <Minimap page={page} cursor={cursor} seen={seen} bookmarks={bookmarks} />
      <Timeline page={page} cursor={cursor} zoom={zoom} pinned={pinned} hasRelayLane={hasRelayLane} onSee={see} />
    </>
  );
});
