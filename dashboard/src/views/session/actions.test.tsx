import { expect, test } from "vitest";
import { type Mounted, mount } from "../../testing/mount.tsx";
import { rehearsedEntries, sessionId } from "../../testing/rehearsal.ts";
import { ScriptedSource, summaryOf } from "../../testing/scripted-source.ts";

const entries = rehearsedEntries();

async function opened(search = ""): Promise<{ source: ScriptedSource; page: Mounted }> {
  const source = new ScriptedSource();
  source.sessions = [summaryOf(sessionId)];
  const page = await mount(source, `?session=${sessionId}${search}`);
  await page.run(() => {
    source.connect();
    source.send(...entries.slice(0, 60));
  });
  return { source, page };
}

test("a pause takes nothing in and loses nothing", async () => {
  const { source, page } = await opened();
  await page.press(" ");
  await page.run(() => source.send(...entries.slice(60, 63)));
  expect(page.text()).toContain("60 of 60");
  expect(page.text()).toContain("3 held");
  await page.press(" ");
  expect(page.text()).toContain("63 of 63");
  expect(page.text()).not.toContain("held");
});

test("an entry is pinned in the address, come back to and let go", async () => {
  const { page } = await opened("&entry=12");
  await page.press("p");
  expect(window.location.search).toContain("pin=12");
  await page.press("End");
  await page.press("g");
  expect(window.location.search).toContain("entry=12");
  await page.press("p");
  expect(window.location.search).not.toContain("pin");
});

test("the help sheet tells every action, and the keys go on when it is closed", async () => {
  const { page } = await opened();
  await page.press("?");
  const sheet = page.find("dialog");
  for (const text of ["Next entry", "Zoom in", "Filter the entries", "Pause", "Pin this entry", "Space"])
    expect(sheet.textContent).toContain(text);
  await page.press("k");
  expect(window.location.search).not.toContain("entry");
  await page.run(() => sheet.dispatchEvent(new Event("cancel")));
  expect(page.all("dialog")).toEqual([]);
  await page.press("k");
  expect(window.location.search).toContain(`entry=${entries[58]?.entry}`);
});

test("the palette finds an action by a part of its name, and does it", async () => {
  const { page } = await opened();
  await page.run(() =>
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "k", ctrlKey: true, cancelable: true })),
  );
  const field = page.find("dialog input") as HTMLInputElement;
  await page.run(() => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, "first ent");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  expect(page.all("dialog [role=option]").map(({ textContent }) => textContent)).toEqual(["First entryHome"]);
  await page.run(() => field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true })));
  expect(page.all("dialog")).toEqual([]);
  expect(window.location.search).toContain("entry=1");
});
