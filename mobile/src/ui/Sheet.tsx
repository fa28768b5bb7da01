import type { ReactNode } from "react";
import { Modal, Platform, ScrollView, StyleSheet, View } from "react-native";
import { radius, space, useLook } from "./look.tsx";
import { Text } from "./Text.tsx";

export interface SheetProps {
  title: string;
  text?: string | undefined;
  /** Asked to go without an answer: Escape, the system's back. */
  onClose(): void;
  /** More than a text, above the answers. */
  children?: ReactNode;
  answers: ReactNode;
}

/** A question that is answered before anything else is done. */
export function Sheet({ title, text, onClose, children, answers }: SheetProps) {
  const { palette } = useLook();
  return (
    <Modal
      transparent
      animationType={Platform.OS === "web" ? "none" : "fade"}
      onRequestClose={onClose}
      aria-label={title}
    >
      <View style={[styles.veil, { backgroundColor: palette.veil }]}>
        <View style={[styles.sheet, { backgroundColor: palette.surface, borderColor: palette.line }]}>
          <ScrollView style={styles.shrink} contentContainerStyle={styles.content}>
            <Text kind="heading" level={2}>
              {title}
            </Text>
            {text !== undefined && <Text tone="muted">{text}</Text>}
            {children}
            <View style={styles.answers}>{answers}</View>
          </ScrollView>
        </View>
      </View>
    </Modal>
  );
}

const styles = StyleSheet.create({
  veil: { flex: 1, justifyContent: "flex-end", alignItems: "center", padding: space.medium },
  sheet: {
    width: "100%",
    maxWidth: 520,
    maxHeight: "92%",
    borderRadius: radius.large + 4,
    borderWidth: StyleSheet.hairlineWidth,
  },
  shrink: { flexGrow: 0, flexShrink: 1 },
  content: { padding: space.huge - 4, gap: space.small },
  answers: { gap: space.small, marginTop: space.small },
});
