import { memo, type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Face } from "../session/face.ts";
import type { TrainingFace } from "../training/training-face.ts";
import { Button } from "../ui/Button.tsx";
import { Card, LinkRow } from "../ui/Card.tsx";
import { Empty } from "../ui/Empty.tsx";
import { Notice } from "../ui/Notice.tsx";
import { ListScreen } from "../ui/Screen.tsx";
import { useFigures } from "../words/use-figures.ts";

export interface HistoryScreenProps {
  /** Newest first. */
  history: readonly TrainingFace[];
  /** There are older ones. */
  hasMore: boolean;
  deleted: Face["deletedTraining"];
  /** What the lifter should know. */
  notices?: ReactNode;
  onMore(): void;
  onOpen(sessionId: string): void;
  onUndoDelete(): void;
}

/** The trainings that were finished, newest first and month by month, a page and another. */
export function HistoryScreen(props: HistoryScreenProps) {
  const { history, hasMore, deleted, notices, onMore, onOpen, onUndoDelete } = props;
  const { t } = useTranslation();
  const figures = useFigures();
  const months = useMemo(() => {
    const months = new Map<string, TrainingFace[]>();
    for (const training of history) {
      const month = figures.month(training.startedAt);
      months.set(month, [...(months.get(month) ?? []), training]);
    }
    return [...months].map(([title, data]) => ({ title, data }));
  }, [history, figures]);
  return (
    <ListScreen
      title={t("history.title")}
      sections={months}
      keyOf={({ sessionId }) => sessionId}
      draw={(training) => <TrainingRow training={training} onOpen={onOpen} />}
      empty={<Empty icon="history" title={t("history.empty")} text={t("history.emptyHint")} />}
      end={hasMore && <Button manner="quiet" label={t("history.more")} onPress={onMore} />}
      notices={
        <>
          {notices}
          {deleted !== null && (
            <Notice weight="news" icon="trash" text={t("history.deleted", { name: deleted.routineName })}>
              <Button manner="quiet" label={t("undo")} onPress={onUndoDelete} />
            </Notice>
          )}
        </>
      }
    />
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
