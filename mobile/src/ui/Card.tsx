import type { ReactNode } from "react";
import { Pressable, type StyleProp, StyleSheet, View, type ViewStyle } from "react-native";
import { Icon } from "./Icon.tsx";
import { radius, space, target, useLook } from "./look.tsx";
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
    <Pressable
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
    </Pressable>
  );
}

const styles = StyleSheet.create({
  card: { borderRadius: radius.large, borderWidth: StyleSheet.hairlineWidth, padding: space.large, gap: space.small },
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
