import type { Browser, Page } from "playwright";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { barriers } from "./barriers.ts";
import { openBrowser, type Visit, visit } from "./browser.ts";
import { foldedSession, ingest, longSession } from "./long-session.ts";
import { buildDashboard, controlToken, RelayProcess, token, until } from "./relay.ts";

/* What hands do with a session that stands still: wheel, brush, clipboard, search, comparison. */

let browser: Browser;
let relay: RelayProcess;
const sessions: string[] = [];
const visits: Visit[] = [];

beforeAll(async () => {
  buildDashboard();
  relay = new RelayProcess();
  [browser] = await Promise.all([openBrowser(), relay.start("--no-demo")]);
  for (const mark of ["aaaa", "bbbb"]) {
    await ingest(relay, longSession(mark), 146);
    sessions.push((await foldedSession(relay, mark, 100)).sessionId);
  }
});
afterEach(async () => {
  for (const { page } of visits.splice(0)) await page.context().close();
});
afterAll(async () => {
  await browser?.close();
  await relay?.remove();
});

async function come(search: string, options = {}): Promise<Visit> {
  const visited = await visit(browser, relay.page.replace("/#", `/${search}#`), options);
  visits.push(visited);
  await visited.page.getByText("Live", { exact: true }).waitFor();
  return visited;
}

async function openSession(options = {}): Promise<Visit> {
  const visited = await come(`?session=${sessions[0]}`, options);
  await visited.page.getByRole("option").first().waitFor();
  return visited;
}

/** "12 of 146": where the cursor stands. */
async function standing(page: Page): Promise<[number, number]> {
  const where = await page.getByRole("region", { name: "Scrubber" }).textContent();
  const [, at, of] = /(\d+) of (\d+)/.exec(where ?? "") ?? [];
  return [Number(at), Number(of)];
}

test("the wheel zooms the timeline about the pointer, and the whole run comes into sight by a key", async () => {
  const { page, complaints } = await openSession();
  const scroller = page.getByRole("region", { name: "Timeline" }).locator("[tabindex='0']").first();
  const width = () => scroller.evaluate(({ scrollWidth }) => scrollWidth);
  const before = await width();
  await scroller.hover();
  await page.mouse.wheel(0, -400);
  await until(async () => ((await width()) > before * 1.5 ? true : undefined), "the timeline to be drawn wider");
  await page.mouse.wheel(0, 900);
  await until(async () => ((await width()) < before ? true : undefined), "the timeline to be drawn narrower");
  await page.keyboard.press("w");
  const seen = await scroller.evaluate(({ clientWidth }) => clientWidth);
  await until(async () => ((await width()) <= seen + 1 ? true : undefined), "all of it in sight");
  expect(complaints).toEqual([]);
});

test("the brush of the overview takes the cursor along, to where it is let go", async () => {
  const { page, complaints } = await openSession();
  const bar = await page.locator("[data-overview]").boundingBox();
  if (bar === null) throw new Error("there is no overview");
  const at = (share: number) => [bar.x + bar.width * share, bar.y + bar.height / 2] as const;
  const isAt = async (share: number) => {
    const [here, all] = await standing(page);
    return Math.abs(here / all - share) < 0.03 ? true : undefined;
  };
  await page.mouse.move(...at(0.25));
  await page.mouse.down();
  await until(() => isAt(0.25), "the cursor at a quarter");
  for (const share of [0.35, 0.5, 0.65, 0.75]) await page.mouse.move(...at(share));
  await until(() => isAt(0.75), "the cursor at three quarters");
  await page.mouse.up();
  await page.mouse.move(...at(0.1));
  expect(await isAt(0.75)).toBe(true);
  expect(complaints).toEqual([]);
});

test("an entry leaves by the clipboard as JSON, as a command that works, and as a test", async () => {
  const { page, complaints } = await openSession({ permissions: ["clipboard-read", "clipboard-write"] });
  await page.getByLabel("Filter").fill("type:set_updated direction:received");
  await page.getByText(/entries hidden/).waitFor();
  await page.getByRole("option").first().click();
  const copied = async (button: string) => {
    await page.getByRole("button", { name: button, exact: true }).click();
    await page.getByText(/ copied$/).waitFor();
    return await page.evaluate(() => navigator.clipboard.readText());
  };
  const entry = JSON.parse(await copied("JSON")) as { entry: number; frame: { direction: string } };
  expect(entry.frame.direction).toBe("received");
  const command = await copied("curl");
  const address = /https?:\/\/[^\s'"]+/.exec(command)?.[0] ?? "";
  expect(command).toContain("$LIGHTY_TOKEN");
  const answer = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
  expect(((await answer.json()) as { entries: unknown[] }).entries[0]).toMatchObject({ entry: entry.entry });
  const fixture = await copied("test");
  expect(fixture).toContain("set_updated");
  expect(fixture).toContain("what came is judged as it was");
  expect(complaints).toEqual([]);
});

/** A page of the second printed link, at an entry of the session. */
async function openToChange(): Promise<Visit> {
  const visited = await visit(browser, `${relay.origin}/?session=${sessions[0]}&entry=20#token=${controlToken}`);
  visits.push(visited);
  await visited.page.getByRole("option", { selected: true }).waitFor();
  return visited;
}

test("an entry is marked by its key with words, the relay keeps it, and whoever looks finds it by a link", async () => {
  const words = "<b>here</b> it went wrong";
  const { page, complaints } = await openToChange();
  await page.keyboard.press("b");
  await page.getByLabel("Words for entry 20").waitFor();
  await page.keyboard.type(words);
  expect(await barriers(page)).toEqual([]);
  await page.keyboard.press("Enter");
  const kept = page.getByRole("tabpanel").getByRole("listitem");
  await kept.getByText(words).waitFor();
  await page.getByText("by the relay, for everybody who looks").waitFor();
  await page.getByRole("option", { selected: true }).getByRole("img", { name: "bookmarked" }).waitFor();
  expect(await barriers(page)).toEqual([]);

  // Someone else reads it, and marks another entry for themselves alone.
  const other = await come(`?session=${sessions[0]}&entry=30&panel=bookmarks`);
  const theirs = other.page.getByRole("tabpanel").getByRole("listitem");
  await theirs.getByText(words).waitFor();
  await other.page.getByText("in this browser alone").waitFor();
  await other.page.getByRole("button", { name: "Mark entry 30" }).click();
  await other.page.getByRole("button", { name: "Keep these words" }).waitFor();
  expect(await theirs.count()).toBe(2);
  await theirs.getByRole("link", { name: "entry 20" }).click();
  await other.page.locator("[data-entry='20'][aria-selected=true]").waitFor();
  await other.page.getByRole("button", { name: "Remove the bookmark at entry 20" }).click();
  await other.page.getByRole("alert").getByText("can only be taken away there").waitFor();

  // It leaves with the capture, and is there when that is opened as a file.
  const path = `/api/v1/sessions/${sessions[0]}/capture?as=ndjson`;
  const capture = await fetch(relay.origin + path, { headers: { authorization: `Bearer ${token}` } });
  const buffer = Buffer.from(await capture.arrayBuffer());
  await other.page.getByLabel("Capture file").setInputFiles({ name: "gym.ndjson", mimeType: "text/plain", buffer });
  await other.page.getByText("Whole file").waitFor();
  await other.page.getByRole("option").first().waitFor();
  await other.page.getByRole("tab", { name: /^Bookmarks/ }).click();
  await theirs.getByText(words).waitFor();
  expect(await theirs.count()).toBe(1);

  await page.getByRole("button", { name: "Remove the bookmark at entry 20" }).click();
  await page.getByText("Nothing is marked in this session yet").waitFor();
  expect([...complaints, ...other.complaints]).toEqual([]);
});

for (const colorScheme of ["dark", "light"] as const) {
  test(`a search finds a session, and two of them are compared: no barrier, ${colorScheme}`, async () => {
    const { page, complaints } = await come("", { colorScheme });
    await page.keyboard.press("/");
    await page.keyboard.type("legs");
    await page.getByText("No session is like that").waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByLabel("Search the sessions").fill(sessions[1] ?? "");
    await page.getByText("1 of 2").waitFor();
    await page.getByRole("checkbox").check();
    await page.getByLabel("Search the sessions").fill("");
    await page.getByText("is to be compared").waitFor();
    await page.getByRole("checkbox", { checked: false }).click();
    await page.getByText("Two sessions compared").waitFor();
    await page.getByTestId("parting").getByText("Both took the same course").waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole("cell").first().waitFor();
    await page.goBack();
    await page.getByText("is to be compared").waitFor();
    expect(complaints).toEqual([]);
  });
}
