import { expect, test } from "vitest";
import { mount } from "../../testing/mount.tsx";
import { rehearsedEntries, sessionId } from "../../testing/rehearsal.ts";
import { ScriptedSource, summaryOf } from "../../testing/scripted-source.ts";

function sourceWithOne(): ScriptedSource {
  const source = new ScriptedSource();
  source.shelf.add(rehearsedEntries());
  source.sessions = source.shelf.summaries();
  return source;
}

test("a session beside itself takes the same course, and each head leads into it", async () => {
  const source = sourceWithOne();
  const page = await mount(source, `?compare=${sessionId},x/${sessionId}`);
  await page.run(() => undefined);
  expect(page.find("[data-testid=parting]").textContent).toContain("Both took the same course");
  expect(page.text()).toContain("0 of 9 differ");
  const [link] = page.all("thead a");
  await page.click(link as HTMLElement);
  expect(window.location.search).toContain(`session=${sessionId}`);
});

test("a session that is not known is named, with the way back", async () => {
  const source = sourceWithOne();
  const page = await mount(source, `?compare=${sessionId},gone`);
  expect(page.text()).toContain("There is no session gone");
  await page.click(page.button("Back to the list"));
  expect(window.location.search).toBe("");
});

test("names out of a capture are text in a comparison, too", async () => {
  const source = sourceWithOne();
  const [summary] = source.shelf.summaries();
  source.sessions = [
    summaryOf(sessionId, {
      ...summary,
      routineName: "<img src=x onerror=alert(1)>",
      findings: [{ rule: "constructor", severity: "error", sentence: "<b>x</b>", entries: [] }],
    }),
  ];
  const page = await mount(source, `?compare=${sessionId},x/${sessionId}`);
  await page.run(() => undefined);
  expect(page.all("img")).toEqual([]);
  expect(page.text()).toContain("<img src=x");
  expect(page.text()).toContain("<b>x</b>");
});

test("keys: the sides are swapped, the sheet tells so, and Escape leads back to the list", async () => {
  const page = await mount(sourceWithOne(), `?compare=${sessionId},x/${sessionId}`);
  await page.press("x");
  expect(window.location.search).toBe(`?compare=x/${sessionId},${sessionId}`);
  await page.press("?");
  expect(page.find("dialog").textContent).toContain("Swap sides");
  await page.run(() => page.find("dialog").dispatchEvent(new Event("cancel")));
  await page.press("Escape");
  expect(window.location.search).toBe("");
});
