import { memo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { StyleSheet, TextInput, View } from "react-native";
import { useFigures } from "../words/use-figures.ts";
import { IconButton } from "./Button.tsx";
import { radius, space, target, useLook } from "./look.tsx";
import { Text } from "./Text.tsx";

export interface NumberFieldProps {
  /** What is counted, as a label and within a sentence. */
  name: string;
  unit: string;
  value: number;
  /** What a tap on plus adds. */
  step: number;
  most: number;
  /** A whole number. */
  isWhole?: boolean;
  onChange(value: number): void;
}

/** A number between two buttons; a tap on it and it is typed. What is typed counts once it is left, what is no number not at all. */
export const NumberField = memo(function NumberField(props: NumberFieldProps) {
  const { name, unit, value, step, most, isWhole = false, onChange } = props;
  const { palette, textScale } = useLook();
  const { t } = useTranslation();
  const figures = useFigures();
  const [typed, setTyped] = useState<string | null>(null);
  const isTyping = useRef(false);

  const change = (to: number) => {
    const kept = Math.min(most, Math.max(0, Math.round(to * 100) / 100));
    if (kept !== value) onChange(kept);
  };
  const settle = () => {
    isTyping.current = false;
    const read = typed === null ? undefined : figures.read(typed);
    setTyped(null);
    if (read !== undefined) change(isWhole ? Math.round(read) : read);
  };

  return (
    <View style={[styles.field, { backgroundColor: palette.raised }]}>
      <IconButton
        icon="less"
        tone="text"
        spoken={t("field.less", { name })}
        isOff={value <= 0}
        onPress={() => change(value - step)}
      />
      <View style={styles.middle}>
        <TextInput
          aria-label={t("field.name", { name, unit })}
          value={typed ?? figures.number(value)}
          onFocus={() => {
            isTyping.current = true;
          }}
          onChangeText={setTyped}
          onBlur={settle}
          onSubmitEditing={settle}
          selectTextOnFocus
          submitBehavior="blurAndSubmit"
          inputMode={isWhole ? "numeric" : "decimal"}
          maxLength={8}
          style={[
            styles.input,
            { color: palette.text, fontSize: 20 * textScale, minHeight: Math.max(28, 26 * textScale) },
          ]}
        />
        <Text kind="label" tone="muted" aria-hidden>
          {unit}
        </Text>
      </View>
      <IconButton
        icon="add"
        tone="text"
        spoken={t("field.more", { name })}
        isOff={value >= most}
        onPress={() => change(value + step)}
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
});
