import { type ReactNode, useState } from "react";
import type { Routine } from "../../src/routines/routine.ts";
import { HistoryScreen } from "../../src/screens/HistoryScreen.tsx";
import { LiveScreen, type LiveScreenProps } from "../../src/screens/LiveScreen.tsx";
import { RoutineScreen } from "../../src/screens/RoutineScreen.tsx";
import { RoutinesScreen } from "../../src/screens/RoutinesScreen.tsx";
import { SettingsScreen } from "../../src/screens/SettingsScreen.tsx";
import { SummaryScreen } from "../../src/screens/SummaryScreen.tsx";
import { TrainingScreen } from "../../src/screens/TrainingScreen.tsx";
import { TroubleScreen } from "../../src/screens/TroubleScreen.tsx";
import {
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
  LiveScreenProps["noticeActs"] &
  Parameters<typeof RoutinesScreen>[0]["acts"];

function Live(props: Partial<LiveScreenProps>) {
  return (
    <LiveScreen
      live={liveFace({ rest: resting })}
      link={linkFace}
      notices={calm}
      timers={timers}
      acts={acts}
      noticeActs={acts}
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
  "live-conflict": () => (
    <Live
      link={{ ...linkFace, isReachable: false, queueDepth: 3 }}
      notices={{
        ...calm,
        news: [conflict],
        offers: [{ sessionId: "session-2", routineName: "Legs", startedAt: today, startedOn: "watch" }],
      }}
    />
  ),
  "live-storage-full": () => (
    <Live
      notices={{ ...calm, trouble: full, refusal: t("notice.refused.full") }}
      link={{ ...linkFace, startFault: "7006" }}
    />
  ),
  "live-all-done": () => <Live live={liveFace({ exercises: done })} />,
  "live-empty": () => <Live live={liveFace({ exercises: [] })} />,
  summary: () => <SummaryScreen finish={finishFace()} onAnswer={nothing} onDone={nothing} />,
  "summary-waiting": () => (
    <SummaryScreen
      finish={finishFace({
        prompt: null,
        mayLackSets: true,
        openSets: 0,
        calories: { outcome: "awaited", kcal: null },
      })}
      onAnswer={nothing}
      onDone={nothing}
    />
  ),
  "summary-none": () => (
    <SummaryScreen
      finish={finishFace({ prompt: null, calories: { outcome: "none", kcal: null } })}
      onAnswer={nothing}
      onDone={nothing}
    />
  ),
  history: () => <HistoryScreen history={history} hasMore onMore={nothing} onOpen={nothing} />,
  "history-empty": () => <HistoryScreen history={[]} hasMore={false} onMore={nothing} onOpen={nothing} />,
  training: () => <TrainingScreen training={detail()} progressOf={progress} onAnswer={nothing} onBack={nothing} />,
  "training-amended": () => (
    <TrainingScreen
      training={detail({ isAmended: true, prompt: finishFace().prompt })}
      progressOf={progress}
      onAnswer={nothing}
      onBack={nothing}
    />
  ),
  settings: () => (
    <SettingsScreen
      settings={{ unit: "kg", restSeconds: 90, includesHealth: false }}
      version="0.1.0"
      onChange={nothing}
    />
  ),
  trouble: () => (
    <TroubleScreen
      title={t("notice.broken")}
      text={t("notice.brokenText", { sentence: "unable to open database file" })}
      onRetry={nothing}
    />
  ),
};
