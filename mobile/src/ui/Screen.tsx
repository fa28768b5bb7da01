import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ScrollView, StyleSheet, View } from "react-native";
import { SafeAreaView } from "react-native-safe-area-context";
import { IconButton } from "./Button.tsx";
import { space, useLook } from "./look.tsx";
import { Text } from "./Text.tsx";

export interface ScreenProps {
  title: string;
  onBack?: (() => void) | undefined;
  /** Beside the title. */
  action?: ReactNode;
  /** Below what scrolls, in a place of its own: it covers no row. */
  foot?: ReactNode;
  children: ReactNode;
}

/** The frame of every screen: its title, what scrolls, and what stays. */
export function Screen({ title, onBack, action, foot, children }: ScreenProps) {
  const { palette } = useLook();
  const { t } = useTranslation();
  return (
    <SafeAreaView edges={["top", "left", "right"]} style={[styles.screen, { backgroundColor: palette.ground }]}>
      <View role="main" style={styles.main}>
        <ScrollView
          style={styles.main}
          contentContainerStyle={styles.content}
          keyboardShouldPersistTaps="handled"
          automaticallyAdjustKeyboardInsets
        >
          <View style={styles.head}>
            {onBack !== undefined && <IconButton icon="back" spoken={t("back")} tone="accent" onPress={onBack} />}
            <Text kind="title" level={1} style={styles.title}>
              {title}
            </Text>
            {action}
          </View>
          {children}
        </ScrollView>
        {foot !== undefined && foot !== false && <SafeAreaView edges={["bottom"]}>{foot}</SafeAreaView>}
      </View>
    </SafeAreaView>
  );
}

const styles = StyleSheet.create({
  screen: { flex: 1 },
  main: { flex: 1 },
  content: {
    padding: space.large,
    paddingBottom: space.huge * 2,
    gap: space.medium,
    width: "100%",
    maxWidth: 640,
    alignSelf: "center",
  },
  head: { flexDirection: "row", alignItems: "center", gap: space.hair, minHeight: 48 },
  title: { flex: 1 },
});
