import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, visit } from "./browser.ts";
import { buildDashboard, controlToken, RelayProcess, until } from "./relay.ts";

let relay: RelayProcess;
let browser: Browser;

beforeAll(async () => {
  buildDashboard();
  relay = new RelayProcess();
  [browser] = await Promise.all([openBrowser(), relay.start("--demo-rate", "20")]);
});

afterAll(async () => {
  await browser?.close();
  await relay?.remove();
});

/** What the page of a link may do, and what becomes of emptying the log from there. Runs in the page. */
async function tryToPurge(): Promise<{ scopes: string[]; bare: number; withHeader: number; seesCookie: boolean }> {
  const access = await (await fetch("/api/v1/access")).json();
  const purge = async (headers: Record<string, string>) =>
    (
      await fetch("/api/v1/purge", {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: "{}",
      })
    ).status;
  return {
    scopes: access.scopes,
    bare: await purge({}),
    withHeader: await purge({ "x-lighty-change": access.changeToken ?? "guess" }),
    seesCookie: document.cookie !== "",
  };
}

test("the first printed link only reads; the second one changes things, with a header beside its cookie", async () => {
  const [before] = await until(async () => {
    const sessions = await relay.sessions();
    return sessions.length > 0 ? sessions : undefined;
  }, "a session");
  const reading = await visit(browser, relay.page);
  await reading.page.getByText("Live", { exact: true }).waitFor();
  expect(await reading.page.evaluate(tryToPurge)).toEqual({
    scopes: ["observe"],
    bare: 403,
    withHeader: 403,
    seesCookie: false,
  });
  expect((await relay.sessions()).length).toBeGreaterThan(0);

  const changing = await visit(browser, `${relay.origin}/#token=${controlToken}`);
  await changing.page.getByText("Live", { exact: true }).waitFor();
  expect(new URL(changing.page.url()).hash).toBe("");
  expect(await changing.page.evaluate(tryToPurge)).toEqual({
    scopes: ["observe", "control"],
    bare: 403,
    withHeader: 204,
    seesCookie: false,
  });
  // The demo goes on; what it had said is gone.
  for (const { firstEntry } of await relay.sessions()) expect(firstEntry).toBeGreaterThan(before?.lastEntry ?? 0);
});
