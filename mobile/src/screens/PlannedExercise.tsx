import { memo } from "react";
import { useTranslation } from "react-i18next";
import { StyleSheet, View } from "react-native";
import type { RoutineExercise } from "../routines/routine.ts";
import type { Unit } from "../settings/settings.ts";
import { Button, IconButton } from "../ui/Button.tsx";
import { Card } from "../ui/Card.tsx";
import { space, useLook } from "../ui/look.tsx";
import { NumberField } from "../ui/NumberField.tsx";
import { Text } from "../ui/Text.tsx";
import { TextField } from "../ui/TextField.tsx";
import { replacedAt, withoutAt } from "./order.ts";
import type { SketchedExercise } from "./RoutineScreen.tsx";
import { mostReps, mostRestSeconds, mostWeight, restStepSeconds, weightStep } from "./steps.ts";

export interface PlannedExerciseProps {
  exercise: RoutineExercise;
  unit: Unit;
  at: number;
  isLast: boolean;
  nameLength: number;
  onChange(at: number, exercise: SketchedExercise): void;
  onMove(at: number, to: number): void;
  onRemove(at: number): void;
}

/** An exercise of a routine: its name, its place, its rest, and what is asked of each set. */
export const PlannedExercise = memo(function PlannedExercise(props: PlannedExerciseProps) {
  const { exercise, unit, at, isLast, nameLength, onChange, onMove, onRemove } = props;
  const { name, restSeconds, sets } = exercise;
  const { isLarge } = useLook();
  const { t } = useTranslation();
  const change = (part: Partial<SketchedExercise>) => onChange(at, { ...exercise, ...part });
  const addSet = () => {
    const { weight, reps } = sets.at(-1) ?? { weight: 0, reps: 8 };
    change({ sets: [...sets, { weight, reps }] });
  };
  return (
    <Card style={styles.card}>
      <View style={[styles.line, isLarge && styles.wrapped]}>
        <TextField
          name={t("routine.exercise")}
          value={name}
          most={nameLength}
          isHeading
          onChange={(to) => change({ name: to })}
        />
        <View style={styles.buttons}>
          <IconButton
            icon="up"
            spoken={t("routine.exerciseUp", { exercise: name })}
            isOff={at === 0}
            onPress={() => onMove(at, at - 1)}
          />
          <IconButton
            icon="down"
            spoken={t("routine.exerciseDown", { exercise: name })}
            isOff={isLast}
            onPress={() => onMove(at, at + 1)}
          />
          <IconButton
            icon="trash"
            spoken={t("routine.removeExercise", { exercise: name })}
            onPress={() => onRemove(at)}
          />
        </View>
      </View>
      {sets.map((set, index) => {
        const number = index + 1;
        const changeSet = (part: { weight?: number; reps?: number }) =>
          change({ sets: replacedAt(sets, index, { ...set, ...part }) });
        return (
          <View key={set.setId} style={styles.line}>
            <Text kind="small" tone="muted" style={styles.number}>
              {number}
            </Text>
            <View style={[styles.fields, isLarge && styles.under]}>
              <NumberField
                name={t("routine.weightOf", { number, exercise: name })}
                unit={t(`unit.${unit}`)}
                value={set.weight}
                step={weightStep[unit]}
                most={mostWeight}
                onChange={(weight) => changeSet({ weight })}
              />
              <NumberField
                name={t("routine.repsOf", { number, exercise: name })}
                unit={t("unit.reps")}
                value={set.reps}
                step={1}
                most={mostReps}
                isWhole
                onChange={(reps) => changeSet({ reps })}
              />
            </View>
            <IconButton
              icon="close"
              spoken={t("routine.removeSet", { number, exercise: name })}
              onPress={() => change({ sets: withoutAt(sets, index) })}
            />
          </View>
        );
      })}
      <View style={[styles.line, styles.foot, isLarge && styles.under]}>
        <Button manner="quiet" icon="add" label={t("routine.addSet")} style={styles.add} onPress={addSet} />
        <View style={styles.rest}>
          <NumberField
            name={t("routine.restOf", { exercise: name })}
            unit={t("routine.restUnit")}
            value={restSeconds}
            step={restStepSeconds}
            most={mostRestSeconds}
            isWhole
            onChange={(to) => change({ restSeconds: to })}
          />
        </View>
      </View>
    </Card>
  );
});

const styles = StyleSheet.create({
  card: { gap: space.small, paddingHorizontal: space.medium, paddingVertical: space.medium },
  line: { flexDirection: "row", alignItems: "center", gap: space.hair },
  wrapped: { flexWrap: "wrap" },
  buttons: { flexDirection: "row" },
  fields: { flex: 1, flexDirection: "row", gap: space.small },
  under: { flexDirection: "column", alignItems: "stretch" },
  number: { width: 18, textAlign: "center" },
  foot: { justifyContent: "space-between", paddingTop: space.hair },
  add: { paddingHorizontal: 10 },
  rest: { width: 170 },
});
