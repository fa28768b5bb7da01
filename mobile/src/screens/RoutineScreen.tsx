import { type ReactNode, useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { StyleSheet, View } from "react-native";
import type { Routine, RoutineSketch } from "../routines/routine.ts";
import type { Unit } from "../settings/settings.ts";
import { Button } from "../ui/Button.tsx";
import { Card } from "../ui/Card.tsx";
import { Choice } from "../ui/Choice.tsx";
import { Empty } from "../ui/Empty.tsx";
import { space } from "../ui/look.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Screen } from "../ui/Screen.tsx";
import { Text } from "../ui/Text.tsx";
import { TextField } from "../ui/TextField.tsx";
import { insertedAt, movedTo, replacedAt, withoutAt } from "./order.ts";
import { PlannedExercise } from "./PlannedExercise.tsx";

/** Characters of a name. [EVT-1] */
const nameLength = 80;

export type SketchedExercise = RoutineSketch["exercises"][number];

export interface RoutineScreenProps {
  routine: Routine;
  /** Of an exercise that is added. Seconds. */
  restSeconds: number;
  isTraining: boolean;
  /** Was just made: its name is asked for. */
  isNew?: boolean;
  /** Kept as soon as it is made. */
  onChange(sketch: RoutineSketch): void;
  onStart(): void;
  onBack(): void;
  /** What the lifter should know. */
  notices?: ReactNode;
}

/** A routine to change: its name, its unit, its exercises and their sets. Every change is kept at once. */
export function RoutineScreen({
  routine,
  restSeconds,
  isTraining,
  isNew = false,
  onChange,
  onStart,
  onBack,
  notices,
}: RoutineScreenProps) {
  const { t } = useTranslation();
  const [removed, setRemoved] = useState<{ at: number; exercise: SketchedExercise } | null>(null);
  const [added, setAdded] = useState<number | null>(null);
  const { name, unit, exercises } = routine;

  // Cards keep their callbacks, so that a card is drawn again for its own sake only.
  const latest = useRef(routine);
  latest.current = routine;
  const write = useCallback(
    (change: Partial<RoutineSketch>) => {
      const { name, unit, exercises } = latest.current;
      onChange({ name, unit, exercises, ...change });
    },
    [onChange],
  );
  const changeExercise = useCallback(
    (at: number, exercise: SketchedExercise) =>
      write({ exercises: replacedAt(latest.current.exercises, at, exercise) }),
    [write],
  );
  const moveExercise = useCallback(
    (at: number, to: number) => write({ exercises: movedTo(latest.current.exercises, at, to) }),
    [write],
  );
  const removeExercise = useCallback(
    (at: number) => {
      const exercise = latest.current.exercises[at];
      if (exercise === undefined) return;
      setRemoved({ at, exercise });
      write({ exercises: withoutAt(latest.current.exercises, at) });
    },
    [write],
  );
  const addExercise = () => {
    setAdded(exercises.length);
    write({
      exercises: [
        ...exercises,
        { name: t("routine.newExercise"), restSeconds, sets: [1, 2, 3].map(() => ({ weight: 0, reps: 8 })) },
      ],
    });
  };

  return (
    <Screen
      title={t("routine.title")}
      onBack={onBack}
      notices={
        <>
          {notices}
          {removed !== null && (
            <Notice weight="news" icon="trash" text={t("routine.exerciseRemoved", { exercise: removed.exercise.name })}>
              <Button
                manner="quiet"
                label={t("undo")}
                onPress={() => {
                  write({ exercises: insertedAt(exercises, removed.at, removed.exercise) });
                  setRemoved(null);
                }}
              />
              <Button manner="quiet" label={t("ok")} onPress={() => setRemoved(null)} />
            </Notice>
          )}
        </>
      }
      foot={
        exercises.length > 0 && (
          <View style={styles.foot}>
            <Button manner="primary" icon="play" label={t("routine.start")} isOff={isTraining} onPress={onStart} />
          </View>
        )
      }
    >
      <Card style={styles.head}>
        <TextField
          name={t("routine.name")}
          value={name}
          most={nameLength}
          isHeading
          isNew={isNew}
          onChange={(to) => write({ name: to })}
        />
        <Choice<Unit>
          name={t("routine.unit")}
          value={unit}
          options={(["kg", "lb"] as const).map((value) => ({
            value,
            label: t(`unit.${value}`),
            spoken: t(`spoken.${value}`),
          }))}
          onChange={(to) => write({ unit: to })}
        />
      </Card>
      {exercises.length === 0 && (
        <Empty icon="lift" title={t("routine.noExercises")} text={t("routine.noExercisesHint")} />
      )}
      {exercises.map((exercise, at) => (
        <PlannedExercise
          key={exercise.exerciseId}
          exercise={exercise}
          unit={unit}
          at={at}
          isLast={at === exercises.length - 1}
          isNew={at === added}
          nameLength={nameLength}
          onChange={changeExercise}
          onMove={moveExercise}
          onRemove={removeExercise}
        />
      ))}
      <Button
        manner={exercises.length === 0 ? "primary" : "plain"}
        icon="add"
        label={t("routine.addExercise")}
        onPress={addExercise}
      />
      <Text kind="small" tone="muted" style={styles.hint}>
        {t("routine.onWatch")}
      </Text>
    </Screen>
  );
}

const styles = StyleSheet.create({
  head: { gap: space.medium },
  foot: { padding: space.medium, width: "100%", maxWidth: 640, alignSelf: "center" },
  hint: { textAlign: "center", paddingHorizontal: space.large },
});
