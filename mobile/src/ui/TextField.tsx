import { StyleSheet, TextInput } from "react-native";
import { radius, space, target, useLook } from "./look.tsx";
import { useDraft } from "./use-draft.ts";

export interface TextFieldProps {
  /** Read out. */
  name: string;
  value: string;
  /** Characters. */
  most: number;
  isHeading?: boolean;
  /** Was just made: the keyboard comes up, and typing replaces what stands. */
  isNew?: boolean;
  onChange(value: string): void;
}

/** A line of text; what was typed counts once it is left, and nothing typed leaves what stood. */
export function TextField({ name, value, most, isHeading = false, isNew = false, onChange }: TextFieldProps) {
  const { palette, textScale, isLarge } = useLook();
  const { typed, type, settle } = useDraft((entered) => {
    const text = entered.trim();
    if (text !== "" && text !== value) onChange(text);
  });
  return (
    <TextInput
      aria-label={name}
      value={typed ?? value}
      onChangeText={type}
      onBlur={settle}
      autoFocus={isNew}
      selectTextOnFocus={isNew}
      submitBehavior="blurAndSubmit"
      enterKeyHint="done"
      maxLength={most}
      style={[
        styles.input,
        {
          color: palette.text,
          backgroundColor: palette.raised,
          fontSize: (isHeading ? 18 : 16) * textScale,
          fontWeight: isHeading ? "600" : "400",
          minWidth: isLarge ? 220 : 120,
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
