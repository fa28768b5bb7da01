import type { TFunction } from "i18next";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { StyleSheet, View } from "react-native";
import type { FinishFace } from "../session/face.ts";
import type { CaloriesFace, RoutineChangeFace, TrainingFace } from "../training/training-face.ts";
import { Button } from "../ui/Button.tsx";
import { Card, FigureGrid, FigureTile } from "../ui/Card.tsx";
import { space } from "../ui/look.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Screen } from "../ui/Screen.tsx";
import { Text } from "../ui/Text.tsx";
import type { Figures } from "../words/figures.ts";
import { useFigures } from "../words/use-figures.ts";

export interface SummaryScreenProps {
  finish: FinishFace;
  /** What the prompt was answered with; null before. */
  answer: boolean | null;
  /** Answers the prompt: true writes what changed into the routine. */
  onAnswer(updatesRoutine: boolean): void;
  onDone(): void;
  /** What the lifter should know. */
  notices?: ReactNode;
}

/** What became of the training. It is saved already; the prompt asks about the routine alone. */
export function SummaryScreen({ finish, answer, onAnswer, onDone, notices }: SummaryScreenProps) {
  const { t } = useTranslation();
  const { routineName, setsDone, openSets, mayLackSets, prompt } = finish;
  return (
    <Screen
      title={t("summary.title")}
      notices={notices}
      foot={
        <View style={styles.foot}>
          {prompt === null ? (
            <Button manner="primary" label={t("summary.done")} onPress={onDone} />
          ) : (
            <>
              <Button manner="primary" label={t("prompt.update")} onPress={() => onAnswer(true)} />
              <Button label={t("prompt.only")} onPress={() => onAnswer(false)} />
            </>
          )}
        </View>
      }
    >
      <Card>
        <Text kind="heading" level={2}>
          {routineName}
        </Text>
        <TrainingFigures
          training={finish}
          sets={t("live.exerciseDone", { done: setsDone, total: setsDone + openSets })}
        />
      </Card>
      {mayLackSets && <Notice weight="caution" icon="watch" text={t("summary.lateSets")} />}
      {answer !== null && <Notice weight="news" icon="check" text={t(answer ? "prompt.updated" : "prompt.saved")} />}
      {prompt !== null && <Changes routineName={routineName} prompt={prompt} />}
    </Screen>
  );
}

/** What a training comes to; kilocalories with how far they can be trusted, in words. [TRN-2] */
export function TrainingFigures({ training, sets }: { training: TrainingFace; sets: string }) {
  const { t } = useTranslation();
  const figures = useFigures();
  const { unit, durationMs, volume, calories } = training;
  return (
    <FigureGrid>
      <FigureTile name={t("summary.duration")} figure={figures.span(durationMs)} />
      <FigureTile name={t("summary.sets")} figure={sets} />
      <FigureTile
        name={t("summary.volume")}
        figure={t("summary.volumeFigure", { volume: figures.rounded(volume), unit: t(`unit.${unit}`) })}
      />
      <FigureTile name={t("summary.calories")} {...caloriesText(calories, t, figures)} isLive />
    </FigureGrid>
  );
}

function caloriesText(
  { outcome, kcal }: CaloriesFace,
  t: TFunction,
  figures: Figures,
): { figure: string; note: string } {
  const shown = kcal === null ? undefined : figures.rounded(kcal);
  switch (outcome) {
    case "final":
      return { figure: t("unit.kcal", { kcal: shown ?? figures.rounded(0) }), note: t("summary.finalNote") };
    case "awaited":
      return {
        figure: shown === undefined ? t("summary.waiting") : t("summary.estimated", { kcal: shown }),
        note: shown === undefined ? t("summary.waitingNote") : t("summary.waiting"),
      };
    case "estimated":
      return {
        figure: t("summary.estimated", { kcal: shown ?? figures.rounded(0) }),
        note: t("summary.estimatedNote"),
      };
    case "none":
      return { figure: t("summary.none"), note: t("summary.noneNote") };
  }
}

/** What "Save training + update routine" would write, a sentence each. [TRN-3] */
export function Changes({ routineName, prompt }: { routineName: string; prompt: readonly RoutineChangeFace[] }) {
  const { t } = useTranslation();
  const figures = useFigures();
  return (
    <Card>
      <Text kind="heading" level={2}>
        {t("prompt.title")}
      </Text>
      <Text kind="small" tone="muted">
        {t("prompt.text", { name: routineName })}
      </Text>
      <View role="list" style={styles.changes}>
        {prompt.map((change, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two changes may read alike, and the list is whole from the start
          <View role="listitem" key={at}>
            <Text>{changeText(change, t, figures)}</Text>
          </View>
        ))}
      </View>
    </Card>
  );
}

function changeText(change: RoutineChangeFace, t: TFunction, figures: Figures): string {
  const { exercise } = change;
  const unit = t(`unit.${change.unit}`);
  switch (change.change) {
    case "weight":
    case "reps":
      return t(`prompt.${change.change}`, {
        exercise,
        unit,
        number: change.setNumber,
        from: figures.number(change.from),
        to: figures.number(change.to),
      });
    case "set_added":
    case "set_removed":
      return t(`prompt.${change.change}`, {
        exercise,
        load: t("live.load", { weight: figures.number(change.weight), unit, reps: figures.number(change.reps) }),
      });
  }
}

const styles = StyleSheet.create({
  foot: { gap: space.small, padding: space.medium, width: "100%", maxWidth: 640, alignSelf: "center" },
  changes: { gap: space.hair },
});
