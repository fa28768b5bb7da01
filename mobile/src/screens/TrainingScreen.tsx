import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { StyleSheet, View } from "react-native";
import type { ExerciseDone, ProgressPoint, TrainingDetail } from "../training/training-face.ts";
import { Button } from "../ui/Button.tsx";
import { Card } from "../ui/Card.tsx";
import { Tick } from "../ui/Icon.tsx";
import { space } from "../ui/look.tsx";
import { Screen } from "../ui/Screen.tsx";
import { Text } from "../ui/Text.tsx";
import { useFigures } from "../words/use-figures.ts";
import { Amendments } from "./Amendments.tsx";
import { ProgressChart } from "./ProgressChart.tsx";
import { Changes, TrainingFigures } from "./SummaryScreen.tsx";

export interface TrainingScreenProps {
  training: TrainingDetail;
  /** Of an exercise, oldest first. */
  progressOf(exercise: string): readonly ProgressPoint[];
  onAnswer(updatesRoutine: boolean): void;
  /** Takes it out of the history; it can be brought back there. */
  onDelete(): void;
  onBack(): void;
  /** What the lifter should know. */
  notices?: ReactNode;
}

/** A training as it was done, and how each of its exercises has come along. */
export function TrainingScreen(props: TrainingScreenProps) {
  const { training, progressOf, onAnswer, onDelete, onBack, notices } = props;
  const { t } = useTranslation();
  const figures = useFigures();
  const { routineName, unit, startedAt, setsDone, exercises, amendments, prompt } = training;
  return (
    <Screen title={routineName} onBack={onBack} notices={notices}>
      <Text tone="muted">{t("training.when", { day: figures.day(startedAt), time: figures.time(startedAt) })}</Text>
      <Card>
        <TrainingFigures training={training} sets={figures.rounded(setsDone)} />
      </Card>
      {amendments.length > 0 && <Amendments amendments={amendments} unit={unit} />}
      {prompt !== null && (
        <>
          <Changes routineName={routineName} prompt={prompt} />
          <Button manner="primary" label={t("prompt.update")} onPress={() => onAnswer(true)} />
          <Button label={t("prompt.only")} onPress={() => onAnswer(false)} />
        </>
      )}
      {exercises.map((exercise, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two exercises may have one name, and none changes its place any more
        <ExerciseOfTraining key={at} exercise={exercise} unit={unit} points={progressOf(exercise.name)} />
      ))}
      <Button manner="danger" icon="trash" label={t("training.delete")} onPress={onDelete} />
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
