import { Pressable, type PressableProps } from "react-native";
import { settleDraft } from "./use-draft.ts";

export interface TapProps extends Omit<PressableProps, "onPress" | "disabled"> {
  onPress(): void;
  isOff?: boolean | undefined;
}

/** All that is tapped goes through here: what was being typed counts before the tap does. */
export function Tap({ onPress, isOff = false, ...rest }: TapProps) {
  return (
    <Pressable
      aria-disabled={isOff}
      disabled={isOff}
      onPress={() => {
        settleDraft();
        onPress();
      }}
      {...rest}
    />
  );
}
