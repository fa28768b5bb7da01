// Pictures of every screen in every look, to be looked at: pnpm --filter @lighty/mobile screenshots <folder> [scene...]
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright";
import { chromiumSwitches, findChromium } from "../../scripts/chromium.mjs";
import { Gallery, type Show } from "./gallery.ts";

const looks: Record<string, Show & { colorScheme: "light" | "dark" }> = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  german: { locale: "de", colorScheme: "light" },
  large: { text: 2, colorScheme: "dark" },
};

const [folder, ...asked] = process.argv.slice(2);
if (folder === undefined) throw new Error("say which folder the pictures go to");
mkdirSync(folder, { recursive: true });
const executablePath = findChromium();
if (executablePath === undefined) throw new Error("no Chromium found");
const browser = await chromium.launch({ executablePath, args: chromiumSwitches });
try {
  const gallery = await Gallery.build();
  const page = await gallery.open(browser, { deviceScaleFactor: 2 });
  const scenes = asked.length > 0 ? asked : await gallery.scenes(page);
  for (const scene of scenes) {
    for (const [look, show] of Object.entries(looks)) {
      await page.emulateMedia({ colorScheme: show.colorScheme });
      await gallery.show(page, scene, show);
      await page.screenshot({ path: join(folder, `${scene}-${look}.png`) });
    }
  }
  console.log(`${scenes.length * Object.keys(looks).length} pictures are in ${folder}`);
} finally {
  await browser.close();
}
