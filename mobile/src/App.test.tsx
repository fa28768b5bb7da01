import { Random } from "@lighty/protocol/sim";
import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { Gym, openWeather, pushDay } from "../test/gym.ts";
import { App } from "./App";
import { draft, type } from "./testing/stage.tsx";

afterEach(cleanup);

const tap = async (name: string | RegExp) => {
  await act(async () => fireEvent.click(screen.getByRole("button", { name })));
};
/** The one text of that kind that is on the screen: what lies behind it is drawn, and hidden. */
const shown = (text: string | RegExp) => {
  const seen = screen
    .getAllByText(text)
    .filter((element) => element.closest("[aria-hidden='true']") === null && isInSight(element));
  expect(seen).toHaveLength(1);
  return seen[0] as HTMLElement;
};
const isInSight = (element: Element | null): boolean =>
  element === null || (getComputedStyle(element).display !== "none" && isInSight(element.parentElement));
const pass = (gym: Gym, ms: number) => act(() => gym.pass(ms));

/** The app over a phone that is open, with a watch in range. */
async function enter(gym: Gym): Promise<void> {
  const phone = await gym.launch();
  gym.watch.start();
  await gym.pass(1_000);
  render(<App phone={phone} locale="en" version="0.1.0" />);
}

test("a training goes from start to history: the watch takes part, the prompt is answered, its calories are kept", async () => {
  const gym = new Gym(new Random("app"));
  await enter(gym);
  await tap("Start Push day");
  await pass(gym, 2_000);
  expect(screen.getByRole("heading", { name: "Push day", level: 1 })).toBeDefined();
  await tap("More weight of set 1, Bench press");
  await act(async () => fireEvent.click(screen.getByRole("checkbox", { name: "Set 1 of Bench press done" })));
  // At once, before anything has crossed.
  expect(screen.getByRole("checkbox", { name: "Set 1 of Bench press done", checked: true })).toBeDefined();
  expect(screen.getByRole("group", { name: "Rest" })).toBeDefined();
  await pass(gym, 3_000);
  expect(
    screen.getByRole("group", { name: /^Set 1, 82.5 kilograms, 8 repetitions, done, on both devices/ }),
  ).toBeDefined();

  const { sessionId } = gym.face.live as NonNullable<typeof gym.face.live>;
  await tap("Finish");
  const sheet = within(screen.getByRole("dialog"));
  expect(sheet.getByText("5 sets are still open. They are saved as not done.")).toBeDefined();
  await tap("Finish training");
  expect(screen.getByText("waiting for your watch")).toBeDefined();
  await act(async () => gym.tap({ act: "finish", sessionId, outcome: "final", activeEnergyKcal: 41.2 }));
  await pass(gym, 3_000);
  expect(screen.getByText("41 kcal")).toBeDefined();
  expect(screen.getByText("Bench press, set 1: 80 to 82.5 kg")).toBeDefined();
  await tap("Save training + update routine");
  expect(gym.routine.exercises[0]?.sets[0]?.weight).toBe(82.5);
  await tap("Done");
  await act(async () => fireEvent.click(screen.getByRole("tab", { name: /History/ })));
  await tap(/^Push day[\s\S]*1 set · 660 kg · 41 kcal$/);
  expect(screen.getByText("measured by your watch")).toBeDefined();
});

test("a training that the watch starts comes to the front; what both changed is said, and undone", async () => {
  const gym = new Gym(new Random("both"), openWeather());
  await enter(gym);
  const sets = pushDay.exercises[0]?.sets.map((set, at) => ({ ...set, setId: `set-${at}`, isCompleted: false })) ?? [];
  const exercises = [{ exerciseId: "bench", name: "Bench press", restSeconds: 60, sets }];
  gym.tap({ act: "start", sessionId: "of-the-watch", plan: { routineName: "From the wrist", unit: "kg", exercises } });
  await pass(gym, 2_000);
  expect(screen.getByRole("heading", { name: "From the wrist", level: 1 })).toBeDefined();

  gym.partFor(20_000);
  await pass(gym, 1_000);
  gym.tap({ act: "edit_set", sessionId: "of-the-watch", setId: "set-0", weight: 85 });
  await tap("Less weight of set 1, Bench press");
  expect(screen.getByText(/Watch out of reach, 1 change waits for it/)).toBeDefined();
  await pass(gym, 40_000);
  const notice = shown(/^Both changed Bench press, set 1: kept [\d.]+ kg from your watch, not [\d.]+\.$/);
  const [, kept, lost] = /kept ([\d.]+) kg from your watch, not ([\d.]+)\./.exec(notice.textContent ?? "") ?? [];
  expect([kept, lost].sort()).toEqual(["77.5", "85"]);
  await tap("Undo");
  expect(gym.face.live?.exercises[0]?.sets[0]?.weight).toBe(Number(lost));
  await pass(gym, 5_000);
  expect(gym.isSame("of-the-watch")).toBe(true);
});

test("a discard can be undone, and deleting a routine too", async () => {
  const gym = new Gym(new Random("undo"));
  await enter(gym);
  await tap("Start Push day");
  await tap("More for this training");
  await tap("Discard");
  await tap("Discard training");
  shown("Push day is discarded.");
  await tap("Undo");
  expect(gym.face.live?.routineName).toBe("Push day");
  await tap("Back");
  await tap("More for Push day");
  await tap("Delete");
  expect(gym.face.routines).toEqual([]);
  await tap("Undo");
  expect(gym.face.routines.map(({ name }) => name)).toEqual(["Push day"]);
});

test("a routine is made, named and filled, and kept as it is typed", async () => {
  const gym = new Gym(new Random("routine"));
  await enter(gym);
  await tap("New routine");
  await tap("Add exercise");
  await act(async () => type(screen.getByRole("textbox", { name: "Name of the exercise" }), "Row"));
  await act(async () => draft(screen.getByRole("textbox", { name: "weight of set 1, Row, kg" }), "62.5"));
  // On its way out, without leaving the field first.
  await tap("Back");
  const made = gym.face.routines.at(-1);
  expect(made).toMatchObject({ name: "New routine", exercises: [{ name: "Row" }] });
  expect(made?.exercises[0]?.sets.map(({ weight }) => weight)).toEqual([62.5, 0, 0]);
});

test("a store that does not open is told, and tried again", async () => {
  const gym = new Gym(new Random("shut"));
  const { load } = gym.store;
  gym.store.load = () => Promise.reject(new Error("database or disk is full"));
  render(<App phone={await gym.launch()} locale="en" version="0.1.0" />);
  expect(screen.getByText("Your trainings could not be opened")).toBeDefined();
  gym.store.load = load;
  await tap("Try again");
  await act(() => gym.pass(1_000));
  expect(screen.getByRole("button", { name: "Start Push day" })).toBeDefined();
});
