import { readFileSync } from "node:fs";
import type { Entry, VerdictWord } from "@lighty/protocol";
import type { Browser, Page } from "playwright";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openBrowser, type Visit, visit } from "./browser.ts";
import { foldedSession, ingest, longSession, type Said } from "./long-session.ts";
import { buildDashboard, controlToken, RelayProcess, token, until } from "./relay.ts";

/* What a sync engineer reads off a session: lines and colours, what is searched, paused, compared, noticed; and all of it without a mouse. */

let browser: Browser;
let relay: RelayProcess;
let sessionId: string;
const session = longSession("aaaa");
const visits: Visit[] = [];

beforeAll(async () => {
  buildDashboard();
  relay = new RelayProcess();
  [browser] = await Promise.all([openBrowser(), relay.start("--no-demo")]);
  await ingest(relay, session, 146);
  ({ sessionId } = await foldedSession(relay, "aaaa", 100));
  await ingest(relay, parting(), 5);
  await foldedSession(relay, "s-1", 5);
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

/** The scene of the finding `divergence`: phone and watch have seen the same and hold different weights. */
function* parting(): Generator<Said> {
  const file = new URL("../../protocol/vectors/findings/divergence.json", import.meta.url);
  const [{ entries }] = JSON.parse(readFileSync(file, "utf8")) as [{ entries: Entry[] }];
  for (const { frame } of entries)
    yield { deviceId: frame.observer.deviceId, traceSeq: frame.traceSeq, text: JSON.stringify(frame) };
}

async function come(search: string, prepare?: (page: Page) => Promise<void>): Promise<Page> {
  const visited = await visit(browser, relay.page.replace("/#", `/${search}#`), {}, prepare);
  visits.push(visited);
  await visited.page.getByText("Live", { exact: true }).waitFor();
  return visited.page;
}

async function openSession(search = "", prepare?: (page: Page) => Promise<void>): Promise<Page> {
  const page = await come(`?session=${sessionId}${search}`, prepare);
  await page.getByRole("option").first().waitFor();
  return page;
}

const where = (page: Page) => page.getByRole("region", { name: "Scrubber" }).getByText(/\d+ of \d+/);
const chosen = (page: Page) => page.getByRole("option", { selected: true });

/** Writes down each line that a canvas draws: its colour and its dashes. Runs in the page before anything of it. */
function noteLines(): void {
  const drawn = new Set<string>();
  Object.assign(window, { drawn });
  const stroke = CanvasRenderingContext2D.prototype.stroke as (this: CanvasRenderingContext2D, path?: Path2D) => void;
  CanvasRenderingContext2D.prototype.stroke = function (this: CanvasRenderingContext2D, path?: Path2D) {
    drawn.add(`${this.strokeStyle} ${this.getLineDash().join("-")}`);
    if (path === undefined) stroke.call(this);
    else stroke.call(this, path);
  };
}

test("an arrow tells its verdict by colour and its transport by the style of its line", async () => {
  const page = await openSession("", async (page) => {
    await page.addInitScript(noteLines);
  });
  await page.keyboard.press("Home");
  await page.getByText(/^1 of /).waitFor();
  const colour = (word: VerdictWord) =>
    page.evaluate((name) => {
      const brush = document.createElement("canvas").getContext("2d") as CanvasRenderingContext2D;
      const probe = document.body.appendChild(document.createElement("span"));
      probe.style.color = `var(--${name})`;
      brush.fillStyle = getComputedStyle(probe).color;
      probe.remove();
      return brush.fillStyle;
    }, word);
  const applied = await colour("applied");
  const lines = () => page.evaluate(() => [...(window as unknown as { drawn: Set<string> }).drawn]);
  // A message is a line, the queue is broken, the context is dotted.
  for (const dashes of ["", "1.5-4"])
    await until(async () => ((await lines()).includes(`${applied} ${dashes}`) ? true : undefined), `"${dashes}"`);
  expect(await colour("superseded")).not.toBe(applied);
});

test("the payload is searched, and how much that hides is the relay's own count", async () => {
  const page = await openSession();
  const answer = await fetch(`${relay.origin}/api/v1/sessions/${sessionId}/entries?limit=1000`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { entries } = (await answer.json()) as { entries: Entry[] };
  const having = entries.filter(({ frame }) => frame.body.includes("set_updated"));
  expect(having.length).toBeGreaterThan(0);
  await page.getByLabel("Filter").fill("set_updated");
  await page.getByText(`${entries.length - having.length} entries hidden`).waitFor();
  const shown = await page
    .locator("[role=option][data-entry]")
    .evaluateAll((rows) => rows.map((row) => Number((row as HTMLElement).dataset.entry)));
  expect(shown.every((entry) => having.some((each) => each.entry === entry))).toBe(true);

  await page.getByLabel("Filter").fill("verdict:applied and (");
  await page
    .getByText(/^Not understood at character 22: .+ is expected, not the end\. All entries are shown\.$/)
    .waitFor();
  await page.getByLabel("Filter").blur();
  await page.getByText(`all ${entries.length} shown`).waitFor();
});

test("a pause holds what comes and loses nothing; the list does not move meanwhile", async () => {
  const page = await openSession();
  const [, before] = /of (\d+)/.exec((await where(page).textContent()) ?? "") ?? [];
  await page.keyboard.press(" ");
  await page.getByRole("button", { name: "Paused · 0 held" }).waitFor();
  await ingest(relay, session, 60);
  const paused = page.getByRole("button", { name: /^Paused · [1-9]\d* held$/ });
  await paused.waitFor();
  expect(await where(page).textContent()).toContain(`of ${before}`);
  await page.keyboard.press(" ");
  const { entries } = await foldedSession(relay, "aaaa", Number(before) + 40);
  await until(
    async () => ((await where(page).textContent())?.includes(`of ${entries}`) ? true : undefined),
    "all of it",
  );
});

test("where the devices parted stands on the ribbon, with the register; the finding leads there, and the state shows both sides", async () => {
  const page = await come("?session=s-1&panel=findings");
  await page.getByText("they part in the register set/squat.1/weight, written at entry").waitFor();
  const finding = page.getByRole("listitem").filter({ hasText: "they part in the register" });
  expect(await finding.locator("b").textContent()).toBe("warning");
  await finding
    .getByRole("button", { name: /^entry \d+$/ })
    .last()
    .click();
  await chosen(page).waitFor();
  const there = await chosen(page).getAttribute("data-entry");

  await page.keyboard.press("Home");
  await page.getByText(/^1 of /).waitFor();
  const mark = page.getByRole("button", { name: /^The devices parted at entry \d+$/ });
  expect(await mark.getAttribute("title")).toBe("Parted here, first at set/squat.1/weight");
  await mark.click();
  await page.locator(`[data-entry="${there}"][aria-selected=true]`).waitFor();

  await page.keyboard.press("End");
  await page.keyboard.press("2");
  const row = page.getByRole("row").filter({ hasText: "the weight of set 1 of SQUAT" });
  expect(await row.getByRole("cell").allTextContents()).toEqual([
    expect.stringMatching(/^105/),
    expect.stringMatching(/^150/),
  ]);
});

test("a link to an entry far into a session opens there: its row and its place on the timeline are in sight", async () => {
  const page = await openSession("&entry=130");
  await page.locator("[data-entry='130'][aria-selected=true]").waitFor();
  const row = await chosen(page).boundingBox();
  const list = await page.getByRole("region", { name: "Entries" }).boundingBox();
  if (row === null || list === null) throw new Error("the row is not drawn");
  expect(row.y).toBeGreaterThanOrEqual(list.y);
  expect(row.y + row.height).toBeLessThanOrEqual(list.y + list.height + 1);
  const scrolled = page.getByRole("region", { name: "Timeline" }).locator("[tabindex='0']");
  expect(await scrolled.evaluate((element) => element.scrollLeft)).toBeGreaterThan(0);
});

test("from the list to an entry's state and back, without a mouse, and what has the keyboard is seen to have it", async () => {
  const page = await come("");
  await page.getByRole("row").nth(2).waitFor();
  await page.keyboard.press("j");
  const ring = await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle);
  expect(ring).toBe("solid");
  await page.keyboard.press("/");
  await page.keyboard.type(sessionId);
  await page.getByText("1 of 2").waitFor();
  await page.getByLabel("Search the sessions").blur();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("Home");
  await page.keyboard.press("j");
  await page.getByText(/^2 of /).waitFor();
  await page.keyboard.press("p");
  await page.keyboard.press("PageDown");
  await page.getByText(/^12 of /).waitFor();
  await page.keyboard.press("2");
  await page.getByRole("button", { name: "phone then | now" }).waitFor();
  await page.keyboard.press("g");
  await page.getByText(/^2 of /).waitFor();
  await page.keyboard.press("D");
  await page.locator("[data-card]").first().waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByRole("complementary", { name: "What is known of it" }).waitFor();
  await page.keyboard.press("L");
  await page.getByRole("button", { name: "Start on the phone" }).waitFor();
  await page.keyboard.press("S");
  await page.getByRole("heading", { name: "Sessions" }).waitFor();
});

test("the way to the phone holds no token, and the phone's page is let in by the cookie", async () => {
  const visited = await visit(browser, `${relay.origin}/?view=devices#token=${controlToken}`);
  visits.push(visited);
  const link = visited.page.getByRole("link", { name: "Open the phone" });
  await link.waitFor();
  expect(await link.evaluate((element) => (element as HTMLAnchorElement).href)).toBe(`${relay.origin}/phone/`);
  const scopes = await visited.page.evaluate(async () => (await (await fetch("/api/v1/access")).json()).scopes);
  expect(scopes).toEqual(["observe", "control"]);
});
