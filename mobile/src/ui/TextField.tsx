import { useState } from "react";
import { StyleSheet, TextInput } from "react-native";
import { radius, space, target, useLook } from "./look.tsx";

export interface TextFieldProps {
  /** Read out. */
  name: string;
  value: string;
  /** Characters. */
  most: number;
  isHeading?: boolean;
  onChange(value: string): void;
}

/** A line of text; what was typed counts once it is left, and nothing typed leaves what stood. */
export function TextField({ name, value, most, isHeading = false, onChange }: TextFieldProps) {
  const { palette, textScale, isLarge } = useLook();
  const [typed, setTyped] = useState<string | null>(null);
  const settle = () => {
    const text = typed?.trim();
    setTyped(null);
    if (text !== undefined && text !== "" && text !== value) onChange(text);
  };
  return (
    <TextInput
      aria-label={name}
      value={typed ?? value}
      onChangeText={setTyped}
      onBlur={settle}
      onSubmitEditing={settle}
      submitBehavior="blurAndSubmit"
      maxLength={most}
      style={[
        styles.input,
        {
          color: palette.text,
          backgroundColor: palette.raised,
          fontSize: (isHeading ? 18 : 16) * textScale,
          fontWeight: isHeading ? "600" : "400",
          minWidth: isLarge ? 240 : 120,
        },
      ]}
    />
  );
}

const styles = StyleSheet.create({
  input: {
    flex: 1,
    minHeight: target,
    borderRadius: radius.small + 2,
    paddingHorizontal: space.medium,
    paddingVertical: space.small,
  },
});
