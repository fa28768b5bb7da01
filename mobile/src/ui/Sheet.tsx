import { type ReactNode, useEffect, useState } from "react";
import { AccessibilityInfo, Modal, Platform, ScrollView, StyleSheet, View } from "react-native";
import { radius, space, useLook } from "./look.tsx";
import { Text } from "./Text.tsx";

export interface SheetProps {
  title: string;
  text?: string | undefined;
  /** Asked to go without an answer: Escape, the system's back, a tap beside it. */
  onClose(): void;
  /** More than a text, above the answers. */
  children?: ReactNode;
  answers: ReactNode;
}

/** A question that is answered before anything else is done. */
export function Sheet({ title, text, onClose, children, answers }: SheetProps) {
  const { palette } = useLook();
  const isStill = useReducedMotion();
  return (
    <Modal transparent animationType={isStill ? "none" : "fade"} onRequestClose={onClose} aria-label={title}>
      <View style={styles.veil}>
        {/* A finger's way out alone: who listens or types has Escape and the last answer. */}
        <View
          aria-hidden
          onStartShouldSetResponder={() => true}
          onResponderRelease={onClose}
          style={[StyleSheet.absoluteFill, { backgroundColor: palette.veil }]}
        />
        <View style={[styles.sheet, { backgroundColor: palette.surface, borderColor: palette.line }]}>
          <ScrollView style={styles.shrink} contentContainerStyle={styles.content}>
            {/* Where a keyboard begins: on no answer yet. */}
            <View tabIndex={-1} style={styles.title}>
              <Text kind="heading" level={2}>
                {title}
              </Text>
            </View>
            {text !== undefined && <Text tone="muted">{text}</Text>}
            {children}
            <View style={styles.answers}>{answers}</View>
          </ScrollView>
        </View>
      </View>
    </Modal>
  );
}

/** True where nothing is to move: on a page, and where the lifter has asked the system for it. */
function useReducedMotion(): boolean {
  const [isStill, setStill] = useState(Platform.OS === "web");
  useEffect(() => {
    if (Platform.OS === "web") return;
    void AccessibilityInfo.isReduceMotionEnabled().then(setStill);
    const watched = AccessibilityInfo.addEventListener("reduceMotionChanged", setStill);
    return () => watched.remove();
  }, []);
  return isStill;
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
  title: { outlineWidth: 0 },
  answers: { gap: space.small, marginTop: space.small },
});
