import { useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { StyleSheet, View } from "react-native";
import type { Face, LinkFace, LiveFace, Timers } from "../session/face.ts";
import { Button, IconButton } from "../ui/Button.tsx";
import { Card } from "../ui/Card.tsx";
import { space, useLook } from "../ui/look.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Screen } from "../ui/Screen.tsx";
import { Text } from "../ui/Text.tsx";
import { ExerciseCard } from "./ExerciseCard.tsx";
import { LiveHead } from "./LiveHead.tsx";
import { DiscardSheet, FinishSheet, OptionsSheet } from "./LiveSheets.tsx";
import type { LiveActs } from "./live-acts.ts";
import { type NoticeActs, Notices } from "./Notices.tsx";
import { nextSet, type Place, placeOf } from "./next-set.ts";
import { RestBar } from "./RestBar.tsx";

export interface LiveScreenProps {
  live: LiveFace;
  link: LinkFace;
  notices: Pick<Face, "trouble" | "news" | "offers"> & { refusal: string | null };
  timers(): Timers;
  acts: LiveActs;
  noticeActs: NoticeActs;
  onBack(): void;
}

/** The live session: every set of it, the one at hand open; below it the rest, and the way out. */
export function LiveScreen({ live, link, notices, timers, acts, noticeActs, onBack }: LiveScreenProps) {
  const { palette, isLarge } = useLook();
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string | null>(null);
  const [removed, setRemoved] = useState<Place | null>(null);
  const [question, setQuestion] = useState<"finish" | "discard" | "options" | null>(null);

  // Rows keep their callbacks, so that a row is drawn again for its own sake only.
  const latest = useRef(live);
  latest.current = live;

  const open = useCallback(
    (setId: string) => {
      setChosen((before) => (before === setId ? null : setId));
      const place = placeOf(latest.current, setId);
      if (place !== undefined && place.index !== latest.current.currentExerciseIndex) acts.goToExercise(place.index);
    },
    [acts],
  );
  const done = useCallback(
    (setId: string) => {
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

  const openSetId = chosen !== null && placeOf(live, chosen) !== undefined ? chosen : (nextSet(live)?.setId ?? null);
  const openSets = live.setsTotal - live.setsDone;
  const isOff = !live.isRunning;
  // What ends or holds the training: at hand below the sets, and at their end where large type leaves no room for both.
  const ways = (
    <View style={styles.buttons}>
      {live.isRunning ? (
        <Button icon="pause" label={t("live.pause")} style={styles.button} onPress={acts.pause} />
      ) : (
        <Button manner="primary" icon="play" label={t("live.resume")} style={styles.button} onPress={acts.resume} />
      )}
      <Button
        manner={openSets === 0 ? "done" : "plain"}
        label={t("live.finish")}
        style={styles.button}
        onPress={() => setQuestion("finish")}
      />
    </View>
  );
  return (
    <>
      <Screen
        title={live.routineName}
        onBack={onBack}
        action={<IconButton icon="more" spoken={t("live.options")} onPress={() => setQuestion("options")} />}
        foot={
          <View style={[styles.foot, { backgroundColor: palette.surface, borderTopColor: palette.line }]}>
            {live.rest !== null && <RestBar isPaused={live.rest.isPaused} timers={timers} acts={acts} />}
            {!isLarge && ways}
          </View>
        }
      >
        <LiveHead live={live} link={link} timers={timers} />
        <Notices {...notices} link={link} acts={noticeActs} />
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
        {live.exercises.map((exercise) => (
          <ExerciseCard
            key={exercise.exerciseId}
            exercise={exercise}
            unit={live.unit}
            openSetId={exercise.sets.some(({ setId }) => setId === openSetId) ? openSetId : null}
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
  button: { flex: 1 },
});
