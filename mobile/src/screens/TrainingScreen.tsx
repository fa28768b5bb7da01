import { useTranslation } from "react-i18next";
import { StyleSheet, View } from "react-native";
import type { ExerciseDone, ProgressPoint, TrainingDetail } from "../training/training-face.ts";
import { Button } from "../ui/Button.tsx";
import { Card, FigureRow } from "../ui/Card.tsx";
import { Tick } from "../ui/Icon.tsx";
import { space } from "../ui/look.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Screen } from "../ui/Screen.tsx";
import { Text } from "../ui/Text.tsx";
import { useFigures } from "../words/use-figures.ts";
import { ProgressChart } from "./ProgressChart.tsx";
import { CaloriesRow, Changes } from "./SummaryScreen.tsx";

export interface TrainingScreenProps {
  training: TrainingDetail;
  /** Of an exercise, oldest first. */
  progressOf(exercise: string): readonly ProgressPoint[];
  onAnswer(updatesRoutine: boolean): void;
  onBack(): void;
}

/** A training as it was done, and how each of its exercises has come along. */
export function TrainingScreen({ training, progressOf, onAnswer, onBack }: TrainingScreenProps) {
  const { t } = useTranslation();
  const figures = useFigures();
  const { routineName, unit, startedAt, durationMs, setsDone, volume, calories, exercises, isAmended, prompt } =
    training;
  return (
    <Screen title={routineName} onBack={onBack}>
      <Text tone="muted">{t("training.when", { day: figures.day(startedAt), time: figures.time(startedAt) })}</Text>
      <Card>
        <FigureRow name={t("summary.duration")} figure={figures.span(durationMs)} />
        <FigureRow name={t("summary.sets")} figure={figures.rounded(setsDone)} />
        <FigureRow
          name={t("summary.volume")}
          figure={t("summary.volumeFigure", { volume: figures.rounded(volume), unit: t(`unit.${unit}`) })}
        />
        <CaloriesRow calories={calories} />
      </Card>
      {isAmended && <Notice weight="news" icon="watch" text={t("training.amended")} />}
      {prompt !== null && (
        <>
          <Changes routineName={routineName} prompt={prompt} />
          <Button manner="primary" label={t("prompt.update")} onPress={() => onAnswer(true)} />
          <Button label={t("prompt.only")} onPress={() => onAnswer(false)} />
        </>
      )}
      {exercises.map((exercise) => (
        <ExerciseOfTraining
          key={exercise.name}
          exercise={exercise}
          unit={training.unit}
          points={progressOf(exercise.name)}
        />
      ))}
    </Screen>
  );
}

interface ExerciseOfTrainingProps {
  exercise: ExerciseDone;
  unit: TrainingDetail["unit"];
  points: readonly ProgressPoint[];
}

function ExerciseOfTraining({ exercise: { name, sets }, unit, points }: ExerciseOfTrainingProps) {
  const { t } = useTranslation();
  const figures = useFigures();
  return (
    <Card>
      <Text kind="heading" level={2}>
        {name}
      </Text>
      {sets.map(({ number, weight, reps, isCompleted }) => {
        const load = t("live.load", {
          weight: figures.number(weight),
          unit: t(`unit.${unit}`),
          reps: figures.number(reps),
        });
        const state = t(isCompleted ? "live.done" : "training.notDone");
        return (
          <View
            key={number}
            accessible
            role="img"
            aria-label={t("training.setSpoken", { number, load, state })}
            style={styles.set}
          >
            <Text kind="small" tone="muted" style={styles.number}>
              {number}
            </Text>
            <Text kind={isCompleted ? "strong" : "body"} tone={isCompleted ? "text" : "muted"} style={styles.load}>
              {load}
            </Text>
            {isCompleted ? (
              <Tick isDone />
            ) : (
              <Text kind="small" tone="muted">
                {state}
              </Text>
            )}
          </View>
        );
      })}
      <ProgressChart exercise={name} points={points} />
    </Card>
  );
}

const styles = StyleSheet.create({
  set: { flexDirection: "row", alignItems: "center", gap: space.small, minHeight: 34 },
  number: { width: 18, textAlign: "center" },
  load: { flex: 1 },
});
