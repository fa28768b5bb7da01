import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { StyleSheet, View } from "react-native";
import type { Routine } from "../routines/routine.ts";
import { Button, IconButton } from "../ui/Button.tsx";
import { Card, LinkRow } from "../ui/Card.tsx";
import { Empty } from "../ui/Empty.tsx";
import { space, useLook } from "../ui/look.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Screen } from "../ui/Screen.tsx";
import { Sheet } from "../ui/Sheet.tsx";
import { Text } from "../ui/Text.tsx";
import { useFigures } from "../words/use-figures.ts";

export interface RoutinesActs {
  start(routineId: string): void;
  create(): void;
  edit(routineId: string): void;
  duplicate(routineId: string): void;
  /** To a place in the order, from 0. */
  move(routineId: string, to: number): void;
  delete(routineId: string): void;
  undoDelete(): void;
}

export interface RoutinesScreenProps {
  routines: readonly Routine[];
  deleted: { routineId: string; name: string } | null;
  /** When each was last trained, by its id. Milliseconds since the epoch. */
  lastTrained: ReadonlyMap<string, number>;
  /** While one is live no other is started. */
  isTraining: boolean;
  /** What the lifter should know. */
  notices?: ReactNode;
  /** What stands above the routines. */
  children?: ReactNode;
  acts: RoutinesActs;
}

/** What can be trained: start is one tap away. */
export function RoutinesScreen(props: RoutinesScreenProps) {
  const { routines, deleted, lastTrained, isTraining, notices, children, acts } = props;
  const { t } = useTranslation();
  const [optionsOf, setOptionsOf] = useState<string | null>(null);
  const asked = routines.findIndex(({ routineId }) => routineId === optionsOf);
  return (
    <>
      <Screen
        title={t("routines.title")}
        action={<IconButton icon="add" tone="accent" spoken={t("routines.new")} onPress={acts.create} />}
        notices={
          <>
            {notices}
            {deleted !== null && (
              <Notice weight="news" icon="trash" text={t("routines.deleted", { name: deleted.name })}>
                <Button manner="quiet" label={t("undo")} onPress={acts.undoDelete} />
              </Notice>
            )}
          </>
        }
      >
        {children}
        {routines.length === 0 && (
          <Empty icon="lift" title={t("routines.empty")} text={t("routines.emptyHint")}>
            <Button manner="primary" icon="add" label={t("routines.new")} onPress={acts.create} />
          </Empty>
        )}
        {routines.map((routine) => (
          <RoutineCard
            key={routine.routineId}
            routine={routine}
            lastTrained={lastTrained.get(routine.routineId)}
            isTraining={isTraining}
            acts={acts}
            onOptions={() => setOptionsOf(routine.routineId)}
          />
        ))}
      </Screen>
      {asked !== -1 && (
        <RoutineSheet
          routine={routines[asked] as Routine}
          at={asked}
          of={routines.length}
          acts={acts}
          onClose={() => setOptionsOf(null)}
        />
      )}
    </>
  );
}

interface RoutineCardProps {
  routine: Routine;
  lastTrained: number | undefined;
  isTraining: boolean;
  acts: RoutinesActs;
  onOptions(): void;
}

function RoutineCard({ routine, lastTrained, isTraining, acts, onOptions }: RoutineCardProps) {
  const { routineId, name, exercises } = routine;
  const { isLarge } = useLook();
  const { t } = useTranslation();
  const figures = useFigures();
  const count = exercises.reduce((sum, { sets }) => sum + sets.length, 0);
  const shape = t("routines.shape", {
    exercises: t("routines.exercises", { count: exercises.length }),
    sets: t("routines.sets", { count }),
  });
  const last =
    lastTrained === undefined ? t("routines.never") : t("routines.last", { day: figures.dayShort(lastTrained) });
  return (
    <Card style={styles.card}>
      <LinkRow
        title={name}
        detail={`${shape} · ${last}`}
        hint={t("routines.edit")}
        onPress={() => acts.edit(routineId)}
      />
      <View style={[styles.buttons, isLarge && styles.wrapped]}>
        {count === 0 ? (
          <Button
            icon="add"
            label={t("routine.addExercise")}
            style={styles.start}
            onPress={() => acts.edit(routineId)}
          />
        ) : (
          <Button
            manner="primary"
            icon="play"
            label={t("routines.start")}
            spoken={t("routines.startSpoken", { name })}
            isOff={isTraining}
            style={styles.start}
            onPress={() => acts.start(routineId)}
          />
        )}
        <IconButton icon="more" isFilled spoken={t("routines.moreSpoken", { name })} onPress={onOptions} />
      </View>
    </Card>
  );
}

export interface RoutineSheetProps {
  routine: Routine;
  at: number;
  of: number;
  acts: RoutinesActs;
  onClose(): void;
}

/** What else can be done with a routine. */
export function RoutineSheet({ routine: { routineId, name }, at, of, acts, onClose }: RoutineSheetProps) {
  const { t } = useTranslation();
  const { isTight } = useLook();
  const way = isTight ? null : styles.start;
  const then = (act: () => void) => () => {
    onClose();
    act();
  };
  return (
    <Sheet
      title={name}
      onClose={onClose}
      answers={
        <>
          <Button icon="copy" label={t("routines.duplicate")} onPress={then(() => acts.duplicate(routineId))} />
          {/* It stays where it is while a routine is moved, place by place. */}
          {of > 1 && (
            <>
              <Text kind="small" tone="muted" role="status" aria-live="polite" style={styles.place}>
                {t("routines.place", { at: at + 1, of })}
              </Text>
              <View style={[styles.buttons, isTight && styles.under]}>
                <Button
                  icon="up"
                  label={t("routines.up")}
                  isOff={at === 0}
                  style={way}
                  onPress={() => acts.move(routineId, at - 1)}
                />
                <Button
                  icon="down"
                  label={t("routines.down")}
                  isOff={at === of - 1}
                  style={way}
                  onPress={() => acts.move(routineId, at + 1)}
                />
              </View>
            </>
          )}
          <Button
            manner="danger"
            icon="trash"
            label={t("routines.delete")}
            onPress={then(() => acts.delete(routineId))}
          />
          <Button manner="quiet" label={t("close")} onPress={onClose} />
        </>
      }
    />
  );
}

const styles = StyleSheet.create({
  card: { gap: space.medium },
  buttons: { flexDirection: "row", alignItems: "center", gap: space.small },
  wrapped: { flexWrap: "wrap" },
  start: { flex: 1, paddingHorizontal: space.small },
  under: { flexDirection: "column", alignItems: "stretch" },
  place: { textAlign: "center" },
});
