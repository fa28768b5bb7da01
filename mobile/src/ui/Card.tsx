import type { ReactNode } from "react";
import { type StyleProp, StyleSheet, View, type ViewStyle } from "react-native";
import { Icon } from "./Icon.tsx";
import { radius, space, target, useLook } from "./look.tsx";
import { Tap } from "./Tap.tsx";
import { Text } from "./Text.tsx";

export function Card({ children, style }: { children: ReactNode; style?: StyleProp<ViewStyle> }) {
  const { palette } = useLook();
  return (
    <View style={[styles.card, { backgroundColor: palette.surface, borderColor: palette.line }, style]}>
      {children}
    </View>
  );
}

/** A line between rows. */
export function Divider() {
  const { palette } = useLook();
  return <View style={{ height: StyleSheet.hairlineWidth, backgroundColor: palette.line }} />;
}

export interface FigureRowProps {
  name: string;
  figure: string;
  /** A word on how far the figure goes. */
  note?: string | undefined;
  /** It may become another while it is looked at, and is read out then. */
  isLive?: boolean;
}

/** A figure that stands for itself, its name above it; some of them stand in `FigureGrid`. One sentence for whoever listens. */
export function FigureTile({ name, figure, note, isLive = false }: FigureRowProps) {
  const { isLarge } = useLook();
  return (
    <View
      accessible
      {...(isLive ? { role: "status", "aria-live": "polite" } : {})}
      style={[styles.tile, isLarge && styles.whole]}
    >
      <Text kind="label" tone="muted">
        {name}
      </Text>
      <Text kind="stat">{figure}</Text>
      {note !== undefined && (
        <Text kind="label" tone="muted">
          {note}
        </Text>
      )}
    </View>
  );
}

export function FigureGrid({ children }: { children: ReactNode }) {
  return <View style={styles.grid}>{children}</View>;
}

/** A name and its figure; one sentence for whoever listens. */
export function FigureRow({ name, figure, note }: FigureRowProps) {
  const { isLarge } = useLook();
  return (
    <View accessible style={[styles.figure, isLarge && styles.under]}>
      <Text tone="muted" style={styles.shrink}>
        {name}
      </Text>
      <View style={isLarge ? null : styles.right}>
        <Text kind="strong">{figure}</Text>
        {note !== undefined && (
          <Text kind="small" tone="muted" style={isLarge ? null : styles.note}>
            {note}
          </Text>
        )}
      </View>
    </View>
  );
}

export interface LinkRowProps {
  title: string;
  detail?: string | undefined;
  /** What a tap does, read out after the row itself. */
  hint: string;
  onPress(): void;
}

/** A row that leads somewhere. */
export function LinkRow({ title, detail, hint, onPress }: LinkRowProps) {
  return (
    <Tap
      role="button"
      accessibilityHint={hint}
      onPress={onPress}
      style={({ pressed }) => [styles.link, { opacity: pressed ? 0.6 : 1 }]}
    >
      <View style={styles.shrink}>
        <Text kind="strong">{title}</Text>
        {detail !== undefined && (
          <Text kind="small" tone="muted">
            {detail}
          </Text>
        )}
      </View>
      <Icon name="next" size={18} />
    </Tap>
  );
}

const styles = StyleSheet.create({
  card: { borderRadius: radius.large, borderWidth: StyleSheet.hairlineWidth, padding: space.large, gap: space.small },
  grid: { flexDirection: "row", flexWrap: "wrap", rowGap: space.large },
  tile: { width: "50%", paddingEnd: space.small, gap: 1 },
  whole: { width: "100%" },
  figure: {
    flexDirection: "row",
    justifyContent: "space-between",
    alignItems: "baseline",
    gap: space.medium,
    minHeight: 30,
  },
  under: { flexDirection: "column", alignItems: "flex-start", gap: 0 },
  right: { alignItems: "flex-end", flexShrink: 1 },
  note: { textAlign: "right" },
  shrink: { flexShrink: 1, flexGrow: 1 },
  link: { minHeight: target, flexDirection: "row", alignItems: "center", gap: space.small },
});
