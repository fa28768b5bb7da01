import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fireEvent, screen, within } from "@testing-library/react";
import { Text } from "react-native";
import { expect, test, vi } from "vitest";
import { scenes } from "../../e2e/gallery/scenes.tsx";
import type { ExerciseFace, LiveFace, SetFace } from "../session/face.ts";
import {
  amendment,
  detail,
  exerciseFace,
  finishFace,
  linkFace,
  liveFace,
  resting,
  routines,
  timers,
} from "../testing/faces.ts";
import { stage, type } from "../testing/stage.tsx";
import { Figures } from "../words/figures.ts";
import { languages } from "../words/words.ts";
import { LiveScreen, type LiveScreenProps } from "./LiveScreen.tsx";
import type { LiveActs } from "./live-acts.ts";
import { RoutineScreen } from "./RoutineScreen.tsx";
import { type RoutinesActs, RoutinesScreen } from "./RoutinesScreen.tsx";
import { SettingsScreen } from "./SettingsScreen.tsx";
import { SummaryScreen } from "./SummaryScreen.tsx";
import { TrainingScreen } from "./TrainingScreen.tsx";
import { TroubleScreen } from "./TroubleScreen.tsx";

const tap = (name: string | RegExp) => fireEvent.click(screen.getByRole("button", { name }));

/** Acts that do nothing but say in which order they were asked for. */
function listening<T extends object>(): { acts: T; asked: unknown[][] } {
  const asked: unknown[][] = [];
  const acts = new Proxy({} as T, {
    get:
      (_, name) =>
      (...words: unknown[]) =>
        asked.push([name, ...words]),
  });
  return { acts, asked };
}

function live(face: LiveFace = liveFace(), change: Partial<LiveScreenProps> = {}, locale = "en") {
  const { acts, asked } = listening<LiveActs>();
  const props = { link: linkFace, timers, acts, onBack: () => undefined, ...change };
  const shown = stage(<LiveScreen live={face} {...props} />, { locale });
  return { asked, again: (next: LiveFace) => shown.rerender(<LiveScreen live={next} {...props} />) };
}

test("the first open set of the exercise at hand is open; another opens at a tap, and the watch follows", () => {
  const { asked } = live();
  expect(screen.getByRole("textbox", { name: "weight of set 2, Bench press, kg" })).toBeDefined();
  fireEvent.click(within(screen.getByRole("group", { name: /^Set 1, 70 kilograms/ })).getByRole("button"));
  expect(screen.getByRole("textbox", { name: "weight of set 1, Barbell row, kg" })).toBeDefined();
  expect(asked).toEqual([["goToExercise", 1]]);
});

test("the last open set of an exercise done, the watch goes on to the next exercise", () => {
  const exercises = [
    exerciseFace(
      "bench",
      "Bench press",
      [
        [80, 8],
        [82.5, 8],
      ],
      { done: 1, isCurrent: true },
    ),
    exerciseFace("row", "Barbell row", [[70, 10]]),
  ];
  const { asked } = live(liveFace({ exercises }));
  tap("Set 2 of Bench press done");
  expect(asked).toEqual([
    ["completeSet", "bench-2", true],
    ["goToExercise", 1],
  ]);
});

test("a set that is done is opened again by its tick", () => {
  const { asked } = live();
  fireEvent.click(screen.getByRole("checkbox", { name: "Set 1 of Bench press done" }));
  expect(asked).toEqual([["completeSet", "bench-1", false]]);
});

test("weights are typed with a comma where the lifter writes one", () => {
  const { asked } = live(liveFace(), {}, "de");
  type(screen.getByRole("textbox", { name: "Gewicht von Satz 2, Bench press, kg" }), "83,75");
  expect(asked).toEqual([["editSet", "bench-2", { weight: 83.75 }]]);
});

test("what was lifted the last time is taken over with a tap", () => {
  const { asked } = live();
  tap("Use it: set 2 of Bench press as last time");
  expect(asked).toEqual([["repeatLast", "bench-2"]]);
});

test("a removed set is brought back", () => {
  const { asked } = live();
  tap("Remove set 2 of Bench press");
  expect(screen.getByText("Set 2 of Bench press is removed.")).toBeDefined();
  tap("Undo");
  expect(asked).toEqual([
    ["removeSet", "bench-2"],
    ["restoreSet", "bench-2"],
  ]);
});

test("where each set stands is a sentence, and nothing is said of a watch that takes no part", () => {
  const face = liveFace();
  const { again } = live(face);
  expect(screen.getByRole("group", { name: /^Set 1, 80 kilograms.*done, only on this iPhone so far$/ })).toBeDefined();
  expect(screen.getByRole("group", { name: /^Set 3, 82.5 kilograms.*open, on both devices$/ })).toBeDefined();
  again({ ...face, watch: "none" });
  expect(screen.queryByText("both")).toBeNull();
  expect(screen.getByText("Watch not in this training")).toBeDefined();
});

test("the rest is moved, held, gone on with and skipped", () => {
  const { asked, again } = live(liveFace({ rest: resting }));
  const rest = within(screen.getByRole("group", { name: "Rest" }));
  expect(rest.getByText("1:13")).toBeDefined();
  tap(/15 seconds less$/);
  tap(/15 seconds more$/);
  tap("Pause the rest");
  tap("Skip the rest");
  again(liveFace({ rest: { ...resting, isPaused: true } }));
  tap("Go on with the rest");
  expect(asked).toEqual([["adjustRest", -15_000], ["adjustRest", 15_000], ["pauseRest"], ["skipRest"], ["resumeRest"]]);
});

test("while paused nothing is ticked off, and it goes on with a tap", () => {
  const { asked } = live(liveFace({ isRunning: false }));
  fireEvent.click(screen.getByRole("checkbox", { name: "Set 1 of Bench press done" }));
  tap("Resume");
  expect(asked).toEqual([["resume"]]);
});

test("a finish names the open sets, and a discard is asked for twice", () => {
  const { asked } = live();
  tap("Finish");
  expect(screen.getByText("7 sets are still open. They are saved as not done.")).toBeDefined();
  tap("Go on training");
  tap("More for this training");
  tap("Discard");
  tap("Keep training");
  expect(asked).toEqual([]);
});

test("a row is drawn again for its own sake only", () => {
  const face = liveFace();
  const { again } = live(face);
  const written = vi.spyOn(Figures.prototype, "number");
  const [bench, ...others] = face.exercises as [ExerciseFace, ...ExerciseFace[]];
  again({ ...face, exercises: [{ ...bench, setsDone: 2 }, ...others] });
  expect(written).not.toHaveBeenCalled();
  const [first, ...rest] = bench.sets as [SetFace, ...SetFace[]];
  again({ ...face, exercises: [{ ...bench, sets: [{ ...first, weight: 91 }, ...rest] }, ...others] });
  expect(new Set(written.mock.calls.flat())).toEqual(new Set([91, first.reps]));
  written.mockRestore();
});

test("calories are final, estimated, awaited or none, and each says so", () => {
  const says: [Parameters<typeof finishFace>[0], string, string][] = [
    [{ calories: { outcome: "final", kcal: 312.4 } }, "312 kcal", "measured by your watch"],
    [
      { calories: { outcome: "estimated", kcal: 240 } },
      "about 240 kcal",
      "estimated: the watch has not said its last word",
    ],
    [{ calories: { outcome: "awaited", kcal: 200 } }, "about 200 kcal", "waiting for your watch"],
    [
      { calories: { outcome: "awaited", kcal: null } },
      "waiting for your watch",
      "it saves the workout and sends the figure",
    ],
    [{ calories: { outcome: "none", kcal: null } }, "not measured", "no watch measured them"],
  ];
  for (const [change, figure, note] of says) {
    const { unmount } = stage(
      <SummaryScreen finish={finishFace(change)} answer={null} onAnswer={vi.fn()} onDone={vi.fn()} />,
    );
    expect(screen.getByText(figure)).toBeDefined();
    expect(screen.getByText(note)).toBeDefined();
    unmount();
  }
});

test("the prompt says what changed, and its two answers are told apart", () => {
  const onAnswer = vi.fn();
  stage(<SummaryScreen finish={finishFace()} answer={null} onAnswer={onAnswer} onDone={vi.fn()} />);
  expect(screen.getAllByRole("listitem").map(({ textContent }) => textContent)).toEqual([
    "Bench press, set 3: 82.5 to 85 kg",
    "Bench press, set 3: 7 to 6 repetitions",
    "Barbell row: a set of 72.5 kg × 8 added",
    "Overhead press: a set of 45 kg × 8 removed",
  ]);
  tap("Save training + update routine");
  tap("Save training only");
  expect(onAnswer.mock.calls).toEqual([[true], [false]]);
});

test("a routine is duplicated, moved and deleted; the first does not go up", () => {
  const { acts, asked } = listening<RoutinesActs>();
  stage(<RoutinesScreen routines={routines} deleted={null} lastTrained={new Map()} isTraining={false} acts={acts} />);
  tap("More for Push and pull");
  expect(screen.getByRole("button", { name: "Move up" }).getAttribute("aria-disabled")).toBe("true");
  tap("Move down");
  tap("Close");
  tap("More for Legs");
  tap("Duplicate");
  tap("More for Legs");
  tap("Delete");
  expect(asked).toEqual([
    ["move", "push", 1],
    ["duplicate", "legs"],
    ["delete", "legs"],
  ]);
});

test("while one training runs no other is started", () => {
  const { acts, asked } = listening<RoutinesActs>();
  stage(<RoutinesScreen routines={routines} deleted={null} lastTrained={new Map()} isTraining acts={acts} />);
  tap("Start Legs");
  expect(asked).toEqual([]);
});

test("in the editor exercises are moved, removed and brought back, and every change is told at once", () => {
  const onChange = vi.fn();
  const [routine] = routines;
  if (routine === undefined) throw new Error("there is a first routine");
  const props = { restSeconds: 90, isTraining: false, onChange, onStart: vi.fn(), onBack: vi.fn() };
  stage(<RoutineScreen routine={routine} {...props} />);
  const names = () => onChange.mock.lastCall?.[0].exercises.map(({ name }: { name: string }) => name);
  tap("Move Barbell row up");
  expect(names()).toEqual(["Barbell row", "Bench press"]);
  tap("Remove Bench press");
  expect(names()).toEqual(["Barbell row"]);
  tap("Undo");
  expect(names()).toEqual(["Bench press", "Bench press", "Barbell row"]);
  type(screen.getByRole("textbox", { name: "Name of the routine" }), "Heavy day");
  expect(onChange.mock.lastCall?.[0].name).toBe("Heavy day");
  tap("Remove set 3 of Bench press");
  expect(onChange.mock.lastCall?.[0].exercises[0].sets).toHaveLength(2);
});

test("settings are told one by one", () => {
  const onChange = vi.fn();
  const settings = { unit: "kg", restSeconds: 90, includesHealth: false } as const;
  stage(
    <SettingsScreen
      settings={settings}
      link={linkFace}
      version="0.1.0"
      onChange={onChange}
      debug={<Text>the tee</Text>}
    />,
  );
  fireEvent.click(screen.getByRole("radio", { name: "pounds" }));
  tap("More rest in new exercises");
  expect(onChange.mock.calls).toEqual([[{ unit: "lb" }], [{ restSeconds: 105 }]]);
  expect(screen.getByText("the tee")).toBeDefined();
});

test("trouble says what is safe, and is tried again", () => {
  const onRetry = vi.fn();
  stage(<TroubleScreen title="Shut" text="Nothing was touched." sentence="disk I/O error" onRetry={onRetry} />);
  tap("Try again");
  expect(onRetry).toHaveBeenCalledTimes(1);
});

test("no screen has a word of its own: in German nothing of the English is left", () => {
  const flat = (words: object): string[] =>
    Object.values(words).flatMap((value) => (typeof value === "object" ? flat(value) : [value as string]));
  const plain = (texts: string[]) => texts.filter((text) => !text.includes("{{") && /[a-z]{3}/.test(text));
  const german = new Set(plain(flat(languages.de.translation)));
  // What the lifter may have named himself.
  const names = new Set(flat(languages.en.translation.examples));
  const english = plain(flat(languages.en.translation)).filter((text) => !german.has(text) && !names.has(text));
  // What the two screens of trouble show was put into words by whoever opened them.
  const translated = Object.entries(scenes).filter(([name]) => !["trouble", "live-storage-full"].includes(name));
  for (const [name, scene] of translated) {
    const { baseElement, unmount } = stage(scene(), { locale: "de" });
    const said = [...baseElement.querySelectorAll("*")].flatMap((element) => [
      ...[...element.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ textContent }) => textContent ?? ""),
      element.getAttribute("aria-label") ?? "",
    ]);
    expect(said.length, name).toBeGreaterThan(5);
    expect(
      said.filter((text) => english.includes(text)),
      name,
    ).toEqual([]);
    unmount();
  }
});

test("no text stands in the source of a screen or a control", () => {
  const found: string[] = [];
  let files = 0;
  for (const room of ["screens", "ui"]) {
    const folder = join(import.meta.dirname, "..", room);
    for (const file of readdirSync(folder).filter((name) => /(?<!\.test)\.tsx$/.test(name))) {
      files++;
      const source = readFileSync(join(folder, file), "utf8");
      const texts = source.matchAll(/>\s*([A-Za-z][\w ,.'!?-]*)\s*<\//g);
      const words = source.matchAll(/\b(?:label|spoken|title|text|hint|placeholder|aria-label)="([^"]+)"/g);
      found.push(...[...texts, ...words].map(([, text]) => `${file}: ${text}`));
    }
  }
  expect(files).toBeGreaterThan(20);
  expect(found).toEqual([]);
});

test("an amendment that names no set is told by its figures", () => {
  const training = detail({ isAmended: true, amendments: [{ ...amendment, sets: [] }] });
  const nothing = () => undefined;
  stage(
    <TrainingScreen training={training} progressOf={() => []} onAnswer={nothing} onDelete={nothing} onBack={nothing} />,
  );
  const told = screen.getAllByRole("listitem").map((item) => item.textContent);
  expect(told).toEqual(expect.arrayContaining(["Sets: 7, now 8", "Volume: 4,295 kg, now 4,873 kg"]));
});
