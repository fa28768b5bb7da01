import { memo } from "react";
import { type StyleProp, StyleSheet, type ViewStyle } from "react-native";
import { Icon, type IconName } from "./Icon.tsx";
import { radius, space, target, useLook } from "./look.tsx";
import type { Palette } from "./palette.ts";
import { Tap } from "./Tap.tsx";
import { Text, type Tone } from "./Text.tsx";

type Manner = "primary" | "done" | "plain" | "quiet" | "danger";

const manners: Record<Manner, { ground: keyof Palette | null; tone: Tone }> = {
  primary: { ground: "accent", tone: "onAccent" },
  done: { ground: "done", tone: "onDone" },
  plain: { ground: "raised", tone: "text" },
  quiet: { ground: null, tone: "accent" },
  danger: { ground: "dangerWash", tone: "danger" },
};

export interface ButtonProps {
  label: string;
  onPress(): void;
  manner?: Manner;
  icon?: IconName;
  /** What is read out where the label alone would not say enough. */
  spoken?: string;
  isOff?: boolean;
  style?: StyleProp<ViewStyle>;
}

export const Button = memo(function Button({
  label,
  onPress,
  manner = "plain",
  icon,
  spoken,
  isOff,
  style,
}: ButtonProps) {
  const { palette } = useLook();
  const { ground, tone } = manners[manner];
  return (
    <Tap
      role="button"
      aria-label={spoken ?? label}
      isOff={isOff}
      onPress={onPress}
      style={({ pressed }) => [
        styles.button,
        {
          backgroundColor: ground === null ? "transparent" : (palette[ground] as string),
          opacity: isOff ? 0.45 : pressed ? 0.7 : 1,
        },
        style,
      ]}
    >
      {icon !== undefined && <Icon name={icon} tone={tone} size={20} />}
      <Text kind="strong" tone={tone} style={styles.label}>
        {label}
      </Text>
    </Tap>
  );
});

export interface IconButtonProps {
  icon: IconName;
  /** Read out; an icon alone says nothing. */
  spoken: string;
  onPress(): void;
  tone?: Tone;
  isOff?: boolean;
  isFilled?: boolean;
  isExpanded?: boolean;
}

export const IconButton = memo(function IconButton(props: IconButtonProps) {
  const { icon, spoken, onPress, tone = "muted", isOff, isFilled, isExpanded } = props;
  const { palette } = useLook();
  return (
    <Tap
      role="button"
      aria-label={spoken}
      {...(isExpanded === undefined ? {} : { "aria-expanded": isExpanded })}
      isOff={isOff}
      onPress={onPress}
      style={({ pressed }) => [
        styles.icon,
        { backgroundColor: isFilled ? palette.raised : "transparent", opacity: isOff ? 0.35 : pressed ? 0.6 : 1 },
      ]}
    >
      <Icon name={icon} tone={tone} />
    </Tap>
  );
});

const styles = StyleSheet.create({
  button: {
    minHeight: target + 4,
    maxWidth: "100%",
    paddingHorizontal: space.large,
    paddingVertical: space.small,
    borderRadius: radius.medium,
    flexDirection: "row",
    alignItems: "center",
    justifyContent: "center",
    gap: space.small,
  },
  label: { textAlign: "center", flexShrink: 1 },
  icon: {
    minWidth: target,
    minHeight: target,
    borderRadius: radius.small + 2,
    alignItems: "center",
    justifyContent: "center",
  },
});
