import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { StyleSheet, View } from "react-native";
import type { LinkFace, LiveFace, Timers } from "../session/face.ts";
import { Button, IconButton } from "../ui/Button.tsx";
import { Card } from "../ui/Card.tsx";
import { space, useLook } from "../ui/look.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Screen, type ScreenHandle } from "../ui/Screen.tsx";
import { Text } from "../ui/Text.tsx";
import { ExerciseCard } from "./ExerciseCard.tsx";
import { LiveHead } from "./LiveHead.tsx";
import { DiscardSheet, FinishSheet, OptionsSheet } from "./LiveSheets.tsx";
import type { LiveActs } from "./live-acts.ts";
import { nextSet, type Place, placeOf } from "./next-set.ts";
import { RestBar } from "./RestBar.tsx";

export interface LiveScreenProps {
  live: LiveFace;
  link: LinkFace;
  timers(): Timers;
  acts: LiveActs;
  onBack(): void;
  /** What the lifter should know. */
  notices?: ReactNode;
}

/** The live session: every set of it, the one at hand open; below it the rest, and the way out. */
export function LiveScreen({ live, link, notices, timers, acts, onBack }: LiveScreenProps) {
  const { palette, isLarge } = useLook();
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string | null>(null);
  const [removed, setRemoved] = useState<Place | null>(null);
  const [question, setQuestion] = useState<"finish" | "discard" | "options" | null>(null);

  // Rows keep their callbacks, so that a row is drawn again for its own sake only.
  const latest = useRef(live);
  latest.current = live;

  const openSetId = chosen !== null && placeOf(live, chosen) !== undefined ? chosen : (nextSet(live)?.setId ?? null);
  const [screen, openRow] = [useRef<ScreenHandle>(null), useRef<View>(null)];
  // Only what the lifter did moves the list: what the watch does leaves it where it is read.
  const follows = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each set that opens
  useEffect(() => {
    if (!follows.current || openRow.current === null) return;
    follows.current = false;
    return screen.current?.reveal(openRow.current);
  }, [openSetId]);

  const open = useCallback(
    (setId: string) => {
      follows.current = true;
      setChosen((before) => (before === setId ? null : setId));
      const place = placeOf(latest.current, setId);
      if (place !== undefined && place.index !== latest.current.currentExerciseIndex) acts.goToExercise(place.index);
    },
    [acts],
  );
  const done = useCallback(
    (setId: string) => {
      follows.current = true;
      acts.completeSet(setId, true);
      setChosen(null);
      const [here, next] = [placeOf(latest.current, setId), nextSet(latest.current, setId)];
      // The watch follows to where the lifter goes on.
      if (next !== undefined && next.index !== latest.current.currentExerciseIndex && next.index !== here?.index)
        acts.goToExercise(next.index);
    },
    [acts],
  );
  const remove = useCallback(
    (setId: string) => {
      setRemoved(placeOf(latest.current, setId) ?? null);
      setChosen(null);
      acts.removeSet(setId);
    },
    [acts],
  );

  const openSets = live.setsTotal - live.setsDone;
  const isOff = !live.isRunning;
  // What ends or holds the training: at hand below the sets, and at their end where large type leaves no room for both.
  const way = isLarge ? null : styles.button;
  const ways = (
    <View style={[styles.buttons, isLarge && styles.atEnd]}>
      {live.isRunning ? (
        <Button icon="pause" label={t("live.pause")} style={way} onPress={acts.pause} />
      ) : (
        <Button manner="primary" icon="play" label={t("live.resume")} style={way} onPress={acts.resume} />
      )}
      <Button
        manner={openSets === 0 ? "done" : "plain"}
        label={t("live.finish")}
        style={way}
        onPress={() => setQuestion("finish")}
      />
    </View>
  );
  return (
    <>
      <Screen
        ref={screen}
        title={live.routineName}
        onBack={onBack}
        action={<IconButton icon="more" spoken={t("live.options")} onPress={() => setQuestion("options")} />}
        notices={
          <>
            {notices}
            {removed !== null && (
              <Notice
                weight="news"
                icon="trash"
                text={t("live.removed", { number: removed.number, exercise: removed.exercise })}
              >
                <Button
                  manner="quiet"
                  label={t("undo")}
                  onPress={() => {
                    acts.restoreSet(removed.setId);
                    setRemoved(null);
                  }}
                />
                <Button manner="quiet" label={t("ok")} onPress={() => setRemoved(null)} />
              </Notice>
            )}
          </>
        }
        foot={
          <View style={[styles.foot, { backgroundColor: palette.surface, borderTopColor: palette.line }]}>
            {live.rest !== null && <RestBar isPaused={live.rest.isPaused} timers={timers} acts={acts} />}
            {!isLarge && ways}
          </View>
        }
      >
        <LiveHead live={live} link={link} timers={timers} />
        {live.exercises.map((exercise) => (
          <ExerciseCard
            key={exercise.exerciseId}
            exercise={exercise}
            unit={live.unit}
            openSetId={exercise.sets.some(({ setId }) => setId === openSetId) ? openSetId : null}
            openRow={openRow}
            showsTruth={live.watch !== "none"}
            isOff={isOff}
            acts={acts}
            onOpen={open}
            onRemove={remove}
            onDone={done}
          />
        ))}
        {live.setsTotal === 0 && (
          <Card>
            <Text tone="muted">{t("live.empty")}</Text>
          </Card>
        )}
        {isLarge && ways}
      </Screen>
      {question === "finish" && (
        <FinishSheet openSets={openSets} onClose={() => setQuestion(null)} onFinish={acts.finish} />
      )}
      {question === "discard" && <DiscardSheet onClose={() => setQuestion(null)} onDiscard={acts.discard} />}
      {question === "options" && (
        <OptionsSheet
          name={live.routineName}
          onClose={() => setQuestion(null)}
          onDiscard={() => setQuestion("discard")}
        />
      )}
    </>
  );
}

const styles = StyleSheet.create({
  foot: { borderTopWidth: StyleSheet.hairlineWidth },
  buttons: {
    flexDirection: "row",
    gap: space.small,
    padding: space.medium,
    width: "100%",
    maxWidth: 640,
    alignSelf: "center",
  },
  atEnd: { flexDirection: "column", padding: 0 },
  button: { flex: 1 },
});
