import { memo } from "react";
import { useTranslation } from "react-i18next";
import { StyleSheet, View } from "react-native";
import type { RoutineExercise } from "../routines/routine.ts";
import type { Unit } from "../settings/settings.ts";
import { Button, IconButton } from "../ui/Button.tsx";
import { Card, Divider } from "../ui/Card.tsx";
import { space, useLook } from "../ui/look.tsx";
import { NumberField } from "../ui/NumberField.tsx";
import { Text } from "../ui/Text.tsx";
import { TextField } from "../ui/TextField.tsx";
import { replacedAt, withoutAt } from "./order.ts";
import type { SketchedExercise } from "./RoutineScreen.tsx";
import { mostReps, mostRestSeconds, mostWeight, restStepSeconds } from "./steps.ts";

export interface PlannedExerciseProps {
  exercise: RoutineExercise;
  unit: Unit;
  at: number;
  isLast: boolean;
  /** Was just added: its name is asked for. */
  isNew: boolean;
  nameLength: number;
  onChange(at: number, exercise: SketchedExercise): void;
  onMove(at: number, to: number): void;
  onRemove(at: number): void;
}

/** An exercise of a routine: its name, its place, what is asked of each set, and the rest between them. */
export const PlannedExercise = memo(function PlannedExercise(props: PlannedExerciseProps) {
  const { exercise, unit, at, isLast, isNew, nameLength, onChange, onMove, onRemove } = props;
  const { name, restSeconds, sets } = exercise;
  const { isTight } = useLook();
  const { t } = useTranslation();
  const change = (part: Partial<SketchedExercise>) => onChange(at, { ...exercise, ...part });
  const addSet = () => {
    const { weight, reps } = sets.at(-1) ?? { weight: 0, reps: 8 };
    change({ sets: [...sets, { weight, reps }] });
  };
  return (
    <Card style={styles.card}>
      <View style={[styles.line, isTight && styles.wrapped]}>
        <TextField
          name={t("routine.exercise")}
          value={name}
          most={nameLength}
          isHeading
          isNew={isNew}
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
      {sets.length > 0 && <Columns unit={unit} />}
      {sets.map((set, index) => {
        const number = index + 1;
        const changeSet = (part: { weight?: number; reps?: number }) =>
          change({ sets: replacedAt(sets, index, { ...set, ...part }) });
        return (
          <View key={set.setId} style={styles.line}>
            <Text kind="small" tone="muted" style={styles.number}>
              {number}
            </Text>
            <NumberField
              name={t("routine.weightOf", { number, exercise: name })}
              unit={t(`unit.${unit}`)}
              value={set.weight}
              most={mostWeight}
              onChange={(weight) => changeSet({ weight })}
            />
            <NumberField
              name={t("routine.repsOf", { number, exercise: name })}
              unit={t("unit.reps")}
              value={set.reps}
              most={mostReps}
              isWhole
              onChange={(reps) => changeSet({ reps })}
            />
            <IconButton
              icon="close"
              spoken={t("routine.removeSet", { number, exercise: name })}
              onPress={() => change({ sets: withoutAt(sets, index) })}
            />
          </View>
        );
      })}
      <Button manner="quiet" icon="add" label={t("routine.addSet")} style={styles.add} onPress={addSet} />
      <Divider />
      <View style={[styles.rest, isTight && styles.under]}>
        <Text aria-hidden>{t("routine.rest")}</Text>
        <View style={isTight ? styles.line : styles.field}>
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

/** What stands in the columns; each field says so itself to whoever listens. */
function Columns({ unit }: { unit: Unit }) {
  const { t } = useTranslation();
  return (
    <View style={[styles.line, styles.columns]} aria-hidden>
      <View style={styles.number} />
      {[t(`unit.${unit}`), t("unit.reps")].map((word) => (
        <Text key={word} kind="label" tone="muted" style={styles.column}>
          {word}
        </Text>
      ))}
      <View style={styles.last} />
    </View>
  );
}

const styles = StyleSheet.create({
  card: { gap: space.small, padding: space.medium },
  line: { flexDirection: "row", alignItems: "center", gap: space.small },
  wrapped: { flexWrap: "wrap" },
  buttons: { flexDirection: "row" },
  columns: { marginBottom: -space.hair },
  column: { flex: 1, textAlign: "center" },
  number: { minWidth: 18, textAlign: "center" },
  last: { width: 44 },
  add: { alignSelf: "flex-start", paddingHorizontal: 10 },
  rest: { flexDirection: "row", alignItems: "center", justifyContent: "space-between", gap: space.medium },
  under: { flexDirection: "column", alignItems: "stretch" },
  field: { width: 184, flexDirection: "row" },
});
