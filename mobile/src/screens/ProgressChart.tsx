import { useTranslation } from "react-i18next";
import { StyleSheet, View } from "react-native";
import Svg, { Circle, Line, Polyline } from "react-native-svg";
import type { ProgressPoint } from "../training/training-face.ts";
import { space, useLook } from "../ui/look.tsx";
import { Text } from "../ui/Text.tsx";
import { useFigures } from "../words/use-figures.ts";
import { plot } from "./plot.ts";

const size = { width: 320, height: 96, margin: 8 };

/** The heaviest set of each training, oldest first; of the unit trained in last, since nothing is converted. */
export function ProgressChart({ exercise, points }: { exercise: string; points: readonly ProgressPoint[] }) {
  const { palette } = useLook();
  const { t } = useTranslation();
  const figures = useFigures();
  const unit = points.at(-1)?.unit;
  const shown = points.filter((point) => point.unit === unit);
  const [first, last] = [shown[0], shown.at(-1)];
  if (unit === undefined || first === undefined || last === undefined) return null;
  if (shown.length === 1) {
    return (
      <Text kind="small" tone="muted">
        {t("training.once")}
      </Text>
    );
  }
  const dots = plot(
    shown.map(({ startedAt, best }) => [startedAt, best.weight]),
    size,
  );
  const word = t(`unit.${unit}`);
  return (
    <View style={styles.chart}>
      <View style={styles.line}>
        <Text kind="label" tone="muted">
          {t("training.progress")}
        </Text>
        <Text kind="label" tone="accent">
          {t("summary.volumeFigure", { volume: figures.number(last.best.weight), unit: word })}
        </Text>
      </View>
      <View
        role="img"
        accessible
        aria-label={t("training.progressSpoken", {
          exercise,
          count: shown.length,
          first: figures.number(first.best.weight),
          last: figures.number(last.best.weight),
          unit: t(`spoken.${unit}`),
        })}
      >
        <Svg width="100%" height={size.height} viewBox={`0 0 ${size.width} ${size.height}`} aria-hidden>
          <Line
            x1={size.margin}
            x2={size.width - size.margin}
            y1={size.height - 1}
            y2={size.height - 1}
            stroke={palette.line}
            strokeWidth={1}
          />
          <Polyline
            points={dots.map(({ x, y }) => `${x},${y}`).join(" ")}
            fill="none"
            stroke={palette.accent}
            strokeWidth={2}
            strokeLinejoin="round"
            strokeLinecap="round"
          />
          {dots.map(({ x, y }, at) => (
            <Circle
              key={x}
              cx={x}
              cy={y}
              r={at === dots.length - 1 ? 4.5 : 3}
              fill={at === dots.length - 1 ? palette.accent : palette.surface}
              stroke={palette.accent}
              strokeWidth={2}
            />
          ))}
        </Svg>
      </View>
      <View style={styles.line}>
        <Text kind="label" tone="muted">
          {figures.dayShort(first.startedAt)}
        </Text>
        <Text kind="label" tone="muted">
          {figures.dayShort(last.startedAt)}
        </Text>
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  chart: { gap: space.hair, paddingTop: space.small },
  line: { flexDirection: "row", justifyContent: "space-between", gap: space.small },
});
