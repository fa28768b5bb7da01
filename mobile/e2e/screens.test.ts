import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, chromium, type Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chromiumSwitches, findChromium } from "../../scripts/chromium.mjs";
import { Gallery, type Show } from "./gallery.ts";

let browser: Browser;
let gallery: Gallery;
let page: Page;
let scenes: string[];

beforeAll(async () => {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("no Chromium found");
  browser = await chromium.launch({ executablePath, args: chromiumSwitches });
  gallery = await Gallery.build();
  page = await gallery.open(browser);
  scenes = await gallery.scenes(page);
});
afterAll(() => browser.close());

/** What a look at every screen finds, by the name of the screen. */
async function findings<T>(show: Show, find: () => Promise<T[]>): Promise<Record<string, T[]>> {
  const found: Record<string, T[]> = {};
  for (const scene of scenes) {
    await gallery.show(page, scene, show);
    const here = await find();
    if (here.length > 0) found[scene] = here;
  }
  return found;
}

const axe = async () => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
};

for (const colorScheme of ["light", "dark"] as const) {
  test(`no screen has a violation that axe knows, ${colorScheme}`, { timeout: 300_000 }, async () => {
    expect(scenes.length).toBeGreaterThan(15);
    await page.emulateMedia({ colorScheme });
    expect(await findings({}, axe)).toEqual({});
  });
}

test("all that is tapped is 44 points high and wide", async () => {
  const small = await findings({}, () =>
    page.evaluate(() =>
      [...document.querySelectorAll("button, [role=button], [role=checkbox], [role=radio]")]
        .map((element) => ({ name: element.getAttribute("aria-label"), box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.width < 43.9 || box.height < 43.9)
        .map(({ name, box }) => `${name}: ${box.width} x ${box.height}`),
    ),
  );
  expect(small).toEqual({});
});

test("with type twice as large, and in German, nothing is cut off at a side", async () => {
  const wide = await findings({ text: 2, locale: "de" }, () =>
    page.evaluate(() =>
      [...document.querySelectorAll("#root *")]
        .filter((element) => {
          const { left, right } = element.getBoundingClientRect();
          return left < -0.5 || right > window.innerWidth + 0.5;
        })
        .map((element) => `${element.tagName} ${element.textContent?.slice(0, 40)}`),
    ),
  );
  expect(wide).toEqual({});
});

test("the rest bar covers no row, and the sets scroll above it", async () => {
  await gallery.show(page, "live");
  const rest = await page.getByRole("group", { name: "Rest" }).boundingBox();
  const scroll = await page.evaluate(() => {
    const found = [...document.querySelectorAll("*")].find((element) => getComputedStyle(element).overflowY === "auto");
    return found?.getBoundingClientRect().bottom;
  });
  expect(scroll).toBeLessThanOrEqual((rest?.y ?? 0) + 0.5);
});
