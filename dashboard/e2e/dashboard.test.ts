import type { Browser, Page } from "playwright";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { barriers } from "./barriers.ts";
import { openBrowser, type Visit, visit } from "./browser.ts";
import { clickColour, crossingsInSight } from "./canvas.ts";
import { buildDashboard, RelayProcess, until } from "./relay.ts";

/*
 * A real browser before a real relay, with the demo in a hurry. The pages come in the order a newcomer meets them.
 */

let relay: RelayProcess;
let browser: Browser;
const visits: Visit[] = [];

beforeAll(async () => {
  buildDashboard();
  relay = new RelayProcess();
  [browser] = await Promise.all([openBrowser(), relay.start("--demo-rate", "10")]);
});

afterEach(async () => {
  for (const { page } of visits.splice(0)) await page.context().close();
});

afterAll(async () => {
  await browser?.close();
  await relay?.remove();
});

async function come(address = relay.page, options = {}): Promise<Visit> {
  const visited = await visit(browser, address, options);
  visits.push(visited);
  return visited;
}

/** The first session of the demo, once its superseded edit has happened. */
async function sessionWithALoss(): Promise<string> {
  return await until(async () => {
    const sessions = await relay.sessions();
    return sessions.find(({ verdicts }) => (verdicts.superseded ?? 0) > 0)?.sessionId;
  }, "an edit that was superseded");
}

/** A page that is signed in, at a session. */
async function openSession(sessionId: string, options = {}): Promise<Visit> {
  const visited = await come(relay.page.replace("/#", `/?session=${sessionId}#`), options);
  await visited.page.getByText("Live", { exact: true }).waitFor();
  return visited;
}

/** "74 of 720": how many entries the page holds. */
async function held(page: Page): Promise<number> {
  const where = await page.getByRole("region", { name: "Scrubber" }).textContent();
  return Number(/\d+ of (\d+)/.exec(where ?? "")?.[1] ?? 0);
}

const screens = (page: Page) =>
  Promise.all(["Phone", "Watch"].map((name) => page.getByRole("article", { name }).textContent()));

test("from the printed link to moving traffic, without a reload, and nothing asked of anyone else", async () => {
  const { page, complaints } = await come();
  await page.getByRole("link", { name: "Push and pull" }).first().click();
  const before = await until(async () => (await held(page)) || undefined, "the first entries");
  await until(async () => ((await held(page)) > before + 20 ? true : undefined), "20 more entries");
  expect(await crossingsInSight(page)).toBeGreaterThan(5);
  expect(page.url()).not.toContain("token");
  expect(complaints).toEqual([]);
});

test("why did this edit vanish? A click on the amber arrow says it in a sentence, and leads to the edit that won", async () => {
  const { page, complaints } = await openSession(await sessionWithALoss());
  await page.getByRole("button", { name: "Show me" }).click();
  await page.keyboard.press("Escape");
  await clickColour(page, "superseded");
  const sentence = page.getByTestId("sentence");
  await sentence.waitFor();
  expect(await sentence.textContent()).toMatch(
    /^The phone's set updated \(#\d+, revision \d+\) changed nothing: the weight of set 3 of Bench press already held what the watch wrote at revision \d+\. The higher revision wins\.$/,
  );
  await page.getByRole("region", { name: "Inspector" }).getByRole("button", { name: "set 3 of Bench press" }).click();
  await page.getByText("watch, by itself").waitFor();
  expect(complaints).toEqual([]);
});

test("the scrubber moves both screens through the session", async () => {
  const { page } = await openSession(await sessionWithALoss());
  await page.getByRole("button", { name: "Show me" }).click();
  const atTheLoss = await until(async () => {
    const both = await screens(page);
    return both[1]?.includes("147.5") ? both : undefined;
  }, "the screens to follow the cursor");
  const slider = page.getByRole("slider", { name: "Entry" });
  await slider.fill("2");
  await until(
    async () => ((await screens(page))[0] !== atTheLoss[0] ? true : undefined),
    "the phone to show another time",
  );
  const early = await screens(page);
  expect(early[1]).not.toBe(atTheLoss[1]);
  await slider.focus();
  await page.keyboard.press("End");
  await until(async () => ((await screens(page))[1] !== early[1] ? true : undefined), "the watch to show another time");
});

test("the list stands still under a reader who looks back, and says how much came", async () => {
  const live = await until(async () => {
    const sessions = await relay.sessions();
    return sessions.find(({ status, entries }) => status === "active" && entries > 60 && entries < 400)?.sessionId;
  }, "a live session with some entries");
  const { page } = await openSession(live);
  const list = page.getByRole("region", { name: "Entries" });
  await list.getByRole("option").first().waitFor();
  await list.hover();
  await page.mouse.wheel(0, -600);
  await page.getByRole("button", { name: /^\d+ new$/ }).waitFor();
  const top = async () => {
    const rows = await list.getByRole("option").all();
    const boxes = await Promise.all(
      rows.map(async (row) => [await row.getAttribute("data-entry"), (await row.boundingBox())?.y]),
    );
    return boxes;
  };
  const before = await top();
  const count = await held(page);
  await until(async () => ((await held(page)) > count + 10 ? true : undefined), "10 more entries");
  expect(await top()).toEqual(before);
  await page.getByRole("button", { name: /^\d+ new$/ }).click();
  await page.getByRole("button", { name: "Following" }).waitFor();
});

test("a link opens the same view", async () => {
  const sessionId = await sessionWithALoss();
  const { page } = await openSession(sessionId);
  await page.getByRole("button", { name: "Show me" }).click();
  await page.getByRole("button", { name: /^superseded/ }).click();
  await page.getByText(/entries hidden/).waitFor();
  const { page: again } = await come(`${page.url()}#${new URL(relay.page).hash.slice(1)}`);
  expect(await again.getByTestId("sentence").textContent()).toBe(await page.getByTestId("sentence").textContent());
  // The demo goes on: there may be more of them by now, but nothing else.
  await again.getByRole("option").first().waitFor();
  for (const row of await again.getByRole("option").all()) expect(await row.textContent()).toContain("superseded");
});

test("a page without the token says what to do", async () => {
  const { page } = await come(`${relay.origin}/`);
  await page.getByText("Open the link it printed").first().waitFor();
  await page.getByText("Refused").waitFor();
});

for (const colorScheme of ["dark", "light"] as const) {
  test(`no barrier that axe can find, ${colorScheme}`, async () => {
    const { page } = await come(relay.page, { colorScheme });
    await page.getByRole("link", { name: "Push and pull" }).first().waitFor();
    expect(await barriers(page)).toEqual([]);
    const { page: session } = await openSession(await sessionWithALoss(), { colorScheme });
    await session.getByRole("button", { name: "Show me" }).click();
    await session.getByTestId("sentence").waitFor();
    expect(await barriers(session)).toEqual([]);
  });
}

test("filter, states, findings, pin and pause: each by its key, and no barrier in any of them", async () => {
  const { page, complaints } = await openSession(await sessionWithALoss());
  await page.getByRole("button", { name: "Show me" }).click();
  await page.getByTestId("sentence").waitFor();
  await page.keyboard.press("p");
  await page.keyboard.press("/");
  await page.keyboard.type("verdict:super");
  await page.keyboard.press("Tab");
  await page.getByText(/entries hidden/).waitFor();
  for (const row of await page.locator("[role=option][data-entry]").all())
    expect(await row.textContent()).toContain("superseded");
  await page.keyboard.press("Escape");
  await page.keyboard.press("a");
  await page.keyboard.press("2");
  await page.getByRole("button", { name: "watch then | now" }).click();
  await page.getByText("All the same").waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("pause");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /^Paused/ }).waitFor();
  expect(complaints).toEqual([]);
});

// Last: it takes the demo away.
test("a relay that is killed and comes back leaves neither gap nor repeat", async () => {
  const sessionId = await sessionWithALoss();
  const { page } = await openSession(sessionId);
  await until(async () => ((await held(page)) > 100 ? true : undefined), "some entries");

  await relay.kill();
  await page.getByText("Disconnected").waitFor();
  await page.getByText(/next try in \d s/).waitFor();
  const before = await held(page);
  await relay.start("--demo-rate", "10");
  await page.getByText("Live", { exact: true }).waitFor();
  expect(await held(page)).toBeGreaterThanOrEqual(before);

  // Once more, and this time nothing new comes: now both counts stand still and must be the same.
  await relay.kill();
  await page.getByText("Disconnected").waitFor();
  await relay.start("--no-demo");
  await page.getByText("Live", { exact: true }).waitFor();
  const logged = await until(
    async () => (await relay.sessions()).find((session) => session.sessionId === sessionId)?.entries,
    "the session to be listed again",
  );
  await until(async () => ((await held(page)) === logged ? true : undefined), `the page to hold ${logged} entries`);
});
