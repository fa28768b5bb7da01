import { memo, type RefObject, useCallback } from "react";
import { useTranslation } from "react-i18next";
import { type AccessibilityActionEvent, Platform, StyleSheet, View } from "react-native";
import type { SetFace } from "../session/face.ts";
import type { Unit } from "../settings/settings.ts";
import { Icon, Tick } from "../ui/Icon.tsx";
import { space, target, useLook } from "../ui/look.tsx";
import { Tap } from "../ui/Tap.tsx";
import { Text } from "../ui/Text.tsx";
import { useFigures } from "../words/use-figures.ts";
import type { LiveActs } from "./live-acts.ts";
import { OpenSet } from "./OpenSet.tsx";
import { weightStep } from "./steps.ts";

export interface SetRowProps {
  set: SetFace;
  exercise: string;
  unit: Unit;
  /** Where it stands is not shown while no watch takes part. */
  showsTruth: boolean;
  /** Its steppers and its button are shown. */
  isOpen: boolean;
  /** Takes this row while it is open. */
  openRow: RefObject<View | null>;
  isOff: boolean;
  acts: LiveActs;
  onOpen(setId: string): void;
  onRemove(setId: string): void;
  onDone(setId: string): void;
}

/** A set: its tick, its load, and where it stands. Drawn again only when it has changed. */
export const SetRow = memo(function SetRow(props: SetRowProps) {
  const { set, exercise, unit, showsTruth, isOpen, openRow, isOff, acts, onOpen, onRemove, onDone } = props;
  const { setId, number, weight, reps, isCompleted, truth } = set;
  const { palette } = useLook();
  const { t } = useTranslation();
  const figures = useFigures();

  const load = t("live.load", { weight: figures.number(weight), unit: t(`unit.${unit}`), reps: figures.number(reps) });
  const sentence = t("live.spoken", {
    number,
    weight: figures.number(weight),
    unit: t(`spoken.${unit}`),
    reps: figures.number(reps),
    state: t(isCompleted ? "live.done" : "live.open"),
    truth: showsTruth ? t(truth === "here" ? "live.hereSpoken" : "live.bothSpoken") : "",
  });
  const toggle = useCallback(() => {
    if (isCompleted) acts.completeSet(setId, false);
    else onDone(setId);
  }, [acts, onDone, setId, isCompleted]);

  const deeds: Record<string, () => void> = {
    activate: toggle,
    edit: () => onOpen(setId),
    moreWeight: () => acts.editSet(setId, { weight: weight + weightStep[unit] }),
    lessWeight: () => acts.editSet(setId, { weight: Math.max(0, weight - weightStep[unit]) }),
    moreReps: () => acts.editSet(setId, { reps: reps + 1 }),
    lessReps: () => acts.editSet(setId, { reps: Math.max(0, reps - 1) }),
    remove: () => onRemove(setId),
  };
  const spokenDeeds = [
    { name: "activate", label: t(isCompleted ? "live.reopen" : "live.markDone") },
    { name: "edit", label: t("live.editSpoken", { number, exercise }) },
    { name: "moreWeight", label: t("live.moreWeight") },
    { name: "lessWeight", label: t("live.lessWeight") },
    { name: "moreReps", label: t("live.moreReps") },
    { name: "lessReps", label: t("live.lessReps") },
    { name: "remove", label: t("live.removeSpoken", { number, exercise }) },
  ];

  return (
    <View
      ref={isOpen ? openRow : null}
      role="group"
      aria-label={sentence}
      accessible={!isOpen}
      accessibilityActions={isOff ? [] : spokenDeeds}
      onAccessibilityAction={({ nativeEvent }: AccessibilityActionEvent) => deeds[nativeEvent.actionName]?.()}
      style={[styles.set, isOpen && [styles.open, { backgroundColor: palette.ground, borderColor: palette.line }]]}
    >
      <View style={styles.row}>
        <Tap
          role="checkbox"
          aria-checked={isCompleted}
          aria-label={t("live.markDoneSpoken", { number, exercise })}
          isOff={isOff}
          onPress={toggle}
          style={({ pressed }) => [styles.tick, pressed && styles.pressed]}
        >
          <Tick isDone={isCompleted} />
        </Tap>
        <Tap
          role="button"
          // On an iPhone an open row is no element of its own: its sentence is said here.
          {...(isOpen && Platform.OS !== "web" ? { "aria-label": sentence } : {})}
          accessibilityHint={t("live.editSpoken", { number, exercise })}
          aria-expanded={isOpen}
          isOff={isOff}
          onPress={() => onOpen(setId)}
          style={({ pressed }) => [styles.load, pressed && styles.pressed]}
        >
          <Text kind="small" tone="muted" style={styles.number}>
            {number}
          </Text>
          <Text kind="figure" tone={isCompleted && !isOpen ? "muted" : "text"} style={styles.figure}>
            {load}
          </Text>
          {showsTruth && <Truth truth={truth} />}
        </Tap>
      </View>
      {isOpen && (
        <OpenSet
          set={set}
          exercise={exercise}
          unit={unit}
          isOff={isOff}
          acts={acts}
          onRemove={onRemove}
          onDone={onDone}
        />
      )}
    </View>
  );
});

/** Whether the watch has it, too. */
const Truth = memo(function Truth({ truth }: { truth: SetFace["truth"] }) {
  const { t } = useTranslation();
  const isHere = truth === "here";
  return (
    <View style={styles.truth}>
      <Icon name={isHere ? "here" : "both"} tone={isHere ? "amber" : "muted"} size={17} />
      <Text kind="label" tone={isHere ? "amber" : "muted"}>
        {t(isHere ? "live.here" : "live.both")}
      </Text>
    </View>
  );
});

const styles = StyleSheet.create({
  set: { marginHorizontal: -space.small, paddingHorizontal: space.hair },
  open: { borderRadius: 14, borderWidth: StyleSheet.hairlineWidth, paddingBottom: space.small },
  row: { flexDirection: "row", alignItems: "center", columnGap: 2, minHeight: target + 4 },
  tick: { minWidth: target, minHeight: target, alignItems: "center", justifyContent: "center" },
  load: {
    flex: 1,
    minHeight: target,
    flexDirection: "row",
    flexWrap: "wrap",
    alignItems: "center",
    alignContent: "center",
    columnGap: space.small,
    paddingEnd: space.small,
  },
  number: { minWidth: 14, textAlign: "center" },
  figure: { flexGrow: 1, flexShrink: 1 },
  truth: { flexDirection: "row", alignItems: "center", gap: 3 },
  pressed: { opacity: 0.6 },
});
