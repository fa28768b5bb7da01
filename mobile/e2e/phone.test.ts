import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import type { SessionSummary } from "@lighty/protocol";
import { patienceMs, weatherlyInRooms } from "@lighty/protocol/testing";
import { type Browser, chromium, type Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chromiumSwitches, findChromium } from "../../scripts/chromium.mjs";
import { controlToken, RelayProcess } from "../test/relay-process.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const relay = new RelayProcess();
let browser: Browser;

beforeAll(async () => {
  const env = { ...process.env, NODE_ENV: "production" };
  const { status } = spawnSync(process.execPath, ["scripts/build-phone.mjs"], { cwd: root, env, stdio: "inherit" });
  if (status !== 0) throw new Error("the phone could not be built for the browser");
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("no Chromium found");
  browser = await chromium.launch({ executablePath, args: chromiumSwitches });
  await relay.start();
}, 600_000);
afterAll(async () => {
  await browser.close();
  await relay.remove();
});

async function get<T>(path: string): Promise<T> {
  const answer = await fetch(`${relay.origin}${path}`, { headers: { authorization: `Bearer ${controlToken}` } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return (await answer.json()) as T;
}

/** A phone that was never here before, and what went wrong on its page. */
async function bringPhone(room: string): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "en-GB" });
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== relay.origin) complaints.push(`asked elsewhere: ${request.url()}`);
  });
  await page.goto(`${relay.origin}/phone/?room=${room}#token=${controlToken}`);
  return { page, complaints };
}

const tap = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true }).click();
const inStep = (page: Page) => page.getByTestId("watch-line").getByText("On both devices").waitFor();
const weather = (room: string, body: object) => relay.post(`/api/v1/rooms/${room}/weather`, body);
const onWrist = (room: string, deed: object) => relay.post(`/api/v1/rooms/${room}/watch/act`, deed);

async function type(page: Page, field: string, text: string): Promise<void> {
  const input = page.getByRole("textbox", { name: field });
  await input.fill(text);
  await input.press("Enter");
}

/** From a new routine to its place in the history, through two outages and a reload. */
async function train(room: string): Promise<void> {
  const { page, complaints } = await bringPhone(room);
  await tap(page, "New routine");
  await type(page, "Name of the routine", "Garage");
  await tap(page, "Add exercise");
  await type(page, "Name of the exercise", "Bench press");
  for (const number of [1, 2, 3]) await type(page, `weight of set ${number}, Bench press, kg`, "80");
  await tap(page, "Start training");
  await inStep(page);

  await page.getByRole("checkbox", { name: "Set 1 of Bench press done" }).click();
  await page.getByRole("group", { name: /^Set 1, 80 kilograms, 8 repetitions, done, on both devices/ }).waitFor();

  // The first outage: each goes on by itself.
  await weather(room, { outages: [{ from: 0 }] });
  await page.getByText(/^Watch out of reach/).waitFor();
  await tap(page, "More weight of set 2, Bench press");
  await page.getByRole("group", { name: /^Set 2, 82.5 kilograms.*only on this iPhone so far/ }).waitFor();
  await onWrist(room, { act: "complete_set" });
  await weather(room, {});
  await page.getByRole("group", { name: /^Set 2, 82.5 kilograms, 8 repetitions, done, on both devices/ }).waitFor();

  // The second one, and the page is loaded anew within it: what was tapped is there, and goes over afterwards.
  await weather(room, { outages: [{ from: 0 }] });
  await page.getByText(/^Watch out of reach/).waitFor();
  await tap(page, "More weight of set 3, Bench press");
  await page.getByRole("group", { name: /^Set 3, 82.5 kilograms.*only on this iPhone so far/ }).waitFor();
  await page.reload();
  await page.getByRole("group", { name: /^Set 3, 82.5 kilograms, 8 repetitions, open/ }).waitFor();
  await weather(room, {});
  await page.getByRole("group", { name: /^Set 3, 82.5 kilograms, 8 repetitions, open, on both devices/ }).waitFor();
  await onWrist(room, { act: "complete_set" });
  await page.getByText("3 of 3 sets").waitFor();

  await tap(page, "Finish");
  await page.getByText("Every set is done.").waitFor();
  expect(await barriers(page)).toEqual([]);
  await tap(page, "Finish training");
  await page.getByText("Bench press, set 2: 80 to 82.5 kg").waitFor();
  await page.getByText("measured by your watch").waitFor();
  expect(await barriers(page)).toEqual([]);
  await tap(page, "Save training + update routine");
  await tap(page, "Done");

  await page.getByRole("tab", { name: "History" }).click();
  const row = page.getByRole("button", { name: /^Garage.*3 sets · 1,960 kg · \d+ kcal$/ });
  await row.waitFor();
  expect(await barriers(page)).toEqual([]);
  await row.click();
  await page.getByText("measured by your watch").waitFor();
  await tap(page, "Back");
  await page.getByRole("tab", { name: "Train" }).click();
  await page.getByText("1 exercise, 3 sets").click();
  expect(await page.getByRole("textbox", { name: "weight of set 3, Bench press, kg" }).inputValue()).toBe("82.5");
  expect(complaints).toEqual([]);
  await page.context().close();
}

async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

test("a routine is made and trained with the watch through two outages and a reload; it stands in the history with the watch's calories, and nothing is amiss at the relay", async () => {
  const { watches } = await get<{ watches: string[] }>("/api/v1/rooms");
  expect(watches.length).toBeGreaterThan(0);
  for (const kind of watches) {
    await relay.post(`/api/v1/rooms/of-${kind}/watch`, { kind });
    await train(`of-${kind}`);
  }
  const { sessions } = await get<{ sessions: SessionSummary[] }>("/api/v1/sessions");
  expect(sessions.map(({ routineName, status }) => ({ routineName, status }))).toEqual(
    watches.map(() => ({ routineName: "Garage", status: "finished" })),
  );
  for (const { findings } of sessions) {
    expect(findings.filter(({ rule }) => !weatherlyInRooms.includes(rule))).toEqual([]);
  }
});

test("nothing of what a debug build hangs into the settings is a barrier, and no page complains", async () => {
  const { page, complaints } = await bringPhone("settings");
  await page.getByText("Push day").waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.getByRole("tab", { name: "Settings" }).click();
  await page.getByRole("heading", { name: "For developers" }).waitFor();
  expect(await barriers(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("without a watch in its room the phone brings one in when a training starts", async () => {
  const { page } = await bringPhone("empty");
  await tap(page, "Start Push day");
  await inStep(page);
  await page.context().close();
});
