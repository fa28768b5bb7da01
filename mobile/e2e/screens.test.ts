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

/** By all rules of axe, or by some. */
const axe = async (rules: string[]) => {
  // Without frames there is nothing to gather from others, and no page of its own to do it in.
  const builder = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (rules.length === 0 ? builder : builder.withRules(rules)).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
};

/** Two sizes of screen: an iPhone's, and the smallest there is, of one that shows all larger. */
const [usual, small] = [
  { width: 390, height: 844 },
  { width: 320, height: 568 },
];

/** In the light by every rule, in the dark by those that look at colours: the rest is the same. */
const rulesOf = { light: [], dark: ["color-contrast", "link-in-text-block"] };

for (const colorScheme of ["light", "dark"] as const) {
  for (const locale of ["en", "de"]) {
    test(`no screen has a violation that axe knows, ${colorScheme}, ${locale}`, async () => {
      expect(scenes.length).toBeGreaterThan(20);
      await page.emulateMedia({ colorScheme });
      expect(await findings({ locale }, () => axe(rulesOf[colorScheme]))).toEqual({});
    });
  }
}

for (const size of [usual, small]) {
  for (const text of [1, 2]) {
    const look = `in German, ${size.width} points wide, type of ${text * 100} %`;
    test(`nothing is cut off at a side or hidden under another, and what is tapped is 44 points high and wide, ${look}`, async () => {
      await page.setViewportSize(size);
      const found = await findings({ text, locale: "de" }, () => page.evaluate(misfits));
      await page.setViewportSize(usual);
      expect(found).toEqual({});
    });
  }
}

/** Within the page: what sticks out of it or of what holds it, and what a finger would miss. */
function misfits(): string[] {
  const found: string[] = [];
  const nameOf = (element: Element) =>
    `${element.tagName} ${element.getAttribute("aria-label") ?? element.textContent?.slice(0, 40)}`;
  for (const element of document.querySelectorAll("#root *, [aria-modal] *")) {
    const { left, right } = element.getBoundingClientRect();
    if (left < -0.5 || right > window.innerWidth + 0.5) found.push(`${nameOf(element)}: off the screen`);
    // What is drawn beyond the box that holds it lies over its neighbour; a line of text that is typed scrolls.
    else if (
      element.scrollWidth > element.clientWidth + 1 &&
      element.clientWidth > 0 &&
      !(element instanceof SVGElement || element instanceof HTMLInputElement)
    )
      found.push(`${nameOf(element)}: ${element.scrollWidth} within ${element.clientWidth}`);
  }
  for (const element of document.querySelectorAll("button, [role=button], [role=checkbox], [role=radio]")) {
    const { width, height } = element.getBoundingClientRect();
    if (width < 43.9 || height < 43.9) found.push(`${nameOf(element)}: ${width} x ${height}`);
  }
  return found;
}

test("the rest bar covers no row, and the sets scroll above it", async () => {
  await gallery.show(page, "live");
  const rest = await page.getByRole("group", { name: "Rest" }).boundingBox();
  const scroll = await page.evaluate(() => {
    const found = [...document.querySelectorAll("*")].find((element) => getComputedStyle(element).overflowY === "auto");
    return found?.getBoundingClientRect().bottom;
  });
  expect(scroll).toBeLessThanOrEqual((rest?.y ?? 0) + 0.5);
});
