import { memo } from "react";
import { Text as NativeText, type TextProps as NativeTextProps, StyleSheet } from "react-native";
import { useLook } from "./look.tsx";
import type { Palette } from "./palette.ts";

const sizes = {
  title: { fontSize: 28, lineHeight: 34, fontWeight: "700", letterSpacing: -0.4 },
  heading: { fontSize: 18, lineHeight: 24, fontWeight: "600", letterSpacing: -0.1 },
  body: { fontSize: 16, lineHeight: 22, fontWeight: "400" },
  strong: { fontSize: 16, lineHeight: 22, fontWeight: "600" },
  small: { fontSize: 14, lineHeight: 19, fontWeight: "400" },
  label: { fontSize: 13, lineHeight: 17, fontWeight: "500" },
  figure: { fontSize: 19, lineHeight: 24, fontWeight: "600" },
  stat: { fontSize: 22, lineHeight: 28, fontWeight: "600", letterSpacing: -0.3 },
  large: { fontSize: 30, lineHeight: 36, fontWeight: "600", letterSpacing: -0.5 },
} as const;

/** Large already: it grows half as much, so that what it is about stays on the screen. */
function isDisplay(kind: keyof typeof sizes): boolean {
  return kind === "title" || kind === "large";
}

export type Tone = Exclude<keyof Palette, "scheme">;

export interface TextProps extends NativeTextProps {
  kind?: keyof typeof sizes;
  tone?: Tone;
  /** A heading of this level, for whoever jumps from one to the next. */
  level?: 1 | 2 | 3;
}

/** All text goes through here: it grows with the lifter's size of type, and its figures stand still. */
export const Text = memo(function Text({ kind = "body", tone = "text", level, style, ...rest }: TextProps) {
  const { palette, textScale } = useLook();
  const { fontSize, lineHeight, ...weight } = sizes[kind];
  const scale = isDisplay(kind) ? 1 + (textScale - 1) / 2 : textScale;
  const heading = level === undefined ? {} : ({ role: "heading", "aria-level": level } as object);
  return (
    <NativeText
      allowFontScaling
      {...(isDisplay(kind) ? { maxFontSizeMultiplier: 1.6 } : {})}
      style={[
        styles.text,
        weight,
        { color: palette[tone], fontSize: fontSize * scale, lineHeight: lineHeight * scale },
        style,
      ]}
      {...heading}
      {...rest}
    />
  );
});

const styles = StyleSheet.create({
  text: { fontVariant: ["tabular-nums"] },
});
