import { memo, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { StyleSheet, View } from "react-native";
import type { ExerciseFace } from "../session/face.ts";
import type { Unit } from "../settings/settings.ts";
import { Button } from "../ui/Button.tsx";
import { Card } from "../ui/Card.tsx";
import { space } from "../ui/look.tsx";
import { Text } from "../ui/Text.tsx";
import type { LiveActs } from "./live-acts.ts";
import { SetRow } from "./SetRow.tsx";

export interface ExerciseCardProps {
  exercise: ExerciseFace;
  unit: Unit;
  /** The set whose steppers are shown, if it is one of these. */
  openSetId: string | null;
  /** Takes the row of that set. */
  openRow: RefObject<View | null>;
  showsTruth: boolean;
  isOff: boolean;
  acts: LiveActs;
  onOpen(setId: string): void;
  onRemove(setId: string): void;
  onDone(setId: string): void;
}

/** An exercise with its sets. */
export const ExerciseCard = memo(function ExerciseCard(props: ExerciseCardProps) {
  const { exercise, unit, openSetId, openRow, showsTruth, isOff, acts, onOpen, onRemove, onDone } = props;
  const { name, sets, setsDone, exerciseId } = exercise;
  const { t } = useTranslation();
  const total = sets.length;
  return (
    <Card style={styles.card}>
      <View style={styles.head}>
        <Text
          kind="heading"
          level={2}
          style={styles.name}
          aria-label={t("live.exerciseSpoken", { name, done: setsDone, total })}
        >
          {name}
        </Text>
        <Text kind="small" tone={setsDone === total && total > 0 ? "done" : "muted"} aria-hidden>
          {t("live.exerciseDone", { done: setsDone, total })}
        </Text>
      </View>
      {sets.map((set) => (
        <SetRow
          key={set.setId}
          set={set}
          exercise={name}
          unit={unit}
          showsTruth={showsTruth}
          isOpen={set.setId === openSetId}
          openRow={openRow}
          isOff={isOff}
          acts={acts}
          onOpen={onOpen}
          onRemove={onRemove}
          onDone={onDone}
        />
      ))}
      <Button
        manner="quiet"
        icon="add"
        label={t("live.addSet")}
        spoken={t("live.addSetSpoken", { exercise: name })}
        isOff={isOff}
        style={styles.add}
        onPress={() => acts.addSet(exerciseId)}
      />
    </Card>
  );
});

const styles = StyleSheet.create({
  card: { gap: 2, paddingBottom: space.hair },
  head: {
    flexDirection: "row",
    flexWrap: "wrap",
    alignItems: "baseline",
    columnGap: space.medium,
    paddingBottom: space.hair,
  },
  name: { flexGrow: 1, flexShrink: 1 },
  add: { alignSelf: "flex-start", paddingHorizontal: 10, marginStart: -space.hair },
});
