// Makes the README's pictures of the phone, from the app in a browser with a watch beside it: pnpm --filter @lighty/mobile pictures
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import { chromiumSwitches, findChromium } from "../../scripts/chromium.mjs";
import { controlToken, RelayProcess } from "../test/relay-process.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const executablePath = findChromium();
if (executablePath === undefined) throw new Error("no Chromium found");
const env = { ...process.env, NODE_ENV: "production" };
if (spawnSync(process.execPath, ["scripts/build-phone.mjs"], { cwd: root, env, stdio: "inherit" }).status !== 0) {
  throw new Error("the phone could not be built for the browser");
}

const relay = await new RelayProcess().start();
const browser = await chromium.launch({ executablePath, args: chromiumSwitches });
try {
  const look = { viewport: { width: 390, height: 780 }, deviceScaleFactor: 2, locale: "en-GB" } as const;
  const page = await browser.newPage({ ...look, colorScheme: "light" });
  const tap = (name: string | RegExp) => page.getByRole("button", { name, exact: true }).first().click();
  const picture = (name: string) => page.screenshot({ path: `${root}docs/images/phone-${name}.png` });
  await page.goto(`${relay.origin}/phone/?room=pictures#token=${controlToken}`);
  await tap("Start Push day");
  await page.getByTestId("watch-line").getByText("On both devices").waitFor();
  await tap("More weight of set 1, Bench press");
  await tap("Set 1 of Bench press done");
  await page.getByRole("group", { name: /^Set 1, 42.5 kilograms.*on both devices/ }).waitFor();
  await page.getByText(/bpm/).waitFor();
  await relay.post("/api/v1/rooms/pictures/weather", { outages: [{ from: 0 }] });
  await page.getByText(/^Watch out of reach/).waitFor();
  await tap("More weight of set 2, Bench press");
  await page.getByText("here", { exact: true }).waitFor();
  await picture("live");

  await relay.post("/api/v1/rooms/pictures/weather", {});
  await page.getByTestId("watch-line").getByText("On both devices").waitFor();
  await tap("Finish");
  await tap("Finish training");
  await page.getByText("measured by your watch").waitFor();
  await page.emulateMedia({ colorScheme: "dark" });
  await picture("summary");
  console.log("docs/images/phone-live.png and phone-summary.png are made");
} finally {
  await browser.close();
  await relay.remove();
}
