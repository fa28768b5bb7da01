import { patienceMs } from "@lighty/protocol/testing";
import { expect, test, vi } from "vitest";
import { mount } from "../../testing/mount.tsx";
import { ScriptedDesk } from "../../testing/scripted-desk.ts";
import { ScriptedSource, summaryOf } from "../../testing/scripted-source.ts";

function sourceWith(sessions: ScriptedSource["sessions"]): ScriptedSource {
  const source = new ScriptedSource();
  source.sessions = sessions;
  return source;
}

test("live sessions come first, then the latest heard", async () => {
  const page = await mount(
    sourceWith([
      summaryOf("old", { status: "finished", routineName: "Old day", lastReceivedAt: 1_000 }),
      summaryOf("new", { status: "finished", routineName: "New day", lastReceivedAt: 2_000 }),
      summaryOf("now", { status: "active", routineName: "Live day", lastReceivedAt: 500 }),
    ]),
  );
  expect(page.all("tbody a").map((link) => link.textContent)).toEqual(["Live day", "New day", "Old day"]);
});

test("a row tells devices, entries, verdicts with their shapes, and the worst finding", async () => {
  const page = await mount(
    sourceWith([
      summaryOf("s", {
        entries: 1_490,
        devices: [
          { deviceId: "phone0000", role: "phone", digest: "aaaa" },
          { deviceId: "watch0000", role: "watch", digest: "bbbb" },
        ],
        verdicts: { applied: 12, superseded: 1, rejected: 0 },
        findings: [
          { rule: "a", severity: "info", sentence: "Something mild.", entries: [] },
          { rule: "b", severity: "error", sentence: "The devices part at entry 12.", entries: [12] },
        ],
      }),
    ]),
  );
  expect(page.text()).toContain("1,490");
  expect(page.text()).toContain("apart");
  expect(page.all("[role=img]").map((shape) => shape.getAttribute("aria-label"))).toEqual(
    expect.arrayContaining(["phone", "watch", "12 applied", "1 superseded"]),
  );
  expect(page.text()).toContain("error The devices part at entry 12. and 1 more");
});

test("a summary that changes shows without asking again", async () => {
  const source = sourceWith([summaryOf("s", { entries: 10 })]);
  const page = await mount(source);
  await page.run(() => source.tell(summaryOf("s", { entries: 11 }), summaryOf("t", { routineName: "Leg day" })));
  expect(page.text()).toContain("11");
  expect(page.text()).toContain("Leg day");
});

test("[STR-3] what changed is put upon the list, what is gone leaves it, and a list that lacks something is asked for again", async () => {
  const source = sourceWith([summaryOf("s", { entries: 10 }), summaryOf("old", { routineName: "Leg day" })]);
  const page = await mount(source);
  const { findings: _, ...row } = summaryOf("s", { entries: 11, lastEntry: 11 });
  const finding = { rule: "drift", severity: "warning" as const, sentence: "The watch is behind.", entries: [11] };
  await page.run(() => source.change([{ ...row, findings: { from: 0, added: [finding] } }], ["old"]));
  expect(page.text()).toContain("The watch is behind.");
  expect(page.text()).not.toContain("Leg day");
  source.sessions = [summaryOf("s", { routineName: "Pull day", lastEntry: 12 })];
  await page.run(() => source.change([{ ...row, lastEntry: 12, findings: { from: 9, added: [] } }]));
  await vi.waitFor(() => expect(page.text()).toContain("Pull day"), patienceMs);
});

test("duration, calories and revision are told where they are known", async () => {
  const known = summaryOf("s", { durationMs: 1_261_000, activeEnergyKcal: 1_061.5, revision: 77 });
  const page = await mount(sourceWith([known, summaryOf("t")]));
  expect(page.all("tbody tr").map((row) => row.textContent)).toEqual([
    expect.stringMatching(/21:01.*1,062 kcal.*revision 77/),
    expect.stringMatching(/–.*revision 5/),
  ]);
});

test("a search stands in the address, narrows the list, and says so when nothing is like that", async () => {
  const sessions = [summaryOf("s", { routineName: "Leg day" }), summaryOf("t", { routineName: "Push day" })];
  const page = await mount(sourceWith(sessions), "?search=leg");
  expect(page.all("tbody a").map((link) => link.textContent)).toEqual(["Leg day"]);
  expect(page.text()).toContain("1 of 2");
  const field = page.find("input[type=search]") as HTMLInputElement;
  expect(field.value).toBe("leg");
  await page.run(() => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, "<b>legs</b>");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  expect(page.text()).toContain("No session is like that");
  expect(page.find("code").textContent).toBe("<b>legs</b>");
  await page.click(page.button("Show all 2"));
  expect(page.all("tbody tr")).toHaveLength(2);
  expect(window.location.search).toBe("");
});

test("two chosen sessions are compared, and one that is chosen can be let go", async () => {
  const page = await mount(sourceWith([summaryOf("s"), summaryOf("t", { routineName: "Leg day" })]));
  const [first, second] = page.all("tbody input") as [HTMLElement, HTMLElement];
  await page.click(first);
  expect(page.text()).toContain("Push day is to be compared");
  await page.click(page.button("Never mind"));
  expect(window.location.search).toBe("");
  await page.click(first);
  await page.click(second);
  expect(window.location.search).toBe("?compare=s,t");
  expect(page.text()).toContain("Two sessions compared");
});

test("a click opens the session, and the address says so", async () => {
  const page = await mount(sourceWith([summaryOf("s-1")]));
  await page.click(page.find("tbody a"));
  expect(window.location.search).toBe("?session=s-1");
});

test("no session, no answer, not yet an answer, not allowed: each says what would help", async () => {
  expect((await mount(sourceWith([]))).text()).toContain("npm start");
  expect((await mount(sourceWith(new Error("The relay answered 500.")))).text()).toContain("The relay answered 500.");
  expect((await mount(sourceWith("pending"))).text()).toContain("Asking for the sessions");
  const source = sourceWith("pending");
  const page = await mount(source);
  await page.run(() => source.connect({ state: "refused", reason: "Open the link it printed." }));
  expect(page.text()).toContain("Open the link it printed.");
});

test("a relay of another version is named, and its own page is a click away", async () => {
  const source = sourceWith("pending");
  const page = await mount(source);
  await page.run(() => source.connect({ state: "refused", reason: "the relay speaks protocol 2", version: "newer" }));
  expect(page.text()).toContain("The relay is newer than this page");
  expect(page.text()).toContain("the relay speaks protocol 2.");
  expect(page.button("Load that page")).toBeDefined();
  await page.run(() => source.connect({ state: "refused", reason: "the relay speaks protocol 0", version: "older" }));
  expect(page.text()).toContain("The relay is older than this page");
});

test("names from a device are text, never markup", async () => {
  const page = await mount(sourceWith([summaryOf("s", { routineName: '<img src=x onerror="alert(1)">' })]));
  expect(page.all("img")).toEqual([]);
  expect(page.text()).toContain("<img src=x");
});

test("an import is listed at once, and is no longer being read once its sessions are known", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  try {
    const source = sourceWith([summaryOf("s", {})]);
    const gym = { importId: "i1", name: "gym.ndjson", importedAt: 1, frames: 20_000, missing: [] };
    source.imports = [{ ...gym, isReading: true }];
    const page = await mount(source);
    const shows = (said: (text: string) => void) =>
      vi.waitFor(async () => {
        await page.run(() => {});
        said(page.text());
      }, patienceMs);
    await shows((text) => expect(text).toContain("20,000 frames, being read"));
    source.imports = [{ ...gym, isReading: false }];
    await page.run(() => void vi.advanceTimersByTime(1_000));
    await shows((text) => expect(text).toMatch(/20,000 frames(?!, being read)/));
  } finally {
    vi.useRealTimers();
  }
});

test("keys: sessions take the keyboard one by one, one is chosen, the sheet tells them all, and other views are one of them away", async () => {
  const page = await mount(sourceWith([summaryOf("s"), summaryOf("t", { routineName: "Leg day" })]));
  await page.press("j");
  expect(document.activeElement?.textContent).toBe("Push day");
  await page.press("k");
  expect(document.activeElement?.textContent).toBe("Leg day");
  await page.press("x");
  expect(page.text()).toContain("Leg day is to be compared");
  await page.press("/");
  expect(document.activeElement).toBe(page.find("input[type=search]"));
  (document.activeElement as HTMLElement).blur();
  await page.press("?");
  for (const title of ["Next session", "Choose this session to compare", "Go to the devices", "Go to the Lab"])
    expect(page.find("dialog").textContent).toContain(title);
  await page.run(() => page.find("dialog").dispatchEvent(new Event("cancel")));
  await page.press("D");
  expect(window.location.search).toBe("?view=devices");
});

test("an empty list leads to the phone in the browser, without a token in the link, and only where it may pair", async () => {
  const page = await mount(sourceWith([]));
  const link = await vi.waitFor(() => page.find("a[target=_blank]"), patienceMs);
  expect([link.textContent, link.getAttribute("href")]).toEqual(["Open the phone", "phone/"]);
  const desk = new ScriptedDesk();
  desk.mayChange = false;
  const reading = await mount(sourceWith([]), "", desk);
  expect(reading.all("a[target=_blank]")).toEqual([]);
});
