import { useTranslation } from "react-i18next";
import { StyleSheet, View } from "react-native";
import type { SetFace } from "../session/face.ts";
import type { Unit } from "../settings/settings.ts";
import { Button, IconButton } from "../ui/Button.tsx";
import { space, useLook } from "../ui/look.tsx";
import { NumberField } from "../ui/NumberField.tsx";
import { Text } from "../ui/Text.tsx";
import { useFigures } from "../words/use-figures.ts";
import type { LiveActs } from "./live-acts.ts";
import { mostReps, mostWeight, weightStep } from "./steps.ts";

export interface OpenSetProps {
  set: SetFace;
  exercise: string;
  unit: Unit;
  isOff: boolean;
  acts: LiveActs;
  onRemove(setId: string): void;
  onDone(setId: string): void;
}

/** The set at hand: weight and repetitions to step or to type, and the big button. */
export function OpenSet({ set, exercise, unit, isOff, acts, onRemove, onDone }: OpenSetProps) {
  const { setId, number, weight, reps, isCompleted, previous } = set;
  const { isTight } = useLook();
  const { t } = useTranslation();
  const figures = useFigures();
  return (
    <View style={styles.set}>
      {previous !== null && (
        <View style={[styles.last, isTight && styles.apart]}>
          <Text kind="small" tone="muted" style={styles.shrink}>
            {t("live.last", {
              load: t("live.load", {
                weight: figures.number(previous.weight),
                unit: t(`unit.${previous.unit}`),
                reps: figures.number(previous.reps),
              }),
            })}
          </Text>
          {previous.unit === unit && (previous.weight !== weight || previous.reps !== reps) && (
            <Button
              manner="quiet"
              label={t("live.repeatLast")}
              spoken={t("live.repeatLastSpoken", { number, exercise })}
              isOff={isOff}
              style={isTight ? styles.useBelow : styles.use}
              onPress={() => acts.repeatLast(setId)}
            />
          )}
        </View>
      )}
      <View style={[styles.fields, isTight && styles.under]}>
        <NumberField
          name={t("live.weightOf", { number, exercise })}
          unit={t(`unit.${unit}`)}
          value={weight}
          step={weightStep[unit]}
          most={mostWeight}
          isOff={isOff}
          onChange={(to) => acts.editSet(setId, { weight: to })}
        />
        <NumberField
          name={t("live.repsOf", { number, exercise })}
          unit={t("unit.reps")}
          value={reps}
          step={1}
          most={mostReps}
          isWhole
          isOff={isOff}
          onChange={(to) => acts.editSet(setId, { reps: to })}
        />
      </View>
      <View style={styles.foot}>
        <IconButton
          icon="trash"
          spoken={t("live.removeSpoken", { number, exercise })}
          isOff={isOff}
          onPress={() => onRemove(setId)}
        />
        {isCompleted ? (
          <Button
            style={styles.done}
            label={t("live.reopen")}
            isOff={isOff}
            onPress={() => acts.completeSet(setId, false)}
          />
        ) : (
          <Button
            style={styles.done}
            manner="done"
            icon="check"
            label={t("live.markDone")}
            spoken={t("live.markDoneSpoken", { number, exercise })}
            isOff={isOff}
            onPress={() => onDone(setId)}
          />
        )}
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  set: { gap: space.small, paddingHorizontal: space.hair },
  last: { flexDirection: "row", alignItems: "center", flexWrap: "wrap", paddingStart: space.hair, minHeight: 28 },
  shrink: { flexShrink: 1, flexGrow: 1 },
  use: { minHeight: 44, paddingHorizontal: space.small, paddingVertical: 0, marginVertical: -8 },
  apart: { flexDirection: "column", alignItems: "flex-start" },
  useBelow: { paddingHorizontal: 0, justifyContent: "flex-start" },
  fields: { flexDirection: "row", gap: space.small },
  under: { flexDirection: "column" },
  foot: { flexDirection: "row", alignItems: "center", gap: space.small },
  done: { flex: 1 },
});
