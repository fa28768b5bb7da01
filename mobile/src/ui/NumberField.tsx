import { memo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { StyleSheet, TextInput, View } from "react-native";
import { useFigures } from "../words/use-figures.ts";
import { IconButton } from "./Button.tsx";
import { radius, space, target, useLook } from "./look.tsx";
import { Text } from "./Text.tsx";
import { useDraft } from "./use-draft.ts";

export interface NumberFieldProps {
  /** What is counted, as a label and within a sentence. */
  name: string;
  unit: string;
  value: number;
  /** What a tap on plus adds; without one the number is only typed, and its unit stands elsewhere. */
  step?: number;
  most: number;
  /** A whole number. */
  isWhole?: boolean;
  isOff?: boolean;
  onChange(value: number): void;
}

/** A number between two buttons; a tap on it and it is typed. What is typed counts once it is left, what is no number not at all. */
export const NumberField = memo(function NumberField(props: NumberFieldProps) {
  const { name, unit, value, step, most, isWhole = false, isOff = false, onChange } = props;
  const { palette, textScale } = useLook();
  const { t } = useTranslation();
  const figures = useFigures();
  // What was typed counts before a tap on plus does, and is not drawn yet by then.
  const stood = useRef(value);
  stood.current = value;
  const change = (to: number) => {
    const kept = Math.min(most, Math.max(0, Math.round(to * 100) / 100));
    if (kept === stood.current) return;
    stood.current = kept;
    onChange(kept);
  };
  const { typed, type, settle } = useDraft((entered) => {
    const read = figures.read(entered);
    if (read !== undefined) change(isWhole ? Math.round(read) : read);
  });
  const input = (
    <TextInput
      aria-label={t("field.name", { name, unit })}
      value={typed ?? figures.number(value)}
      readOnly={isOff}
      onChangeText={type}
      onBlur={settle}
      selectTextOnFocus
      submitBehavior="blurAndSubmit"
      enterKeyHint="done"
      inputMode={isWhole ? "numeric" : "decimal"}
      maxLength={8}
      style={[
        styles.input,
        step === undefined && styles.alone,
        {
          color: isOff ? palette.muted : palette.text,
          fontSize: 20 * textScale,
          minHeight: step === undefined ? target : Math.max(28, 26 * textScale),
        },
        step === undefined && { backgroundColor: palette.raised },
      ]}
    />
  );
  if (step === undefined) return input;
  return (
    <View style={[styles.field, { backgroundColor: palette.raised }]}>
      <IconButton
        icon="less"
        tone="text"
        spoken={t("field.less", { name })}
        isOff={isOff || value <= 0}
        onPress={() => change(stood.current - step)}
      />
      <View style={styles.middle}>
        {input}
        <Text kind="label" tone="muted" numberOfLines={1} aria-hidden>
          {unit}
        </Text>
      </View>
      <IconButton
        icon="add"
        tone="text"
        spoken={t("field.more", { name })}
        isOff={isOff || value >= most}
        onPress={() => change(stood.current + step)}
      />
    </View>
  );
});

const styles = StyleSheet.create({
  field: {
    flex: 1,
    flexDirection: "row",
    alignItems: "center",
    borderRadius: radius.medium,
    minHeight: target + 12,
    paddingVertical: space.hair,
  },
  middle: { flex: 1, alignItems: "center", minWidth: 48 },
  input: {
    width: "100%",
    textAlign: "center",
    fontWeight: "600",
    fontVariant: ["tabular-nums"],
    padding: 0,
    borderRadius: radius.small,
  },
  alone: { flex: 1, width: "auto", minWidth: 0 },
});
