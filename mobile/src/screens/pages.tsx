import { useNavigation } from "@react-navigation/native";
import type { NativeStackNavigationProp, NativeStackScreenProps } from "@react-navigation/native-stack";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/Button.tsx";
import { Notice } from "../ui/Notice.tsx";
import { HistoryScreen } from "./HistoryScreen.tsx";
import { LiveScreen } from "./LiveScreen.tsx";
import type { LiveActs } from "./live-acts.ts";
import { PhoneNotices } from "./PhoneNotices.tsx";
import { useFace, usePhone } from "./phone.ts";
import type { Places } from "./places.ts";
import { RoutineScreen } from "./RoutineScreen.tsx";
import { type RoutinesActs, RoutinesScreen } from "./RoutinesScreen.tsx";
import { SettingsScreen, type SettingsScreenProps } from "./SettingsScreen.tsx";
import { SummaryScreen } from "./SummaryScreen.tsx";
import { TrainingScreen } from "./TrainingScreen.tsx";
import { useTold } from "./use-told.ts";

/*
 * The screens, each with what it shows of the phone and what it does to it. A screen itself knows neither the phone nor the ways.
 */

type Ways = NativeStackNavigationProp<Places>;

export function TrainPage() {
  const phone = usePhone();
  const ways = useNavigation<Ways>();
  const { t } = useTranslation();
  const { routines, deletedRoutine, live, leaving, settings } = useFace();
  const told = useTold();
  const { tell } = told;

  const acts = useMemo<RoutinesActs>(
    () => ({
      start: (routineId) => tell(phone.session.start(routineId)),
      create: () => {
        const made = phone.routines.create({ name: t("routines.newName"), unit: settings.unit, exercises: [] });
        tell(made);
        void made.then((what) => {
          if (what.outcome !== "refused") ways.navigate("Routine", { routineId: what.id, isNew: true });
        });
      },
      edit: (routineId) => ways.navigate("Routine", { routineId }),
      duplicate: (routineId) => {
        const name = phone.face().routines.find((routine) => routine.routineId === routineId)?.name ?? "";
        tell(phone.routines.duplicate(routineId, t("routines.copyName", { name })));
      },
      move: (routineId, to) => tell(phone.routines.move(routineId, to)),
      delete: (routineId) => tell(phone.routines.delete(routineId)),
      undoDelete: () => tell(phone.routines.undoDelete()),
    }),
    [phone, ways, t, tell, settings.unit],
  );
  return (
    <RoutinesScreen
      routines={routines}
      deleted={deletedRoutine}
      lastTrained={phone.lastTrained()}
      isTraining={live !== null}
      acts={acts}
      notices={
        <>
          <PhoneNotices told={told} />
          {leaving !== null && (
            <Notice weight="caution" icon="trash" text={t("discard.pending", { name: leaving.routineName })}>
              <Button manner="quiet" label={t("undo")} onPress={() => tell(phone.session.undoDiscard())} />
            </Notice>
          )}
        </>
      }
    >
      {live !== null && (
        <Button
          manner="done"
          icon="play"
          label={t("routines.running", { name: live.routineName })}
          onPress={() => ways.navigate("Live")}
        />
      )}
    </RoutinesScreen>
  );
}

export function RoutinePage({ route, navigation }: NativeStackScreenProps<Places, "Routine">) {
  const { routineId, isNew = false } = route.params;
  const phone = usePhone();
  const { routines, settings, live } = useFace();
  const { refusal, tell, dismiss } = useTold();
  const { t } = useTranslation();
  const routine = routines.find((each) => each.routineId === routineId);
  const change = useCallback<Parameters<typeof RoutineScreen>[0]["onChange"]>(
    (sketch) => tell(phone.routines.edit(routineId, sketch)),
    [phone, routineId, tell],
  );
  if (routine === undefined) return null;
  return (
    <RoutineScreen
      routine={routine}
      restSeconds={settings.restSeconds}
      isTraining={live !== null}
      isNew={isNew}
      onChange={change}
      onStart={() => tell(phone.session.start(routineId))}
      onBack={() => navigation.goBack()}
      notices={
        refusal !== null && (
          <Notice
            weight="caution"
            icon="warning"
            text={t(refusal === "full" ? "routine.full" : `notice.refused.${refusal}`)}
          >
            <Button manner="quiet" label={t("ok")} onPress={dismiss} />
          </Notice>
        )
      }
    />
  );
}

export function LivePage({ navigation }: NativeStackScreenProps<Places, "Live">) {
  const phone = usePhone();
  const { live, link } = useFace();
  const told = useTold();
  const { tell } = told;
  const acts = useMemo<LiveActs>(() => {
    const { session } = phone;
    return {
      editSet: (setId, edit) => tell(session.editSet(setId, edit)),
      repeatLast: (setId) => tell(session.repeatPrevious(setId)),
      completeSet: (setId, isCompleted) => tell(session.completeSet(setId, isCompleted)),
      addSet: (exerciseId) => tell(session.addSet(exerciseId)),
      removeSet: (setId) => tell(session.removeSet(setId)),
      restoreSet: (setId) => tell(session.restoreSet(setId)),
      goToExercise: (index) => tell(session.goToExercise(index)),
      adjustRest: (byMs) => tell(session.adjustRest(byMs)),
      skipRest: () => tell(session.skipRest()),
      pauseRest: () => tell(session.pauseRest()),
      resumeRest: () => tell(session.resumeRest()),
      pause: () => tell(session.pause()),
      resume: () => tell(session.resume()),
      finish: () => tell(session.finish()),
      discard: () => tell(session.discard()),
    };
  }, [phone, tell]);
  const timers = useCallback(() => phone.timers(), [phone]);
  if (live === null) return null;
  return (
    <LiveScreen
      key={live.sessionId}
      live={live}
      link={link}
      notices={<PhoneNotices told={told} />}
      timers={timers}
      acts={acts}
      onBack={() => navigation.popTo("Home", { screen: "Train" })}
    />
  );
}

export function SummaryPage() {
  const phone = usePhone();
  const { finish } = useFace();
  const told = useTold();
  const [answered, setAnswered] = useState<{ sessionId: string; updatesRoutine: boolean } | null>(null);
  if (finish === null) return null;
  const { sessionId } = finish;
  return (
    <SummaryScreen
      finish={finish}
      answer={answered?.sessionId === sessionId ? answered.updatesRoutine : null}
      onAnswer={(updatesRoutine) => {
        const outcome = phone.session.answer(sessionId, answerOf(updatesRoutine));
        told.tell(outcome);
        void outcome.then((what) => {
          if (what.outcome !== "refused") setAnswered({ sessionId, updatesRoutine });
        });
      }}
      onDone={() => told.tell(phone.session.putAside(sessionId))}
      notices={<PhoneNotices told={told} />}
    />
  );
}

export function HistoryPage() {
  const ways = useNavigation<Ways>();
  const phone = usePhone();
  const told = useTold();
  const { history, hasMoreHistory, deletedTraining } = useFace();
  return (
    <HistoryScreen
      history={history}
      hasMore={hasMoreHistory}
      deleted={deletedTraining}
      notices={<PhoneNotices told={told} />}
      onMore={() => phone.moreHistory()}
      onOpen={useCallback((sessionId: string) => ways.navigate("Training", { sessionId }), [ways])}
      onUndoDelete={() => told.tell(phone.trainings.undoDelete())}
    />
  );
}

export function TrainingPage({ route, navigation }: NativeStackScreenProps<Places, "Training">) {
  const { sessionId } = route.params;
  const phone = usePhone();
  const told = useTold();
  const { history } = useFace();
  // Read out of every training that is kept: anew when one has changed, and not whenever something else is drawn.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the history is what it is read from
  const progressOf = useMemo(() => {
    const known = new Map<string, ReturnType<typeof phone.progress>>();
    return (exercise: string) => {
      const points = known.get(exercise) ?? phone.progress(exercise);
      known.set(exercise, points);
      return points;
    };
  }, [phone, history]);
  const training = phone.training(sessionId);
  if (training === undefined) return null;
  return (
    <TrainingScreen
      training={training}
      progressOf={progressOf}
      onAnswer={(updatesRoutine) => told.tell(phone.session.answer(sessionId, answerOf(updatesRoutine)))}
      onDelete={() => {
        // Where it can be brought back.
        navigation.popTo("Home", { screen: "History" });
        told.tell(phone.trainings.delete(sessionId));
      }}
      onBack={() => navigation.goBack()}
      notices={<PhoneNotices told={told} />}
    />
  );
}

function answerOf(updatesRoutine: boolean) {
  return updatesRoutine ? "update_routine" : "training_only";
}

export function SettingsPage(props: Pick<SettingsScreenProps, "version" | "debug">) {
  const phone = usePhone();
  const { settings, link } = useFace();
  const { tell } = useTold();
  return <SettingsScreen {...props} settings={settings} link={link} onChange={(change) => tell(phone.set(change))} />;
}
