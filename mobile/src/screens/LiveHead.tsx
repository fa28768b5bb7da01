import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { StyleSheet, View } from "react-native";
import type { LinkFace, LiveFace, Timers } from "../session/face.ts";
import { Icon, type IconName } from "../ui/Icon.tsx";
import { space, useLook } from "../ui/look.tsx";
import { Text, type Tone } from "../ui/Text.tsx";
import { useFigures } from "../words/use-figures.ts";
import { isPressing } from "./Notices.tsx";
import { useTicking } from "./use-ticking.ts";

/** A reading older than this is shown as past. [EVT-7] */
const staleAfterMs = 30_000;

export interface LiveHeadProps {
  live: LiveFace;
  link: LinkFace;
  timers(): Timers;
}

/** How long, how far, what the watch measures, and whether it has all that stands here. */
export function LiveHead({ live, link, timers }: LiveHeadProps) {
  const { t } = useTranslation();
  const figures = useFigures();
  const { isTight } = useLook();
  const elapsed = useTicking(useCallback(() => figures.span(timers().elapsedMs ?? 0), [figures, timers]));
  const isEnergyStale = useTicking(useCallback(() => (timers().energyAgeMs ?? 0) > staleAfterMs, [timers]));
  const isHeartStale = useTicking(useCallback(() => (timers().heartRateAgeMs ?? 0) > staleAfterMs, [timers]));
  const { activeEnergyKcal: kcal, heartRateBpm: bpm } = live;
  return (
    <View style={styles.head}>
      <View style={[styles.line, isTight && styles.wrapped]}>
        <View accessible role="timer" aria-label={t("live.elapsed", { span: elapsed })}>
          <Text kind="large" tone={live.isRunning ? "text" : "amber"}>
            {elapsed}
          </Text>
        </View>
        <View style={[styles.facts, isTight && styles.left]}>
          <Text kind="small" tone={live.isRunning ? "muted" : "amber"}>
            {live.isRunning ? t("live.progress", { done: live.setsDone, total: live.setsTotal }) : t("live.paused")}
          </Text>
          {kcal !== null && (
            <Vital
              icon="flame"
              figure={t("unit.kcal", { kcal: figures.rounded(kcal) })}
              spoken={t("live.energySpoken", { kcal: figures.rounded(kcal) })}
              isStale={isEnergyStale}
            />
          )}
          {bpm !== null && (
            <Vital
              icon="heart"
              figure={t("unit.bpm", { bpm: figures.rounded(bpm) })}
              spoken={t("live.heartSpoken", { bpm: figures.rounded(bpm) })}
              isStale={isHeartStale}
            />
          )}
        </View>
      </View>
      <WatchLine live={live} link={link} />
    </View>
  );
}

interface VitalProps {
  icon: IconName;
  figure: string;
  spoken: string;
  isStale: boolean;
}

function Vital({ icon, figure, spoken, isStale }: VitalProps) {
  const { t } = useTranslation();
  return (
    <View accessible role="img" aria-label={spoken + (isStale ? t("live.stale") : "")} style={styles.vital}>
      <Icon name={icon} tone={isStale ? "lineStrong" : "muted"} size={16} />
      <Text kind="small" tone="muted" style={isStale && styles.stale}>
        {figure}
      </Text>
    </View>
  );
}

/** One line on the whole: is the watch in step? */
function WatchLine({ live, link }: Pick<LiveHeadProps, "live" | "link">) {
  const { t } = useTranslation();
  const { queueDepth: count, isReachable, fault } = link;
  const [text, tone]: [string, Tone] =
    live.watch === "none"
      ? [
          fault === null || isPressing(fault)
            ? t("live.noWatch")
            : t(`line.${fault.kind}`, { sentence: fault.sentence }),
          "muted",
        ]
      : live.watch === "silent" || !isReachable
        ? [t("live.watchAway", { count }), "amber"]
        : count > 0
          ? [t("live.watchBehind", { count }), "amber"]
          : [t("live.watchNear"), "done"];
  return (
    <View accessible style={styles.vital}>
      <Icon name="watch" tone={tone} size={17} />
      <Text kind="small" tone={tone} testID="watch-line" style={styles.shrink}>
        {text}
      </Text>
    </View>
  );
}

const styles = StyleSheet.create({
  head: { gap: 2, paddingHorizontal: space.hair, paddingBottom: space.hair },
  line: { flexDirection: "row", alignItems: "center", justifyContent: "space-between", gap: space.medium },
  wrapped: { flexWrap: "wrap" },
  facts: {
    flexDirection: "row",
    flexWrap: "wrap",
    alignItems: "center",
    justifyContent: "flex-end",
    columnGap: space.medium,
    rowGap: 2,
    flexShrink: 1,
  },
  left: { justifyContent: "flex-start" },
  vital: { flexDirection: "row", alignItems: "center", gap: 5 },
  shrink: { flexShrink: 1 },
  stale: { fontStyle: "italic" },
});
