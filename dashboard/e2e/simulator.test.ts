import { fileURLToPath } from "node:url";
import type { Browser } from "playwright";
import { build, type Rolldown } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "./browser.ts";
import { outcomeOf } from "./outcome.ts";

const seeds = Array.from({ length: 20 }, (_, i) => `browser-${i}`);
let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
});

/** The simulator as a script that leaves `simulator.outcomeOf` behind. */
async function bundle(): Promise<string> {
  const lib = { entry: "e2e/outcome.ts", formats: ["iife" as const], name: "simulator" };
  const root = fileURLToPath(new URL("..", import.meta.url));
  const built = await build({ root, configFile: false, logLevel: "error", build: { write: false, lib } });
  const [output] = (Array.isArray(built) ? built : [built]) as Rolldown.RolldownOutput[];
  return (output as Rolldown.RolldownOutput).output[0].code;
}

test("a schedule runs in a browser as it runs in Node, packet for packet and digest for digest", async () => {
  const page = await browser.newPage();
  await page.addScriptTag({ content: await bundle() });
  const inThePage = await page.evaluate((wanted) => {
    const { simulator } = globalThis as unknown as { simulator: { outcomeOf: typeof outcomeOf } };
    return wanted.map((seed) => simulator.outcomeOf(seed));
  }, seeds);
  const here = seeds.map(outcomeOf);
  expect(here.some(({ digests }) => digests.length > 0)).toBe(true);
  expect(inThePage).toEqual(JSON.parse(JSON.stringify(here)));
});
