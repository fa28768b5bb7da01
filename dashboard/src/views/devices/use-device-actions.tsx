import { type ReactNode, useMemo, useState } from "react";
import type { Device } from "../../model/devices.ts";
import { useChanges } from "../../store/desk.ts";
import { go } from "../../store/url-state.ts";
import { goings } from "../session/goings.ts";
import { HelpSheet } from "../session/HelpSheet.tsx";
import { Palette } from "../session/Palette.tsx";
import type { Action } from "../session/use-actions.ts";
import { useKeys } from "../session/use-keys.ts";

interface Acted {
  devices: readonly Device[];
  /** The one whose page is open. */
  deviceId: string | null;
  invite(): void;
}

/** Keys and actions of the devices view; gives the sheet that is open, if one is. */
export function useDeviceActions({ devices, deviceId, invite }: Acted): ReactNode {
  const mayChange = useChanges() != null;
  const [sheet, open] = useState<"palette" | "help" | null>(null);
  const actions = useMemo<Action[]>(() => {
    const step = (by: number) => () => {
      if (deviceId === null) return focusCard(by);
      const at = devices.findIndex((device) => device.deviceId === deviceId);
      const next = devices[(at + by + devices.length) % devices.length];
      if (next !== undefined) go({ device: next.deviceId });
    };
    const act = (group: Action["group"], title: string, keys: string[], run: () => void) => ({
      group,
      title,
      keys,
      run,
    });
    return [
      act("Move", "Next device", ["j", "ArrowDown"], step(1)),
      act("Move", "Previous device", ["k", "ArrowUp"], step(-1)),
      ...(deviceId === null ? [] : [act("Move", "All devices", ["Escape"], () => go({ device: null }))]),
      ...(mayChange && deviceId === null ? [act("Change", "Pair a device", ["p"], invite)] : []),
      ...(mayChange && deviceId !== null
        ? [
            act("Change", "Revoke this device", ["x"], () =>
              document.querySelector<HTMLElement>("[data-revoke]")?.click(),
            ),
          ]
        : []),
      ...goings,
      act("Look", "Keys", ["?"], () => open("help")),
    ];
  }, [devices, deviceId, invite, mayChange]);
  useKeys(actions, open);
  if (sheet === "help") return <HelpSheet actions={actions} close={() => open(null)} />;
  if (sheet === "palette") return <Palette actions={actions} close={() => open(null)} />;
  return null;
}

/** The cards are links: what has the keyboard is where the reader is. */
function focusCard(by: number): void {
  const cards = [...document.querySelectorAll<HTMLElement>("[data-card]")];
  const at = cards.indexOf(document.activeElement as HTMLElement);
  cards[at < 0 ? (by > 0 ? 0 : cards.length - 1) : (at + by + cards.length) % cards.length]?.focus();
}
