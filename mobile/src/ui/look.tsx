import { createContext, type ReactNode, useContext, useMemo } from "react";
import { useColorScheme, useWindowDimensions } from "react-native";
import { type Palette, paletteOf } from "./palette.ts";

/** Points. */
export const space = { hair: 4, small: 8, medium: 12, large: 16, huge: 24 } as const;
export const radius = { small: 8, medium: 12, large: 16, round: 999 } as const;

/** What a finger hits without looking, in points. */
export const target = 44;

/** From this size of text on, a figure stands under its name. */
const largeFrom = 1.35;

/** Below this width, in points of text at its usual size, two steppers have no room side by side. */
const tightBelow = 350;

export interface Look {
  palette: Palette;
  /** By how much this app enlarges its own text: 1 on an iPhone, where the system does it. */
  textScale: number;
  /** True when the lifter reads large type. */
  isLarge: boolean;
  /** True when the screen is narrow for the lifter's type: what stood side by side stands under each other. */
  isTight: boolean;
}

const LookContext = createContext<Look | null>(null);

/** Colours and size of type for all within; both follow the system. */
export function LookProvider({ textScale, children }: { textScale: number; children: ReactNode }) {
  const scheme = useColorScheme();
  const { fontScale, width } = useWindowDimensions();
  const scale = fontScale * textScale;
  const [isLarge, isTight] = [scale >= largeFrom, width / scale < tightBelow];
  const look = useMemo(
    () => ({ palette: paletteOf(scheme), textScale, isLarge, isTight }),
    [scheme, textScale, isLarge, isTight],
  );
  return <LookContext value={look}>{children}</LookContext>;
}

export function useLook(): Look {
  const look = useContext(LookContext);
  if (look === null) throw new Error("a screen stands within a LookProvider");
  return look;
}
