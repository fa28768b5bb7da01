import { type ReactNode, useMemo } from "react";
import { go } from "../../store/url-state.ts";
import { action } from "../keys/action.ts";
import { goings } from "../keys/goings.ts";
import { moveFocus } from "../keys/move-focus.ts";
import { useSheets } from "../keys/use-sheets.tsx";

/** Keys and actions of the list of sessions; gives the sheet that is open, if one is. */
export function useListActions(): ReactNode {
  const actions = useMemo(
    () => [
      action("Move", "Next session", ["j", "ArrowDown"], () => moveFocus("[data-session]", 1)),
      action("Move", "Previous session", ["k", "ArrowUp"], () => moveFocus("[data-session]", -1)),
      action("Look", "Search the sessions", ["/"], () =>
        document.querySelector<HTMLInputElement>("[data-search]")?.focus(),
      ),
      action("Look", "Show all sessions", ["a"], () => go({ search: "" })),
      action("Look", "Choose this session to compare", ["x"], chooseFocused),
      ...goings,
    ],
    [],
  );
  return useSheets(actions).sheet;
}

/** Ticks the box of the row that has the keyboard. */
function chooseFocused(): void {
  document.activeElement?.closest("tr")?.querySelector<HTMLInputElement>("input[type=checkbox]")?.click();
}
