import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, visit } from "./browser.ts";
import { buildDashboard, RelayProcess } from "./relay.ts";

let browser: Browser;
let relay: RelayProcess;

beforeAll(async () => {
  buildDashboard();
  browser = await openBrowser();
  relay = new RelayProcess();
  await relay.start("--no-demo");
});
afterAll(async () => {
  await browser.close();
  await relay.remove();
});

async function save(page: Page, button: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: button }).click(),
  ]);
  return readFileSync(await download.path(), "utf8");
}

test("in the Lab two devices part out of range and agree again, with the relay gone; what happened leaves as a file", async () => {
  // Wide enough for the screens at the cursor beside those that are tapped on.
  const { page, complaints } = await visit(browser, relay.page, { viewport: { width: 1920, height: 1080 } });
  await page.getByText("Live", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Lab", exact: true }).click();
  const [phone, watch] = [page.getByLabel("Phone of the Lab"), page.getByLabel("Watch of the Lab")];
  await phone.getByRole("button", { name: "Start on the phone" }).click();
  await watch.getByRole("button", { name: /^Done/ }).waitFor();
  await page.getByRole("option").first().waitFor();
  // Nothing of what follows asks the relay.
  await relay.kill();

  const range = page.getByLabel("Out of range");
  await range.click();
  await page.getByText("reaches nobody").first().waitFor();
  await phone.getByLabel("More weight of set 1").first().click();
  await phone.getByTitle("not yet on the watch").first().waitFor();
  await watch.getByLabel("More weight on the watch").click();
  await range.click();
  await page.getByText("reaches nobody").first().waitFor({ state: "detached" });
  await phone.getByTitle("not yet on the watch").first().waitFor({ state: "detached" });
  await page.getByRole("button", { name: /^superseded/ }).waitFor();
  await page.getByText("Both hold the same").waitFor();

  expect(new URL(page.url()).searchParams.get("lab")).toBe("1");
  const lines = (await save(page, "Save as a capture")).trim().split("\n");
  expect(JSON.parse(lines[0] as string)).toMatchObject({ format: "lighty-capture" });
  expect(JSON.parse(lines.at(-1) as string)).toMatchObject({ kind: "trailer", frames: lines.length - 2 });
  expect(await save(page, "Save as a test")).toContain("verify({ entries, expected })");
  expect(complaints).toEqual([]);
});
