import { type ReactNode, useMemo, useState } from "react";
import type { ReplayRun } from "../../model/replay.ts";
import { go } from "../../store/url-state.ts";
import { goings } from "../session/goings.ts";
import { HelpSheet } from "../session/HelpSheet.tsx";
import { Palette } from "../session/Palette.tsx";
import type { Action } from "../session/use-actions.ts";
import { useKeys } from "../session/use-keys.ts";

/** Keys and actions of the replay view; gives the sheet that is open, if one is. */
export function useReplayActions(run: ReplayRun | undefined): ReactNode {
  const [sheet, open] = useState<"palette" | "help" | null>(null);
  const isThere = run !== undefined;
  const isGoing = run?.endedAt === null;
  const actions = useMemo<Action[]>(() => {
    const act = (group: Action["group"], title: string, keys: string[], run: () => void) => ({
      group,
      title,
      keys,
      run,
    });
    // A button that is not there is something this page may not do.
    const press = (what: string) => () => document.querySelector<HTMLElement>(what)?.click();
    return [
      act("Change", "Play what is chosen", ["Enter"], press("[data-start]:not(:disabled)")),
      ...(isGoing
        ? [
            act("Move", "Pause, or go on", [" "], press("[data-deed=toggle]")),
            act("Move", "Step", ["ArrowRight", "l"], press("[data-deed=step]")),
            act("Move", "Step back", ["ArrowLeft", "h"], press("[data-deed=back]")),
            act("Move", "End the replay", ["q"], press("[data-deed=quit]")),
          ]
        : []),
      ...(isThere ? [act("Move", "Put the replay away", ["Escape"], () => go({ replay: null }))] : []),
      ...goings,
      act("Look", "Keys", ["?"], () => open("help")),
    ];
  }, [isGoing, isThere]);
  useKeys(actions, open);
  if (sheet === "help") return <HelpSheet actions={actions} close={() => open(null)} />;
  if (sheet === "palette") return <Palette actions={actions} close={() => open(null)} />;
  return null;
}
