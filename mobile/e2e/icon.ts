// Draws the app's icon as the asset catalogs of both apps want it, one size for all: pnpm --filter @lighty/mobile icon
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import { chromiumSwitches, findChromium } from "../../scripts/chromium.mjs";

const executablePath = findChromium();
if (executablePath === undefined) throw new Error("no Chromium found");
const places = ["../icon/icon.png", "../../watch/App/Assets.xcassets/AppIcon.appiconset/icon.png"];
const svg = await readFile(new URL("../icon/icon.svg", import.meta.url), "utf8");
const browser = await chromium.launch({ executablePath, args: chromiumSwitches });
try {
  const page = await browser.newPage({ viewport: { width: 1024, height: 1024 } });
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
  for (const place of places) await page.screenshot({ path: fileURLToPath(new URL(place, import.meta.url)) });
} finally {
  await browser.close();
}
