import { type ReactNode, useState } from "react";
import type { Routine } from "../../src/routines/routine.ts";
import { HistoryScreen } from "../../src/screens/HistoryScreen.tsx";
import { LiveScreen, type LiveScreenProps } from "../../src/screens/LiveScreen.tsx";
import { DiscardSheet, FinishSheet, OptionsSheet } from "../../src/screens/LiveSheets.tsx";
import { Notices, type NoticesProps } from "../../src/screens/Notices.tsx";
import { RoutineScreen } from "../../src/screens/RoutineScreen.tsx";
import { RoutineSheet, RoutinesScreen } from "../../src/screens/RoutinesScreen.tsx";
import { SettingsScreen } from "../../src/screens/SettingsScreen.tsx";
import { SummaryScreen } from "../../src/screens/SummaryScreen.tsx";
import { TrainingScreen } from "../../src/screens/TrainingScreen.tsx";
import { TroubleScreen } from "../../src/screens/TroubleScreen.tsx";
import {
  amendment,
  calm,
  conflict,
  detail,
  exerciseFace,
  finishFace,
  history,
  linkFace,
  liveFace,
  progress,
  resting,
  routines,
  timers,
  today,
} from "../../src/testing/faces.ts";
import { openWords } from "../../src/words/words.ts";

const nothing = () => undefined;
const acts = new Proxy({}, { get: () => nothing }) as LiveScreenProps["acts"] &
  NoticesProps["acts"] &
  Parameters<typeof RoutinesScreen>[0]["acts"];

function Live(props: Partial<LiveScreenProps>) {
  return (
    <LiveScreen
      live={liveFace({ rest: resting })}
      link={linkFace}
      timers={timers}
      acts={acts}
      onBack={nothing}
      {...props}
    />
  );
}

function Told(props: Partial<NoticesProps>) {
  return <Notices {...calm} link={linkFace} acts={acts} {...props} />;
}

function Summary(props: Partial<Parameters<typeof SummaryScreen>[0]>) {
  return <SummaryScreen finish={finishFace()} answer={null} onAnswer={nothing} onDone={nothing} {...props} />;
}

function History(props: Partial<Parameters<typeof HistoryScreen>[0]>) {
  return (
    <HistoryScreen
      history={history}
      hasMore={false}
      deleted={null}
      onMore={nothing}
      onOpen={nothing}
      onUndoDelete={nothing}
      {...props}
    />
  );
}

function Training(props: Partial<Parameters<typeof TrainingScreen>[0]>) {
  return (
    <TrainingScreen
      training={detail()}
      progressOf={progress}
      onAnswer={nothing}
      onDelete={nothing}
      onBack={nothing}
      {...props}
    />
  );
}

function Routines(props: Partial<Parameters<typeof RoutinesScreen>[0]>) {
  return (
    <RoutinesScreen
      routines={routines}
      deleted={null}
      lastTrained={new Map([["push", today - 86_400_000]])}
      isTraining={false}
      acts={acts}
      {...props}
    />
  );
}

function Editor() {
  const [routine, setRoutine] = useState(routines[0] as Routine);
  return (
    <RoutineScreen
      routine={routine}
      restSeconds={90}
      isTraining={false}
      onChange={(sketch) => setRoutine({ ...routine, ...sketch } as Routine)}
      onStart={nothing}
      onBack={nothing}
    />
  );
}

const { t } = openWords("en");
const full = { kind: "full", sentence: "database or disk is full", unsaved: 2 } as const;
const done = [
  exerciseFace(
    "bench",
    "Bench press",
    [
      [80, 8],
      [82.5, 8],
    ],
    { done: 2, isCurrent: true },
  ),
];

/** Every screen, and every state of it that looks unlike the others. */
export const scenes: Record<string, () => ReactNode> = {
  routines: () => <Routines />,
  "routines-empty": () => <Routines routines={[]} />,
  "routines-options": () => (
    <>
      <Routines />
      <RoutineSheet routine={routines[1] as Routine} at={1} of={3} acts={acts} onClose={nothing} />
    </>
  ),
  "routines-deleted": () => <Routines deleted={{ routineId: "legs", name: "Legs" }} isTraining />,
  routine: () => <Editor />,
  "routine-empty": () => (
    <RoutineScreen
      routine={{ ...(routines[0] as Routine), exercises: [] }}
      restSeconds={90}
      isTraining={false}
      onChange={nothing}
      onStart={nothing}
      onBack={nothing}
    />
  ),
  live: () => <Live link={{ ...linkFace, queueDepth: 1 }} />,
  "live-paused": () => (
    <Live
      live={liveFace({ isRunning: false, rest: { ...resting, isPaused: true } })}
      timers={() => timers({ energyAgeMs: 60_000, heartRateAgeMs: 60_000 })}
    />
  ),
  "live-no-watch": () => <Live live={liveFace({ watch: "none", activeEnergyKcal: null, heartRateBpm: null })} />,
  "live-conflict": () => {
    const link = { ...linkFace, isReachable: false, queueDepth: 3 };
    const offer = { sessionId: "session-2", routineName: "Legs", startedAt: today, startedOn: "watch" } as const;
    return <Live link={link} notices={<Told news={[conflict]} offers={[offer]} link={link} />} />;
  },
  "live-storage-full": () => (
    <Live
      notices={<Told trouble={full} refusal={t("notice.refused.full")} link={{ ...linkFace, startFault: "7006" }} />}
    />
  ),
  "live-sent-away": () => {
    const fault = { kind: "revoked", sentence: "the relay no longer takes this phone" } as const;
    const link = { ...linkFace, isReachable: false, queueDepth: 2, fault };
    return <Live link={link} notices={<Told link={link} />} />;
  },
  "live-all-done": () => <Live live={liveFace({ exercises: done })} />,
  "live-empty": () => <Live live={liveFace({ exercises: [] })} />,
  "live-finish": () => (
    <>
      <Live />
      <FinishSheet openSets={3} onClose={nothing} onFinish={nothing} />
    </>
  ),
  "live-options": () => (
    <>
      <Live />
      <OptionsSheet name="Push and pull" onClose={nothing} onDiscard={nothing} />
    </>
  ),
  "live-discard": () => (
    <>
      <Live />
      <DiscardSheet onClose={nothing} onDiscard={nothing} />
    </>
  ),
  summary: () => <Summary />,
  "summary-answered": () => <Summary finish={finishFace({ prompt: null })} answer />,
  "summary-waiting": () => (
    <Summary
      finish={finishFace({
        prompt: null,
        mayLackSets: true,
        openSets: 0,
        calories: { outcome: "awaited", kcal: null },
      })}
    />
  ),
  "summary-none": () => <Summary finish={finishFace({ prompt: null, calories: { outcome: "none", kcal: null } })} />,
  history: () => <History hasMore />,
  "history-empty": () => <History history={[]} deleted={{ sessionId: "training-1", routineName: "Legs" }} />,
  training: () => <Training />,
  "training-amended": () => (
    <Training training={detail({ isAmended: true, amendments: [amendment], prompt: finishFace().prompt })} />
  ),
  settings: () => (
    <SettingsScreen
      settings={{ unit: "kg", restSeconds: 90, includesHealth: false }}
      link={linkFace}
      version="0.1.0"
      onChange={nothing}
    />
  ),
  trouble: () => (
    <TroubleScreen
      title={t("notice.broken")}
      text={t("notice.brokenText")}
      sentence="unable to open database file"
      onRetry={nothing}
    />
  ),
};
