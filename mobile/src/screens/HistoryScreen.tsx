import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { TrainingFace } from "../training/training-face.ts";
import { Button } from "../ui/Button.tsx";
import { Card, LinkRow } from "../ui/Card.tsx";
import { Empty } from "../ui/Empty.tsx";
import { Screen } from "../ui/Screen.tsx";
import { useFigures } from "../words/use-figures.ts";

export interface HistoryScreenProps {
  /** Newest first. */
  history: readonly TrainingFace[];
  /** There are older ones. */
  hasMore: boolean;
  onMore(): void;
  onOpen(sessionId: string): void;
}

/** The trainings that were finished, newest first, a page and another. */
export function HistoryScreen({ history, hasMore, onMore, onOpen }: HistoryScreenProps) {
  const { t } = useTranslation();
  return (
    <Screen title={t("history.title")}>
      {history.length === 0 && <Empty icon="history" title={t("history.empty")} text={t("history.emptyHint")} />}
      {history.map((training) => (
        <TrainingRow key={training.sessionId} training={training} onOpen={onOpen} />
      ))}
      {hasMore && <Button manner="quiet" label={t("history.more")} onPress={onMore} />}
    </Screen>
  );
}

interface TrainingRowProps {
  training: TrainingFace;
  onOpen(sessionId: string): void;
}

const TrainingRow = memo(function TrainingRow({ training, onOpen }: TrainingRowProps) {
  const { sessionId, routineName, unit, startedAt, durationMs, setsDone, volume, calories } = training;
  const { t } = useTranslation();
  const figures = useFigures();
  const day = figures.day(startedAt);
  const sets = t("routines.sets", { count: setsDone });
  const load = { duration: figures.span(durationMs), sets, volume: figures.rounded(volume), unit: t(`unit.${unit}`) };
  const kcal = calories.kcal === null ? null : figures.rounded(calories.kcal);
  const burned =
    kcal === null
      ? ""
      : ` · ${calories.outcome === "final" ? t("unit.kcal", { kcal }) : t("summary.estimated", { kcal })}`;
  return (
    <Card>
      <LinkRow
        title={routineName}
        detail={`${day}\n${t("history.row", load)}${burned}`}
        hint={t("history.open")}
        onPress={() => onOpen(sessionId)}
      />
    </Card>
  );
});
