import type { Finding } from "@lighty/protocol";
import { useCallback, useDeferredValue, useMemo } from "react";
import type { Connection } from "../../model/connection.ts";
import { wordsOf } from "../../model/overview.ts";
import type { SessionPage } from "../../store/session-page.ts";
import { usePage, useSessions, useSource } from "../../store/source.ts";
import { follow, searchOf, usePlace } from "../../store/url-state.ts";
import { useBookmarks } from "../../store/use-bookmarks.ts";
import { useListing } from "../../store/use-listing.ts";
import { Notice } from "../../ui/Notice.tsx";
import { Refused } from "../../ui/Refused.tsx";
import { useSheets } from "../keys/use-sheets.tsx";
import { Entries } from "./Entries.tsx";
import { Lanes } from "./Lanes.tsx";
import { Legend } from "./Legend.tsx";
import { Screens } from "./Screens.tsx";
import { Scrubber } from "./Scrubber.tsx";
import styles from "./SessionView.module.css";
import { SidePanel } from "./SidePanel.tsx";
import { useActions } from "./use-actions.ts";
import { useCursor } from "./use-cursor.ts";
import { useZoom } from "./use-zoom.ts";

const noFindings: readonly Finding[] = [];

/** One session: timeline, entries, screens and inspector, all standing at one cursor. */
export function SessionView(props: { sessionId: string; page: SessionPage; connection: Connection }) {
  const { sessionId, page: session, connection } = props;
  const page = usePage(session);
  const source = useSource();
  const { traffic, version, waiting } = page;
  // What was there when the reader came is not live, also while the page still takes it in.
  const isLive = connection.state === "live" && waiting === 0;
  const { entry, narrowing, panel, pinned, hasRelayLane } = usePlace();
  const { listing, version: rowsVersion } = useListing(session, page, narrowing);
  const cursor = useCursor(session, page, listing, entry);
  const bookmarks = useBookmarks(sessionId);
  const { data: sessions } = useSessions();
  const summary = sessions?.find((session) => session.sessionId === sessionId);
  const zoom = useZoom();
  // The hand, the lanes and the list go first; what takes longer follows, and skips where the hand has been meanwhile.
  const now = useMemo(() => ({ traffic, version, count: page.count, cursor }), [traffic, version, page.count, cursor]);
  const late = useDeferredValue(now);
  // What comes first waits for nothing: until then they would show a session of which nobody has heard.
  const shown = late.cursor.index < 0 ? now : late;
  const at = traffic.readings[cursor.index]?.entry.entry ?? null;
  const actions = useActions({ session, cursor, zoom, at, pinned, isPaused: page.isPaused, hasRelayLane });
  const { sheet, openHelp } = useSheets(actions);
  const pause = useCallback((isPaused: boolean) => session.pause(isPaused), [session]);
  const { outline } = page;
  const words = useMemo(() => wordsOf(outline), [outline]);

  if (traffic.length === 0)
    return (
      <>
        <Nothing connection={connection} isRelay={source.abilities.has("live")} />
        {sheet}
      </>
    );
  return (
    <div className={styles.view}>
      <Legend words={words} narrowing={narrowing} hasRelayLane={hasRelayLane} />
      <Lanes
        page={page}
        cursor={cursor}
        zoom={zoom}
        pinned={pinned}
        hasRelayLane={hasRelayLane}
        bookmarks={bookmarks.all}
      />
      <Scrubber page={page} cursor={cursor} pinned={pinned} pause={pause} openHelp={openHelp} />
      <div className={styles.columns}>
        <Entries
          traffic={traffic}
          listing={listing}
          version={rowsVersion}
          cursor={cursor}
          isLive={isLive}
          narrowing={narrowing}
          marked={bookmarks.at}
        />
        <Screens traffic={shown.traffic} version={shown.version} cursor={shown.cursor} isLive={isLive} />
        <SidePanel
          traffic={shown.traffic}
          version={shown.version}
          count={shown.count}
          cursor={shown.cursor}
          at={at}
          findings={summary?.findings ?? noFindings}
          panel={panel}
          pinned={pinned}
          bookmarks={bookmarks}
        />
      </div>
      {sheet}
    </div>
  );
}

function Nothing({ connection, isRelay }: { connection: Connection; isRelay: boolean }) {
  const place = usePlace();
  switch (connection.state) {
    case "connecting":
    case "catching_up":
      return <Notice title="Reading the session" isWithin isBusy />;
    case "live":
    case "complete":
      return (
        <Notice title="Nothing of this session yet" isWithin>
          <p>Nobody has sent an entry of it, or it was deleted. What devices send of it appears here by itself.</p>
          <a href={searchOf({ ...place, session: null })} onClick={(event) => follow(event, { session: null })}>
            All sessions
          </a>
        </Notice>
      );
    case "disconnected":
      return (
        <Notice title="The relay does not answer" isWithin>
          <p>This page tries again by itself; the state of the line is at the top.</p>
        </Notice>
      );
    case "refused":
      return <Refused reason={connection.reason} version={connection.version} isRelay={isRelay} />;
  }
}
