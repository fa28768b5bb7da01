import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, visit } from "./browser.ts";
import { crossingsInSight } from "./canvas.ts";
import { foldedSession, ingest, longSession } from "./long-session.ts";
import { lastRow, probe } from "./probe.ts";
import { buildDashboard, RelayProcess, until } from "./relay.ts";
import { Teed } from "./tee-line.ts";

const entries = 20_000;

let browser: Browser;
let relay: RelayProcess;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  buildDashboard();
  relay = new RelayProcess();
  [browser] = await Promise.all([openBrowser(), relay.start("--no-demo")]);
  await ingest(relay, longSession("long"), entries);
  const session = await foldedSession(relay, "long", entries * 0.9);
  const visited = await visit(browser, relay.page.replace("/#", `/?session=${session.sessionId}#`));
  ({ page } = visited);
  visited.complaints.push = (...texts) => complaints.push(...texts);
});
afterAll(async () => {
  await browser?.close();
  await relay?.remove();
});

const where = () => page.getByLabel("Scrubber").getByText(/\d+ of \d+/);
const chosen = () => page.getByRole("option", { selected: true });

test("a session too long to be held opens at its end, and the reader gets to any place of it", async () => {
  await page.getByRole("option").first().waitFor();
  const count = Number(/of (\d+)/.exec((await where().textContent()) ?? "")?.[1]);
  expect(count).toBeGreaterThan(entries * 0.9);

  await page.keyboard.press("Home");
  await page.getByText(`1 of ${count}`).waitFor();
  await chosen().waitFor();
  const slider = page.getByRole("slider", { name: "Entry" });
  await slider.fill(String(Math.floor(count / 2)));
  await page.getByText(`${Math.floor(count / 2) + 1} of ${count}`).waitFor();
  await chosen().waitFor();
  // A slider keeps its keys.
  await page.getByRole("listbox", { name: "Entries in log order" }).focus();
  await page.keyboard.press("j");
  await page.getByText(`${Math.floor(count / 2) + 2} of ${count}`).waitFor();

  await page.keyboard.press("f");
  await page.getByText(`${count} of ${count}`).waitFor();
  expect(complaints).toEqual([]);
});

test("from afar the timeline shows the whole session, and leads to any place of it", async () => {
  await page.keyboard.press("w");
  const far = page.getByRole("img", { name: /^Timeline: all \d+ entries of the session/ });
  await far.waitFor();
  const all = Number(/\d+/.exec((await far.getAttribute("aria-label")) ?? "")?.[0]);
  expect(all).toBeGreaterThan(entries * 0.9);
  const box = await far.boundingBox();
  if (box === null) throw new Error("the timeline is not in the page");
  await page.mouse.click(box.x + box.width / 3, box.y + 60);
  await chosen().waitFor();
  const at = Number(/(\d+) of/.exec((await where().textContent()) ?? "")?.[1]);
  expect(at).toBeGreaterThan(all / 5);
  expect(at).toBeLessThan(all / 2);
  await page.getByRole("listbox", { name: "Entries in log order" }).focus();
  await page.keyboard.press("0");
  expect(await crossingsInSight(page)).toBeGreaterThan(0);
  await page.keyboard.press("f");
  expect(complaints).toEqual([]);
});

test("a filter of a session that is not at hand is searched for, and all of it is counted", async () => {
  await page.getByRole("button", { name: "no small talk" }).click();
  await page.getByText(/entries hidden/).waitFor();
  const hidden = Number(/(\d+) entries hidden/.exec((await page.getByText(/entries hidden/).textContent()) ?? "")?.[1]);
  expect(hidden).toBeGreaterThan(0);
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("Home");
  await chosen().waitFor();
  expect(complaints).toEqual([]);
});

/** So many of the last entries may be of no session: what a device says of itself is listed under none. */
const unlisted = 14;

/** Rows of the list that stand in the page, whether they are in sight or not. */
const rows = () => page.getByRole("option").count();

test("however long the session is, and wherever the reader goes in it, a few dozen rows stand in the page", async () => {
  await page.getByRole("button", { name: "show all" }).click();
  const list = page.getByRole("region", { name: "Entries" });
  await list.hover();
  for (const way of [-40_000, -400_000, 90_000]) {
    await page.mouse.wheel(0, way);
    await page.getByRole("option").first().waitFor();
    expect(await rows()).toBeLessThan(80);
  }
  const slider = page.getByRole("slider", { name: "Entry" });
  for (const place of [10, 9_000, 18_000, 4_000, 10, 9_000, 18_000, 4_000]) {
    await slider.fill(String(place));
    await page.getByText(new RegExp(`^${place + 1} of `)).waitFor();
    await chosen().waitFor();
    expect(await rows()).toBeLessThan(80);
  }
  expect(complaints).toEqual([]);
});

test("a page that follows fast devices has all of it in the end, in as many rows", async () => {
  const session = longSession("fast");
  await ingest(relay, session, 400);
  const { sessionId } = await foldedSession(relay, "fast", 300);
  const address = relay.page.replace("/#", `/?session=${sessionId}#`);
  const { page: follower, complaints: said } = await visit(browser, address, {}, (page) => probe(page, []));
  await follower.getByText("Live", { exact: true }).waitFor();
  const teed = await Teed.open(relay, session, "fast");
  const before = await relay.head();
  // More than a page holds of a session whole.
  for (let sent = 0; sent < 10_000; sent += 1_000) {
    teed.send(1_000);
    // A device waits for what it has said to be acknowledged.
    const taken = async () => ((await relay.head()) >= before + sent ? true : undefined);
    await until(taken, `${sent} frames taken in`);
  }
  const head = await relay.head();
  const shown = async () => ((await lastRow(follower)) >= head - unlisted ? true : undefined);
  await until(shown, `the page to show entry ${head}`);
  await follower.getByText("Live", { exact: true }).waitFor();
  expect(await follower.getByRole("option").count()).toBeLessThan(80);
  expect(said).toEqual([]);
  teed.close();
});
