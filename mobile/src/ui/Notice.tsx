import { type ReactNode, useEffect } from "react";
import { AccessibilityInfo, StyleSheet, View } from "react-native";
import { Icon, type IconName } from "./Icon.tsx";
import { radius, space, useLook } from "./look.tsx";
import { Text } from "./Text.tsx";

export type Weight = "news" | "caution" | "trouble";

const looks = {
  news: { ground: "accentWash", tone: "accent" },
  caution: { ground: "amberWash", tone: "amber" },
  trouble: { ground: "dangerWash", tone: "danger" },
} as const;

export interface NoticeProps {
  weight: Weight;
  icon: IconName;
  text: string;
  /** What can be done about it. */
  children?: ReactNode;
}

/** Something the lifter should know; said aloud when it appears, at once if it is trouble. */
export function Notice({ weight, icon, text, children }: NoticeProps) {
  const { palette, isLarge } = useLook();
  const { ground, tone } = looks[weight];
  // An iPhone has no live regions: it is told.
  useEffect(() => AccessibilityInfo.announceForAccessibility(text), [text]);
  return (
    <View
      role={weight === "trouble" ? "alert" : "status"}
      aria-live={weight === "trouble" ? "assertive" : "polite"}
      style={[styles.notice, { backgroundColor: palette[ground] }]}
    >
      <View style={[styles.line, isLarge && styles.whole]}>
        <Icon name={icon} tone={tone} size={20} />
        <Text kind="small" style={styles.text}>
          {text}
        </Text>
      </View>
      {children !== undefined && <View style={styles.actions}>{children}</View>}
    </View>
  );
}

const styles = StyleSheet.create({
  notice: {
    flexDirection: "row",
    flexWrap: "wrap",
    alignItems: "center",
    justifyContent: "flex-end",
    borderRadius: radius.medium,
    paddingHorizontal: space.medium,
    paddingVertical: space.medium - 2,
    marginVertical: space.hair,
    gap: space.hair,
  },
  line: {
    flexDirection: "row",
    alignItems: "flex-start",
    gap: space.small,
    flexGrow: 1,
    flexShrink: 1,
    flexBasis: 190,
  },
  whole: { flexBasis: "100%" },
  text: { flex: 1, paddingTop: 1 },
  actions: { flexDirection: "row", flexWrap: "wrap", justifyContent: "flex-end", flexShrink: 1, maxWidth: "100%" },
});
