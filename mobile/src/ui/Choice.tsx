import { StyleSheet, View } from "react-native";
import { radius, space, target, useLook } from "./look.tsx";
import { Tap } from "./Tap.tsx";
import { Text } from "./Text.tsx";

export interface ChoiceProps<T extends string> {
  /** Read out, and shown before it. */
  name: string;
  options: readonly { value: T; label: string; spoken: string }[];
  value: T;
  onChange(value: T): void;
}

/** One of a few. */
export function Choice<T extends string>({ name, options, value, onChange }: ChoiceProps<T>) {
  const { palette, isTight } = useLook();
  return (
    <View style={[styles.line, isTight && styles.under]}>
      <Text style={styles.name}>{name}</Text>
      <View role="radiogroup" aria-label={name} style={[styles.options, { backgroundColor: palette.raised }]}>
        {options.map((option) => {
          const isChosen = option.value === value;
          return (
            <Tap
              key={option.value}
              role="radio"
              aria-checked={isChosen}
              aria-label={option.spoken}
              onPress={() => onChange(option.value)}
              style={[styles.option, isChosen && { backgroundColor: palette.chosen, borderColor: palette.lineStrong }]}
            >
              <Text kind={isChosen ? "strong" : "body"} tone={isChosen ? "text" : "muted"}>
                {option.label}
              </Text>
            </Tap>
          );
        })}
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  line: { flexDirection: "row", alignItems: "center", justifyContent: "space-between", gap: space.medium },
  under: { flexDirection: "column", alignItems: "flex-start" },
  name: { flexShrink: 1 },
  options: { flexDirection: "row", borderRadius: radius.medium, padding: 2 },
  option: {
    minWidth: target + 12,
    minHeight: target,
    paddingHorizontal: space.medium,
    alignItems: "center",
    justifyContent: "center",
    borderRadius: radius.medium - 2,
    borderWidth: 1,
    borderColor: "transparent",
  },
});
