import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { StyleSheet, View } from "react-native";
import type { Timers } from "../session/face.ts";
import { Button, IconButton } from "../ui/Button.tsx";
import { radius, space, useLook } from "../ui/look.tsx";
import { Text } from "../ui/Text.tsx";
import { useFigures } from "../words/use-figures.ts";
import type { LiveActs } from "./live-acts.ts";
import { restStepSeconds } from "./steps.ts";
import { useTicking } from "./use-ticking.ts";

export interface RestBarProps {
  isPaused: boolean;
  timers(): Timers;
  acts: LiveActs;
}

/** The rest that runs, below the sets and never over them. It counts by itself; nothing else is drawn again for it. */
export function RestBar({ isPaused, timers, acts }: RestBarProps) {
  const { palette, isTight } = useLook();
  const { t } = useTranslation();
  const figures = useFigures();
  const left = useTicking(useCallback(() => figures.left(timers().rest?.remainingMs ?? 0), [figures, timers]));
  const share = useTicking(
    useCallback(() => {
      const rest = timers().rest;
      return rest === null ? 0 : Math.round((1_000 * rest.remainingMs) / Math.max(1, rest.durationMs)) / 1_000;
    }, [timers]),
  );
  const byMs = restStepSeconds * 1_000;
  return (
    <View role="group" aria-label={t("rest.title")} style={[styles.bar, { backgroundColor: palette.amberWash }]}>
      <View style={[styles.track, { backgroundColor: palette.line }]}>
        <View style={[styles.rest, { backgroundColor: palette.amber, width: `${share * 100}%` }]} />
      </View>
      <View style={[styles.line, isTight && styles.wrapped]}>
        <View role="timer" aria-label={t("rest.left", { left })} accessible style={styles.clock}>
          <Text kind="label" tone="muted">
            {t(isPaused ? "rest.paused" : "rest.title")}
          </Text>
          <Text kind="large">{left}</Text>
        </View>
        <View style={[styles.buttons, isTight && styles.wide]}>
          <Button
            label={t("rest.less")}
            spoken={t("rest.lessSpoken")}
            style={[styles.step, isTight && styles.stretch]}
            manner="plain"
            onPress={() => acts.adjustRest(-byMs)}
          />
          <Button
            label={t("rest.more")}
            spoken={t("rest.moreSpoken")}
            style={[styles.step, isTight && styles.stretch]}
            manner="plain"
            onPress={() => acts.adjustRest(byMs)}
          />
          <IconButton
            icon={isPaused ? "play" : "pause"}
            tone="text"
            isFilled
            spoken={t(isPaused ? "rest.resume" : "rest.pause")}
            onPress={isPaused ? acts.resumeRest : acts.pauseRest}
          />
          <IconButton icon="skip" tone="text" isFilled spoken={t("rest.skipSpoken")} onPress={acts.skipRest} />
        </View>
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  bar: { paddingHorizontal: space.large, paddingBottom: space.small },
  track: { height: 3, marginHorizontal: -space.large },
  rest: { height: 3, borderTopRightRadius: radius.round, borderBottomRightRadius: radius.round },
  line: {
    width: "100%",
    maxWidth: 640,
    alignSelf: "center",
    flexDirection: "row",
    alignItems: "center",
    justifyContent: "space-between",
    gap: space.small,
    paddingTop: space.small,
  },
  wrapped: { flexDirection: "column", alignItems: "stretch", gap: space.hair },
  wide: { justifyContent: "space-between" },
  stretch: { flexGrow: 1 },
  clock: { minWidth: 76 },
  buttons: { flexDirection: "row", flexWrap: "wrap", alignItems: "stretch", gap: 6 },
  step: { paddingHorizontal: space.small + 2, minHeight: 44 },
});
