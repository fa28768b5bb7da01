import type { ReactNode } from "react";
import { StyleSheet, View } from "react-native";
import { Icon, type IconName } from "./Icon.tsx";
import { space } from "./look.tsx";
import { Text } from "./Text.tsx";

export interface EmptyProps {
  icon: IconName;
  title: string;
  text: string;
  children?: ReactNode;
}

/** Where there is nothing yet: what will stand here, and how it comes about. */
export function Empty({ icon, title, text, children }: EmptyProps) {
  return (
    <View style={styles.empty}>
      <Icon name={icon} size={44} tone="lineStrong" />
      <Text kind="heading" level={2} style={styles.text}>
        {title}
      </Text>
      <Text tone="muted" style={styles.text}>
        {text}
      </Text>
      {children}
    </View>
  );
}

const styles = StyleSheet.create({
  empty: { alignItems: "center", gap: space.medium, paddingVertical: space.huge * 2, paddingHorizontal: space.large },
  text: { textAlign: "center" },
});
