import { act } from "react";
import { expect, test } from "vitest";
import { type Mounted, mount } from "../../testing/mount.tsx";
import { rehearsedEntries, sessionId } from "../../testing/rehearsal.ts";
import { ScriptedSource, summaryOf } from "../../testing/scripted-source.ts";

const entries = rehearsedEntries();
const amber = entries.find(({ frame }) => frame.verdict === "partly_applied")?.entry ?? 0;

async function opened(search = ""): Promise<Mounted> {
  const source = new ScriptedSource();
  source.sessions = [summaryOf(sessionId)];
  const page = await mount(source, `?session=${sessionId}${search}`);
  await page.run(() => {
    source.connect();
    source.send(...entries);
  });
  return page;
}

/** As a keyboard does it: React hears of a value only through the field's own setter. */
async function type(page: Mounted, text: string): Promise<HTMLInputElement> {
  const field = page.find("input[aria-label=Filter]") as HTMLInputElement;
  await page.run(() => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, text);
    field.setSelectionRange(text.length, text.length);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return field;
}

const key = (field: HTMLElement, name: string) =>
  act(() => void field.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true })));
const rows = (page: Mounted) => page.all("[role=option][data-entry]").map(({ dataset }) => Number(dataset.entry));
const choices = (page: Mounted) => page.all("[aria-label=Completions] b").map(({ textContent }) => textContent);

test("how much is hidden is always said, also when it is nothing", async () => {
  const page = await opened();
  expect(page.find("[aria-label=Entries] [role=status]").textContent).toBe(`all ${entries.length}`);
  await type(page, "verdict:partly_applied ");
  expect(rows(page)).toEqual([amber]);
  expect(page.text()).toContain(`${entries.length - 1} entries hidden`);
  expect(window.location.search).toContain("filter=verdict");
});

test("fields and values are offered as the reader types, and taken with a key", async () => {
  const page = await opened();
  const field = await type(page, "verd");
  expect(choices(page)).toEqual(["verdict:"]);
  key(field, "Tab");
  expect(field.value).toBe("verdict:");
  await type(page, "verdict:part");
  key(field, "ArrowDown");
  key(field, "Enter");
  expect(field.value).toBe("verdict:partly_applied ");
  expect(rows(page)).toEqual([amber]);
});

test("a text that cannot be understood hides nothing, and its fault is underlined and named", async () => {
  const page = await opened();
  const field = await type(page, "verdict:sideways");
  expect(field.getAttribute("aria-invalid")).toBe("true");
  expect(page.find("[aria-hidden=true] span[class*=fault]").textContent).toBe("sideways");
  expect(page.text()).toContain("Not understood at character 9: a verdict");
  expect(rows(page).length).toBeGreaterThan(5);
});
