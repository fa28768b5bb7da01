import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { barriers } from "./barriers.ts";
import { openBrowser, type Visit, visit } from "./browser.ts";
import { buildDashboard, controlToken, RelayProcess } from "./relay.ts";

const corpus = fileURLToPath(new URL("../../protocol/vectors/captures/", import.meta.url));

let relay: RelayProcess;
let browser: Browser;
const imports: Record<string, string> = {};
const visits: Visit[] = [];

beforeAll(async () => {
  buildDashboard();
  relay = new RelayProcess();
  [browser] = await Promise.all([openBrowser(), relay.start("--no-demo")]);
  for (const name of ["engine-bug", "clean-session"]) {
    const answer = await fetch(`${relay.origin}/api/v1/import?name=${name}`, {
      method: "POST",
      headers: { authorization: `Bearer ${controlToken}`, "content-type": "application/x-lighty-capture" },
      body: readFileSync(`${corpus}${name}.ndjson`),
    });
    imports[name] = ((await answer.json()) as { importId: string }).importId;
  }
});
afterEach(async () => {
  for (const { page, complaints } of visits.splice(0)) {
    await page.context().close();
    expect(complaints).toEqual([]);
  }
});
afterAll(async () => {
  await browser?.close();
  await relay?.remove();
});

async function come(search: string, colorScheme: "dark" | "light" = "dark"): Promise<Page> {
  const visited = await visit(browser, `${relay.origin}/${search}#token=${controlToken}`, { colorScheme });
  visits.push(visited);
  await visited.page.getByText("Live", { exact: true }).waitFor();
  return visited.page;
}

async function expectAccessible(page: Page): Promise<void> {
  expect(await barriers(page)).toEqual([]);
}

test("a broken engine's capture is played to its end, and the first difference leads to its entry in the session view", async () => {
  const page = await come("?view=replay");
  await page.getByText("Nothing is being played").waitFor();
  await expectAccessible(page);
  await page.getByLabel("Session or import").selectOption({ label: "engine-bug (105 frames)" });
  await page.getByRole("button", { name: "Play it" }).click();
  const run = page.getByRole("region", { name: "The replay" });
  await run.getByText("Came out otherwise").waitFor();
  await run.getByText("105 of 105 entries").waitFor();
  await run.getByText("set/bench.2/weight", { exact: true }).waitFor();
  await expectAccessible(page);
  const address = page.url();

  await run.getByRole("link", { name: "entry 40" }).first().click();
  await page.getByRole("option", { selected: true }).waitFor();
  expect(new URL(page.url()).searchParams.get("entry")).toBe("40");
  expect(new URL(page.url()).searchParams.get("import")).toBe(imports["engine-bug"]);
  await page.goBack();
  await run.getByText("Came out otherwise").waitFor();
  expect(page.url()).toBe(address);
});

test("a replay is paused, stepped, sought in and ended from the page, by keys as well", async () => {
  const page = await come(`?view=replay&import=${imports["clean-session"]}&rate=1&paused=1`, "light");
  await page.getByRole("button", { name: "Play it" }).click();
  const run = page.getByRole("region", { name: "The replay" });
  await run.getByText("Paused").waitFor();
  await run.getByRole("button", { name: "Step", exact: true }).click();
  await run.getByText(/^1 of \d+ entries/).waitFor();
  await page.locator("body").press("l");
  await run.getByText(/^2 of \d+ entries/).waitFor();
  await run.getByRole("slider", { name: "Seek to entry" }).fill("31");
  await run.getByText(/^30 of \d+ entries/).waitFor();
  await run.getByLabel("Rate").selectOption("0.1");
  await expectAccessible(page);
  await run.getByRole("button", { name: "Go on" }).click();
  await run.getByText("Playing").waitFor();
  await page.reload();
  await run.getByRole("button", { name: "Pause" }).waitFor();
  await run.getByRole("button", { name: "End it" }).click();
  await run.getByText("Ended by hand, the same so far").waitFor();
  await page.getByRole("button", { name: "Fill the form with it" }).click();
  expect(new URL(page.url()).searchParams.get("paused")).toBe("1");
});

test("into the log it is a session of its own, a link away; in weather the engines do it again", async () => {
  const page = await come(`?view=replay&import=${imports["clean-session"]}&target=relay`);
  await page.getByRole("button", { name: "Play it" }).click();
  const run = page.getByRole("region", { name: "The replay" });
  await run.getByText("Played into the log").waitFor();
  await run.getByRole("link", { name: /^replay-/ }).click();
  await page.getByRole("option").first().waitFor();
  await page.getByRole("link", { name: "Replay" }).click();
  // What was looked at is chosen.
  expect(new URL(page.url()).searchParams.get("session")).toMatch(/^replay-/);
  await page.getByLabel("Do it again in weather").check();
  await page.getByRole("textbox", { name: "Seed" }).fill("7");
  await page.getByRole("button", { name: "partition" }).click();
  await page.getByRole("button", { name: "Play it" }).click();
  await run.getByText("Came out again", { exact: true }).waitFor();
  expect(await run.textContent()).toContain("in the weather of seed 7");
});

test("the keys of the view are told, and every other view is one of them away", async () => {
  const page = await come("?view=replay");
  await page.getByText("Since the relay began").waitFor();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).getByText("Go to the devices").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("D");
  await page.getByRole("heading", { name: "Devices" }).waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Action" }).fill("replay");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Replay" }).waitFor();
});
