import { type ReactNode, useCallback, useState } from "react";
import type { Action } from "./action.ts";
import { HelpSheet } from "./HelpSheet.tsx";
import { Palette } from "./Palette.tsx";
import { type SheetName, useKeys } from "./use-keys.ts";

/** Puts a view's actions on their keys; gives the sheet that is open, if one is, and the way to the keys for those with a mouse. */
export function useSheets(actions: readonly Action[]): { sheet: ReactNode; openHelp(): void } {
  const [name, open] = useState<SheetName | null>(null);
  useKeys(actions, open);
  const openHelp = useCallback(() => open("help"), []);
  const close = () => open(null);
  return {
    sheet: (
      <>
        {name === "help" && <HelpSheet actions={actions} close={close} />}
        {name === "palette" && <Palette actions={actions} close={close} />}
      </>
    ),
    openHelp,
  };
}
