import { expect, test } from "vitest";
import { type Mounted, mount } from "../../testing/mount.tsx";
import { runOf, ScriptedDesk } from "../../testing/scripted-desk.ts";
import { ScriptedSource, summaryOf } from "../../testing/scripted-source.ts";

async function opened(desk: ScriptedDesk, search = "?view=replay"): Promise<Mounted> {
  const source = new ScriptedSource();
  source.sessions = [summaryOf("s-1")];
  source.imports = [{ importId: "i-1", name: "gym", importedAt: 1, frames: 105, missing: [], isReading: false }];
  const page = await mount(source, search, desk);
  await page.run(() => source.connect());
  await page.run(() => undefined);
  return page;
}

const choose = (page: Mounted, field: HTMLElement, value: string) =>
  page.run(() => {
    Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, "value")?.set?.call(field, value);
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });

test("what the form says stands in the address, and is what the relay is told", async () => {
  const desk = new ScriptedDesk();
  const page = await opened(desk);
  expect((page.button("Choose what to play") as HTMLButtonElement).disabled).toBe(true);
  await choose(page, page.find("select"), "i i-1");
  const radio = page.all("input[type=radio]")[1] as HTMLElement;
  await page.run(() => radio.click());
  const timing = page.all("select").find((each) => each.textContent?.includes("as it was recorded")) as HTMLElement;
  await choose(page, timing, "20");
  await page.run(() => (page.all("input[type=checkbox]")[0] as HTMLElement).click());
  expect(window.location.search).toBe("?view=replay&import=i-1&target=relay&rate=20&paused=1");
  await page.click(page.button("Play it"));
  expect(desk.done).toEqual([["play", { import: "i-1", target: "relay", rate: 20, startsPaused: true }]]);
  expect(window.location.search).toContain("replay=r-1");
});

test("a link holds a filled-in form: a part of a session, in weather", async () => {
  const desk = new ScriptedDesk();
  const page = await opened(desk, "?view=replay&session=s-1&from=3&to=40&seed=rain%207&weather=drop,restart");
  await page.press("Enter");
  expect(desk.done).toEqual([
    [
      "play",
      {
        session: "s-1",
        target: "headless",
        rate: "max",
        from: 3,
        to: 40,
        weather: { seed: "rain 7", kinds: ["drop", "restart"] },
      },
    ],
  ]);
});

test("a device target says what it takes, and is not begun without a room", async () => {
  const page = await opened(new ScriptedDesk(), "?view=replay&session=s-1&target=device");
  expect(page.text()).toContain("a tap on the device itself");
  expect((page.button("Name the room") as HTMLButtonElement).disabled).toBe(true);
});

test("a page that may only read sees the replays and is told how to play one", async () => {
  const desk = new ScriptedDesk();
  desk.mayChange = false;
  desk.runs = [runOf({})];
  const page = await opened(desk, "?view=replay&replay=r-1");
  expect(page.text()).toContain("This page only reads. To play something from it");
  expect(page.text()).toContain("40 of 100 entries");
  expect(() => page.button("Pause")).toThrow();
  expect(page.all("input[type=range]")).toEqual([]);
});

test("a replay that runs is told to pause, step, seek, change its rate and end, by buttons and by keys", async () => {
  const desk = new ScriptedDesk();
  desk.runs = [runOf({ state: "paused" })];
  const page = await opened(desk, "?view=replay&replay=r-1");
  await page.press(" ");
  await page.press("ArrowRight");
  await page.press("ArrowLeft");
  const slider = page.find("input[type=range]");
  await page.run(() => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(slider, "70");
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const rate = page.all("select").find((each) => each.textContent?.includes("0.1 ×")) as HTMLElement;
  await choose(page, rate, "max");
  await page.press("q");
  expect(desk.done).toEqual([
    ["tell", "r-1", { type: "resume" }],
    ["tell", "r-1", { type: "step" }],
    ["tell", "r-1", { type: "step_back" }],
    ["tell", "r-1", { type: "seek", to: 70 }],
    ["tell", "r-1", { type: "rate", rate: "max" }],
    ["tell", "r-1", { type: "quit" }],
  ]);
});

const sentence = "entry 40: the watch reports the digest aa where the law gives bb";
const ended = runOf({
  ...{ order: { import: "i-1", target: "headless" }, state: "ended", endedAt: 2, played: 100, at: 100 },
  found: [
    { sentence, entry: 40 },
    { sentence: "trace_gap: 3 frames never came", entry: 7 },
  ],
  foundCount: 2,
  outcome: {
    ...{ isGreen: false, lines: [], sentence: `100 frames: 2 differences, first ${sentence}` },
    differences: [{ sentence, entry: 40, register: "set/bench.2/weight", sessionId: "workout-1" }],
  },
});

test("what differed leads with its first entry and register into the session view", async () => {
  const desk = new ScriptedDesk();
  desk.runs = [ended];
  const page = await opened(desk, "?view=replay&replay=r-1");
  const text = page.find("[aria-label='The replay']").textContent ?? "";
  expect(text).toContain("Came out otherwise");
  expect(text).toContain("gym to the law");
  expect(text).toContain("set/bench.2/weight");
  expect(text).toContain("1 thing noticed on the way");
  // Said once, where its link is.
  expect(text.split("reports the digest aa")).toHaveLength(2);
  const link = page.find("[data-first=true] a");
  expect(link.textContent).toBe("entry 40");
  expect(link.getAttribute("href")).toBe("?import=i-1&session=workout-1&entry=40");
  await page.click(link);
  expect(window.location.search).toBe("?import=i-1&session=workout-1&entry=40");
});

test("entries of a run in weather lead nowhere, and it says why", async () => {
  const desk = new ScriptedDesk();
  desk.runs = [{ ...ended, order: { ...ended.order, weather: { seed: "7" } } }];
  const page = await opened(desk, "?view=replay&replay=r-1");
  expect(page.all("[data-first=true] a")).toEqual([]);
  expect(page.text()).toContain("of the run in that weather");
});

test("one that failed says why in the relay's words, one that went well is green, and one of before is filled in again", async () => {
  const desk = new ScriptedDesk();
  desk.runs = [
    runOf({ replayId: "r-2", state: "failed", endedAt: 2, failure: "there is no Swift on the relay's machine" }),
    runOf({
      ...{ state: "ended", endedAt: 2, order: { session: "s-1", target: "headless", rate: 5, from: 9 } },
      outcome: { isGreen: true, sentence: "every digest came out again", differences: [], lines: [] },
    }),
  ];
  const failed = await opened(desk, "?view=replay&replay=r-2");
  expect(failed.find("[role=alert]").textContent).toBe("there is no Swift on the relay's machine");
  const green = await opened(desk, "?view=replay&replay=r-1");
  expect(green.text()).toContain("Came out again");
  await green.click(green.button("Fill the form with it"));
  expect(window.location.search).toBe("?view=replay&replay=r-1&session=s-1&rate=5&from=9");
});

test("a replay that is not told of any more, and one the relay refuses to begin", async () => {
  const desk = new ScriptedDesk();
  desk.mayChange = "2 replays are under way";
  const page = await opened(desk, "?view=replay&replay=gone&session=s-1");
  expect(page.text()).toContain("not told of any more");
  await page.click(page.button("Play it"));
  expect(page.find("[role=alert]").textContent).toBe("2 replays are under way");
});
