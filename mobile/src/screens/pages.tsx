import { useNavigation } from "@react-navigation/native";
import type { NativeStackNavigationProp, NativeStackScreenProps } from "@react-navigation/native-stack";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/Button.tsx";
import { Notice } from "../ui/Notice.tsx";
import { HistoryScreen } from "./HistoryScreen.tsx";
import { LiveScreen } from "./LiveScreen.tsx";
import type { LiveActs } from "./live-acts.ts";
import { type NoticeActs, Notices } from "./Notices.tsx";
import { useFace, usePhone } from "./phone.ts";
import type { Places } from "./places.ts";
import { RoutineScreen } from "./RoutineScreen.tsx";
import { type RoutinesActs, RoutinesScreen } from "./RoutinesScreen.tsx";
import { SettingsScreen, type SettingsScreenProps } from "./SettingsScreen.tsx";
import { SummaryScreen } from "./SummaryScreen.tsx";
import { TrainingScreen } from "./TrainingScreen.tsx";
import { type Told, useTold } from "./use-told.ts";

/*
 * The screens, each with what it shows of the phone and what it does to it. A screen itself knows neither the phone nor the ways.
 */

type Ways = NativeStackNavigationProp<Places>;

/** Notices and what answers them, the same wherever they stand. */
function useNotices({ refusal, tell, dismiss }: Told) {
  const phone = usePhone();
  const { trouble, news, offers, link } = useFace();
  const { t } = useTranslation();
  const acts = useMemo<NoticeActs>(
    () => ({
      undo: (newsId) => tell(phone.session.undo(newsId)),
      dismiss: (newsId) => tell(phone.session.dismiss(newsId)),
      keepOffer: (sessionId) => tell(phone.session.keep(sessionId)),
      finishOffer: (sessionId) => tell(phone.session.finish(sessionId)),
      discardOffer: (sessionId) => tell(phone.session.discard(sessionId)),
      callWatch: () => phone.session.callWatch(),
      dismissRefusal: dismiss,
      retrySaving: () => phone.retry(),
    }),
    [phone, tell, dismiss],
  );
  const notices = {
    trouble,
    news,
    offers,
    refusal: refusal === null ? null : t(`notice.refused.${refusal}`),
  };
  return { notices, link, acts };
}

export function TrainPage() {
  const phone = usePhone();
  const ways = useNavigation<Ways>();
  const { t } = useTranslation();
  const { routines, deletedRoutine, live, leaving, settings } = useFace();
  const told = useTold();
  const { notices, link, acts: noticeActs } = useNotices(told);
  const { tell } = told;

  const acts = useMemo<RoutinesActs>(
    () => ({
      start: (routineId) => tell(phone.session.start(routineId)),
      create: () => {
        const made = phone.routines.create({ name: t("routines.newName"), unit: settings.unit, exercises: [] });
        tell(made);
        void made.then((what) => {
          if (what.outcome !== "refused") ways.navigate("Routine", { routineId: what.id });
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
    >
      {live !== null && (
        <Button
          manner="done"
          icon="play"
          label={t("routines.running", { name: live.routineName })}
          onPress={() => ways.navigate("Live")}
        />
      )}
      {leaving !== null && (
        <Notice weight="caution" icon="trash" text={t("discard.pending", { name: leaving.routineName })}>
          <Button manner="quiet" label={t("undo")} onPress={() => tell(phone.session.undoDiscard())} />
        </Notice>
      )}
      <Notices {...notices} link={link} acts={noticeActs} />
    </RoutinesScreen>
  );
}

export function RoutinePage({ route, navigation }: NativeStackScreenProps<Places, "Routine">) {
  const { routineId } = route.params;
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
      onChange={change}
      onStart={() => tell(phone.session.start(routineId))}
      onBack={() => navigation.goBack()}
    >
      {refusal !== null && (
        <Notice
          weight="caution"
          icon="warning"
          text={t(refusal === "full" ? "routine.full" : `notice.refused.${refusal}`)}
        >
          <Button manner="quiet" label={t("ok")} onPress={dismiss} />
        </Notice>
      )}
    </RoutineScreen>
  );
}

export function LivePage({ navigation }: NativeStackScreenProps<Places, "Live">) {
  const phone = usePhone();
  const { live } = useFace();
  const told = useTold();
  const { notices, link, acts: noticeActs } = useNotices(told);
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
      notices={notices}
      timers={timers}
      acts={acts}
      noticeActs={noticeActs}
      onBack={() => navigation.popTo("Home", { screen: "Train" })}
    />
  );
}

export function SummaryPage() {
  const phone = usePhone();
  const { finish } = useFace();
  const told = useTold();
  const { notices, link, acts } = useNotices(told);
  if (finish === null) return null;
  const { sessionId } = finish;
  return (
    <SummaryScreen
      finish={finish}
      onAnswer={(updatesRoutine) =>
        told.tell(phone.session.answer(sessionId, updatesRoutine ? "update_routine" : "training_only"))
      }
      onDone={() => told.tell(phone.session.putAside(sessionId))}
    >
      <Notices {...notices} link={link} acts={acts} />
    </SummaryScreen>
  );
}

export function HistoryPage() {
  const ways = useNavigation<Ways>();
  const phone = usePhone();
  const { history, hasMoreHistory } = useFace();
  return (
    <HistoryScreen
      history={history}
      hasMore={hasMoreHistory}
      onMore={() => phone.moreHistory()}
      onOpen={(sessionId) => ways.navigate("Training", { sessionId })}
    />
  );
}

export function TrainingPage({ route, navigation }: NativeStackScreenProps<Places, "Training">) {
  const { sessionId } = route.params;
  const phone = usePhone();
  const { tell } = useTold();
  // Drawn again when late sets come in: the detail is read anew with each face.
  useFace();
  const training = phone.training(sessionId);
  if (training === undefined) return null;
  return (
    <TrainingScreen
      training={training}
      progressOf={(exercise) => phone.progress(exercise)}
      onAnswer={(updatesRoutine) =>
        tell(phone.session.answer(sessionId, updatesRoutine ? "update_routine" : "training_only"))
      }
      onBack={() => navigation.goBack()}
    />
  );
}

export function SettingsPage(props: Pick<SettingsScreenProps, "version" | "debug">) {
  const phone = usePhone();
  const { settings } = useFace();
  const { tell } = useTold();
  return <SettingsScreen {...props} settings={settings} onChange={(change) => tell(phone.set(change))} />;
}
