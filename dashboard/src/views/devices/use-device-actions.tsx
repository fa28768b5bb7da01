import { type ReactNode, useMemo } from "react";
import type { Device } from "../../model/devices.ts";
import { useChanges } from "../../store/desk.ts";
import { go } from "../../store/url-state.ts";
import { action, press } from "../keys/action.ts";
import { goings } from "../keys/goings.ts";
import { moveFocus } from "../keys/move-focus.ts";
import { useSheets } from "../keys/use-sheets.tsx";

interface Acted {
  devices: readonly Device[];
  /** The one whose page is open. */
  deviceId: string | null;
  invite(): void;
}

/** Keys and actions of the devices view; gives the sheet that is open, if one is. */
export function useDeviceActions({ devices, deviceId, invite }: Acted): ReactNode {
  const mayChange = useChanges() != null;
  const actions = useMemo(() => {
    const step = (by: number) => () => {
      if (deviceId === null) return moveFocus("[data-card]", by);
      const at = devices.findIndex((device) => device.deviceId === deviceId);
      const next = devices[(at + by + devices.length) % devices.length];
      if (next !== undefined) go({ device: next.deviceId });
    };
    return [
      action("Move", "Next device", ["j", "ArrowDown"], step(1)),
      action("Move", "Previous device", ["k", "ArrowUp"], step(-1)),
      ...(deviceId === null ? [] : [action("Move", "All devices", ["Escape"], () => go({ device: null }))]),
      ...(mayChange && deviceId === null ? [action("Change", "Pair a device", ["p"], invite)] : []),
      ...(mayChange && deviceId !== null
        ? [action("Change", "Revoke this device", ["x"], press("[data-revoke]"))]
        : []),
      ...goings,
    ];
  }, [devices, deviceId, invite, mayChange]);
  return useSheets(actions).sheet;
}
