import { type ReactNode, useMemo } from "react";
import type { ReplayRun } from "../../model/replay.ts";
import { go } from "../../store/url-state.ts";
import { action, press } from "../keys/action.ts";
import { goings } from "../keys/goings.ts";
import { useSheets } from "../keys/use-sheets.tsx";

/** Keys and actions of the replay view; gives the sheet that is open, if one is. */
export function useReplayActions(run: ReplayRun | undefined): ReactNode {
  const isThere = run !== undefined;
  const isGoing = run?.endedAt === null;
  const actions = useMemo(
    () => [
      action("Change", "Play what is chosen", ["Enter"], press("[data-start]:not(:disabled)")),
      ...(isGoing
        ? [
            action("Move", "Pause, or go on", [" "], press("[data-deed=toggle]")),
            action("Move", "Step", ["ArrowRight", "l"], press("[data-deed=step]")),
            action("Move", "Step back", ["ArrowLeft", "h"], press("[data-deed=back]")),
            action("Move", "End the replay", ["q"], press("[data-deed=quit]")),
          ]
        : []),
      ...(isThere ? [action("Move", "Put the replay away", ["Escape"], () => go({ replay: null }))] : []),
      ...goings,
    ],
    [isGoing, isThere],
  );
  return useSheets(actions).sheet;
}
