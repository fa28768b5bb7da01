import { memo } from "react";
import { PixelRatio, StyleSheet } from "react-native";
import Svg, { Circle, Path } from "react-native-svg";
import { useLook } from "./look.tsx";
import type { Tone } from "./Text.tsx";

/** Strokes on a field of 24 by 24. */
const paths = {
  add: "M12 5v14M5 12h14",
  back: "M15 5l-7 7 7 7",
  both: "M3.5 8.5a2 2 0 0 1 2-2h5a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-5a2 2 0 0 1-2-2zM15.5 13l2 2 4-4.5",
  check: "M5 12.5l4.5 4.5L19 7.5",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h10v11H9zM5 15V4h10",
  down: "M12 5v14M6 13l6 6 6-6",
  flame: "M12 3c1 4 5.5 5.5 5.5 10.5a5.5 5.5 0 0 1-11 0C6.5 11 8 9.5 8.5 8c1.5 1 2 2 2 3 1.5-2 2-5 1.5-8z",
  gear: "M4 7h9M18 7h2M4 12h2M11 12h9M4 17h9M18 17h2M15.5 5v4M8.5 10v4M15.5 15v4",
  heart: "M12 19.5S4.5 15 4.5 9.5A3.9 3.9 0 0 1 12 7.8a3.9 3.9 0 0 1 7.5 1.7C19.5 15 12 19.5 12 19.5z",
  here: "M7.5 4.5h9a1.5 1.5 0 0 1 1.5 1.5v12a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 6 18V6a1.5 1.5 0 0 1 1.5-1.5zM11 16.8h2",
  history: "M4 12a8 8 0 1 0 2.5-5.8L4 8.5M4 4v4.5h4.5M12 8v4.3l3 1.7",
  less: "M5 12h14",
  lift: "M3 12h18M6.5 7v10M17.5 7v10M3.5 9.5v5M20.5 9.5v5",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  next: "M9 5l7 7-7 7",
  pause: "M8.5 6v12M15.5 6v12",
  play: "M8 5.5v13l10.5-6.5z",
  skip: "M6 6l8 6-8 6zM17.5 6v12",
  trash: "M5 7h14M10 7V4.5h4V7M7 7l1 12.5h8L17 7M10.5 11v5M13.5 11v5",
  undo: "M5 9h9a5 5 0 0 1 0 10h-4M8.5 5.5L5 9l3.5 3.5",
  up: "M12 19V5M6 11l6-6 6 6",
  warning: "M12 4.5l8.5 15h-17zM12 10v4.5M12 17h.01",
  watch: "M8 8h8v8H8zM9.5 8l.5-4h4l.5 4M9.5 16l.5 4h4l.5-4",
} as const;

export type IconName = keyof typeof paths;

/** A picture that says nothing by itself: what it stands beside, or sits in, bears the words. */
export const Icon = memo(function Icon({
  name,
  tone = "muted",
  size = 22,
}: {
  name: IconName;
  tone?: Tone;
  size?: number;
}) {
  const { palette, textScale } = useLook();
  const points = size * textScale * Math.min(1.6, PixelRatio.getFontScale());
  return (
    <Svg
      width={points}
      height={points}
      viewBox="0 0 24 24"
      fill="none"
      stroke={palette[tone]}
      strokeWidth={name === "more" ? 2.6 : 1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
      style={styles.icon}
    >
      <Path d={paths[name]} />
    </Svg>
  );
});

/** The tick of a set: an open ring, or a filled one. */
export const Tick = memo(function Tick({ isDone }: { isDone: boolean }) {
  const { palette, textScale } = useLook();
  const points = 30 * Math.min(1.5, textScale * PixelRatio.getFontScale());
  return (
    <Svg width={points} height={points} viewBox="0 0 30 30" fill="none" aria-hidden style={styles.icon}>
      <Circle
        cx={15}
        cy={15}
        r={12.6}
        stroke={isDone ? palette.done : palette.lineStrong}
        strokeWidth={1.8}
        fill={isDone ? palette.done : "none"}
      />
      {isDone && (
        <Path
          d="M9.5 15.4l3.8 3.7 7.2-7.7"
          stroke={palette.onDone}
          strokeWidth={2.3}
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      )}
    </Svg>
  );
});

const styles = StyleSheet.create({ icon: { flexShrink: 0 } });
