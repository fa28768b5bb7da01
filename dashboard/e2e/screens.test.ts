import type { Browser, Page } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { barriers } from "./barriers.ts";
import { openBrowser, visit } from "./browser.ts";
import { foldedSession, ingest, longSession } from "./long-session.ts";
import { buildDashboard, controlToken, RelayProcess } from "./relay.ts";

/*
 * Every screen and state of the page, looked at by axe in the dark and in the light. What they show is other tests' matter.
 */

let browser: Browser;
let relay: RelayProcess;
const sessions: string[] = [];
const pages: Page[] = [];

beforeAll(async () => {
  buildDashboard();
  relay = new RelayProcess();
  [browser] = await Promise.all([openBrowser(), relay.start("--no-demo")]);
});
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
});
afterAll(async () => {
  await browser?.close();
  await relay?.remove();
});

async function come(search: string, token: string | null = controlToken): Promise<Page> {
  const hash = token === null ? "" : `#token=${token}`;
  const { page } = await visit(browser, `${relay.origin}/${search}${hash}`, { reducedMotion: "reduce" });
  pages.push(page);
  return page;
}

/** In the dark by every rule of axe, in the light by that of contrast: the rest is the same. */
async function expectNoBarrier(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await barriers(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: "light" });
  expect(await barriers(page, ["color-contrast"])).toEqual([]);
}

/** At the first session, once its entries are there. */
async function openSession(): Promise<Page> {
  const page = await come(`?session=${sessions[0]}`);
  await page.getByRole("option").first().waitFor();
  return page;
}

test("a relay that holds nothing: no session, no device, nothing to replay", async () => {
  const list = await come("");
  await list.getByText("No session yet").waitFor();
  await list.getByRole("link", { name: "Open the phone" }).waitFor();
  await expectNoBarrier(list);
  const devices = await come("?view=devices");
  await devices.getByText("No device yet").waitFor();
  await expectNoBarrier(devices);
  const replay = await come("?view=replay");
  await replay.getByText("Nothing is recorded yet").waitFor();
  await expectNoBarrier(replay);
});

describe("a relay that holds two sessions", () => {
  beforeAll(async () => {
    for (const mark of ["aaaa", "bbbb"]) {
      await ingest(relay, longSession(mark), 146);
      sessions.push((await foldedSession(relay, mark, 100)).sessionId);
    }
  });

  test("the list, what was searched for in vain, and two sessions compared", async () => {
    const page = await come("");
    await page.getByRole("row").nth(2).waitFor();
    await page.getByRole("checkbox").first().check();
    await page.getByText("is to be compared").waitFor();
    await expectNoBarrier(page);
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    await expectNoBarrier(page);
    const none = await come("?search=legs");
    await none.getByText("No session is like that").waitFor();
    await expectNoBarrier(none);
    const compared = await come(`?compare=${sessions.join()}`);
    await compared.getByTestId("parting").waitFor();
    await expectNoBarrier(compared);
  });

  test.each([
    ["an entry, and the relay's lane", "&entry=20&lane=relay"],
    ["registers, with an entry pinned", "&entry=60&pin=20&panel=state"],
    ["findings", "&panel=findings"],
    ["bookmarks", "&entry=20&panel=bookmarks"],
    ["a filter that hides", "&filter=verdict%3Aapplied&verdict=applied&quiet=1"],
    ["a filter that hides all", "&filter=nothinglikeit"],
    ["a filter that is not understood", "&filter=verdict%3Aapplied%20and%20("],
  ])("a session: %s", async (_name, search) => {
    const page = await come(`?session=${sessions[0]}${search}`);
    await page.getByRole("region", { name: "Timeline" }).waitFor();
    await page.getByText(/not understood at|entries hidden|^all \d+$/).waitFor();
    await expectNoBarrier(page);
  });

  test("a session: completions, palette, a pause, and one that nobody has sent", async () => {
    const page = await openSession();
    await page.keyboard.press("/");
    await page.keyboard.type("verdict:");
    await page.getByRole("listbox", { name: "Completions" }).waitFor();
    await expectNoBarrier(page);
    for (let times = 0; times < 3; times++) await page.keyboard.press("Escape");
    await page.keyboard.press("ControlOrMeta+k");
    await page.getByRole("combobox", { name: "Action" }).waitFor();
    await expectNoBarrier(page);
    await page.keyboard.press("Escape");
    await page.keyboard.press(" ");
    await page.getByRole("button", { name: /^Paused/ }).waitFor();
    await expectNoBarrier(page);
    const nobody = await come("?session=nobody");
    await nobody.getByRole("link", { name: "All sessions" }).waitFor();
    await expectNoBarrier(nobody);
  });

  test("devices: cards, one device, a code, the sheet that asks once more, and one that is not known", async () => {
    const page = await come("?view=devices");
    await page.getByRole("link", { name: "A phone" }).waitFor();
    await page.keyboard.press("p");
    await page.getByTestId("code").waitFor();
    await expectNoBarrier(page);
    await page.locator("summary", { hasText: "Empty the log" }).click();
    await page.getByRole("button", { name: "Empty the log" }).click();
    await page.getByRole("dialog", { name: "Empty the log?" }).waitFor();
    await expectNoBarrier(page);
    const device = await come("?view=devices&device=phone0001");
    await device.getByRole("heading", { name: "Transports" }).waitFor();
    await expectNoBarrier(device);
    const unknown = await come("?view=devices&device=nobody");
    await unknown.getByText("No such device").waitFor();
    await expectNoBarrier(unknown);
  });

  test("replay and the Lab, before and while something goes on", async () => {
    const replay = await come(`?view=replay&session=${sessions[0]}&target=device`);
    await replay.getByRole("button", { name: "Name the room" }).waitFor();
    await expectNoBarrier(replay);
    const lab = await come("?lab=7");
    await lab.getByText("Nothing was said yet").waitFor();
    await expectNoBarrier(lab);
    await lab.getByRole("button", { name: "Start on the phone" }).click();
    await lab.getByRole("option").first().waitFor();
    await lab.getByRole("button", { name: "Kill the app" }).last().click();
    await expectNoBarrier(lab);
  });

  test("not signed in, a token that is not known, and a file that is no capture", async () => {
    const stranger = await come("", null);
    await stranger.getByText("Not signed in").waitFor();
    await expectNoBarrier(stranger);
    const wrong = await come("", "a-token-that-opens-nothing");
    await wrong.getByText("does not know the token in this link").waitFor();
    await expectNoBarrier(wrong);
    const page = await come("");
    const file = { name: "notes.ndjson", mimeType: "text/plain", buffer: Buffer.from("milk, eggs\n") };
    await page.getByLabel("Capture file").setInputFiles(file);
    await page.getByText("the first line is not a header").first().waitFor();
    await expectNoBarrier(page);
  });

  // Last: it takes the relay away.
  test("a relay that is gone: what was read stays, and what was not is said", async () => {
    const page = await openSession();
    const devices = await come("?view=devices");
    await devices.getByRole("link", { name: "A phone" }).waitFor();
    await relay.kill();
    await page.getByText("Disconnected").waitFor();
    await expectNoBarrier(page);
    await devices.getByText(/These figures are of/).waitFor();
    await expectNoBarrier(devices);
  });
});
