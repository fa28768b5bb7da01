import { errorRegistry } from "@lighty/protocol";
import type { Browser, Page } from "playwright";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { barriers } from "./barriers.ts";
import { openBrowser, type Visit, visit } from "./browser.ts";
import { PairingDevice } from "./device.ts";
import { buildDashboard, controlToken, RelayProcess, until } from "./relay.ts";

let relay: RelayProcess;
let browser: Browser;
const visits: Visit[] = [];

beforeAll(async () => {
  buildDashboard();
  relay = new RelayProcess();
  [browser] = await Promise.all([openBrowser(), relay.start("--no-demo")]);
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

/** A page of the second printed link, or of the first one. */
async function come(
  search: string,
  { mayChange = true, colorScheme = "dark" as "dark" | "light" } = {},
): Promise<Page> {
  const token = mayChange ? controlToken : new URL(relay.page).hash.slice("#token=".length);
  const visited = await visit(browser, `${relay.origin}/${search}#token=${token}`, { colorScheme });
  visits.push(visited);
  await visited.page.getByText("Live", { exact: true }).waitFor();
  return visited.page;
}

async function expectAccessible(page: Page): Promise<void> {
  expect(await barriers(page)).toEqual([]);
}

test("a device is paired by the code on the page, is seen as it comes, and is sent away: its socket ends there and then", async () => {
  const page = await come("?view=devices");
  await page.getByText("No device yet").waitFor();
  await page.keyboard.press("p");
  const code = (await page.getByTestId("code").textContent()) ?? "";
  expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  await page.getByRole("img", { name: `Pairing code ${code} as a QR code` }).waitFor();

  const watch = new PairingDevice(relay.origin, "watch0007", "watch");
  await watch.pair(code, "Ann's watch");
  await page.getByText("Ann's watch is paired, as watch0007.").waitFor();
  await expect(new PairingDevice(relay.origin, "watch0008", "watch").pair(code, "Too late")).rejects.toThrow("403");
  await page.getByRole("button", { name: "Done" }).click();

  const tee = await watch.tee();
  tee.send({ type: "frames", frames: [1, 2, 3, 7].map((traceSeq) => watch.frame(traceSeq)) });
  const now = Date.now();
  for (let n = 0; n < 4; n++)
    tee.send({ type: "clock", sentAt: now - 40 + n, receivedAt: now, answeredAt: now, backAt: now - 30 + n });
  await page.getByRole("listitem").filter({ hasText: "connected" }).waitFor();
  await page.getByRole("link", { name: "Ann's watch" }).click();
  const facts = page.getByRole("complementary", { name: "What is known of it" });
  await facts.getByText("3 frames never came").waitFor();
  expect(await facts.textContent()).toContain("publish: it brings its own frames");
  expect(await facts.textContent()).toContain("e2e 7");
  await page
    .getByText(/\d+ ms behind the relay's/)
    .first()
    .waitFor();
  // Drawn, not only promised: the library has come and has put its canvas there.
  await page
    .getByRole("img", { name: /^Clock over 4 readings/ })
    .locator("canvas")
    .waitFor();
  await page
    .getByRole("img", { name: /^Queue depth over time/ })
    .locator("canvas")
    .waitFor();
  await page.getByText("Cannot reach its peer").waitFor();
  await expectAccessible(page);

  await page.keyboard.press("x");
  await page.getByText("Its token ends at once, and so do its open lines.").waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Revoke it" }).click();
  expect(await tee.closed).toBe(errorRegistry.unauthorized.close);
  await expect(watch.tee()).rejects.toThrow("refused");
  await facts.getByText("none: its token was ended").waitFor();
  expect(await page.getByRole("button", { name: "Revoke", exact: true }).count()).toBe(0);
});

test("who came by the first link sees all of it, changes nothing, and is told what would let them", async () => {
  const page = await come("?view=devices", { mayChange: false, colorScheme: "light" });
  await page.getByText("This page only reads. To pair a device").waitFor();
  expect(await page.getByRole("button", { name: "Show a pairing code" }).count()).toBe(0);
  await page.locator("summary", { hasText: "Empty the log" }).click();
  await page.getByText("To empty the log from it").waitFor();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Ann's watch" }).click();
  await page.getByText("none: its token was ended").waitFor();
  await expectAccessible(page);
});

test("the library that draws is fetched by who looks at a device, and by nobody else", async () => {
  const token = new URL(relay.page).hash;
  const visited = await visit(browser, `${relay.origin}/${token}`);
  visits.push(visited);
  const { page } = visited;
  await page.getByText("Live", { exact: true }).waitFor();
  const drawn = () =>
    page.evaluate(() => performance.getEntriesByType("resource").filter(({ name }) => /Plot/.test(name)).length);
  expect(await drawn()).toBe(0);
  await page.getByRole("link", { name: "Devices" }).click();
  await page.getByRole("link", { name: "Ann's watch" }).click();
  await page.locator("canvas").first().waitFor();
  expect(await drawn()).toBeGreaterThan(0);
  // The whole way stands in the history.
  await page.goBack();
  await page.getByRole("heading", { name: "Devices" }).waitFor();
});

test("a relay that is gone before the library came leaves the page as it is, and what it draws comes later", async () => {
  let [isGone, refused] = [true, 0];
  const address = `${relay.origin}/?view=devices&device=watch0007#token=${controlToken}`;
  const { page } = await visit(browser, address, {}, async (page) => {
    await page.route(/\/Plot-.*\.js/, async (route) => {
      if (isGone) refused++;
      await (isGone ? route.abort("connectionrefused") : route.continue());
    });
  });
  await until(async () => (refused > 1 ? refused : undefined), "the library to be asked for again");
  await page.getByText("Drawing").first().waitFor();
  await page.getByText("boot-1").waitFor();
  isGone = false;
  await page.locator("canvas").first().waitFor();
  await page.context().close();
});

test("a relay that is gone leaves what was read, says of when it is, and goes on by itself when it is back", async () => {
  const page = await come("?view=devices&device=watch0007");
  visits.length = 0;
  await page.getByText("boot-1").waitFor();
  await relay.kill();
  await page.getByText(/These figures are of \d\d:\d\d:\d\d/).waitFor();
  await page.getByText("Disconnected").waitFor();
  await page.getByText("boot-1").waitFor();
  await relay.start("--no-demo");
  await page.getByText("Live", { exact: true }).waitFor();
  await page.getByText(/These figures are of/).waitFor({ state: "detached" });
  await page.context().close();
});

test("the log is emptied by who typed the word, and its sessions are gone from the list", async () => {
  const page = await come("?view=devices");
  await page.locator("summary", { hasText: "Empty the log" }).click();
  await page.getByRole("button", { name: "Empty the log" }).click();
  const sheet = page.getByRole("dialog", { name: "Empty the log?" });
  expect(await sheet.getByRole("button", { name: "Empty it" }).isDisabled()).toBe(true);
  await sheet.getByRole("textbox").fill("empty");
  await sheet.getByRole("button", { name: "Empty it" }).click();
  await sheet.waitFor({ state: "detached" });
  const left = await until(async () => {
    const answer = await fetch(`${relay.origin}/api/v1/devices`, {
      headers: { authorization: `Bearer ${controlToken}` },
    });
    const { devices } = (await answer.json()) as { devices: unknown[] };
    return devices.length === 0 ? devices : undefined;
  }, "an empty log");
  expect(left).toEqual([]);
});
