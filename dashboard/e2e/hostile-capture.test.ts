import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { barriers } from "./barriers.ts";
import { openBrowser, visit } from "./browser.ts";
import { buildDashboard, RelayProcess } from "./relay.ts";

/*
 * A capture from a stranger who means harm. Whatever a device or a file says is text: nothing of it runs, asks anyone for anything, or keeps
 * the reader from the rest.
 */

const script = `<img src=x onerror="window.pwned=1"><script>window.pwned=1</script><a href="javascript:window.pwned=1">`;
const turned = "\u202egnitset \u2066evil\u0007\u001b[31m";
const clean = new URL("../../protocol/vectors/captures/clean-session.ndjson", import.meta.url);

let browser: Browser;
let relay: RelayProcess;
let folder: string;

beforeAll(async () => {
  buildDashboard();
  folder = mkdtempSync(join(tmpdir(), "lighty-hostile-"));
  browser = await openBrowser();
  relay = new RelayProcess();
  await relay.start("--no-demo");
});
afterAll(async () => {
  await browser?.close();
  await relay?.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** A whole workout whose names are scripts and whose other lines are each wrong in a way of its own. */
function hostileCapture(): string {
  const lines = readFileSync(clean, "utf8").trim().split("\n");
  const quoted = (text: string) => JSON.stringify(text).slice(1, -1);
  // Into the plan, which is JSON within JSON.
  const named = (line: string, name: string, by: string) =>
    line.replaceAll(`\\"${name}\\":\\"`, `\\"${name}\\":\\"${quoted(quoted(by))}`);
  const [header = "", ...rest] = lines
    .slice(0, -1)
    .map((line) => named(named(line, "routineName", script), "name", turned));
  const frame = JSON.parse(rest[0] ?? "") as { receivedAt: number; frame: Record<string, unknown> };
  const other = (traceSeq: number, change: Record<string, unknown>) =>
    JSON.stringify({ ...frame, frame: { ...frame.frame, bootId: "evil-boot", traceSeq, ...change } });
  const packet = (more: object) => JSON.stringify({ v: 1, deviceId: "phone0001", role: "phone", have: {}, ...more });
  return [
    header,
    ...rest,
    other(1, { body: script }),
    other(2, { body: `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}` }),
    other(3, { body: JSON.stringify({ kind: "note", note: "notice", notice: "storage_failed", sentence: script }) }),
    other(4, { body: "x".repeat(250_000) }),
    other(5, { body: packet({ kind: "events", events: "many" }) }),
    other(6, { body: packet({ kind: "snapshot", sessions: [{ sessionId: script, registers: { __proto__: 1 } }] }) }),
    other(7, { body: turned }),
    other(8, { observer: { deviceId: script, role: "toaster" } }),
    other(9, { observedAt: "yesterday", direction: 7 }),
    `{"kind":"frame","receivedAt":1,"frame":${"[".repeat(5_000)}${"]".repeat(5_000)}}`,
    `{"kind":"frame","receivedAt":1,"frame":{"body":"${"y".repeat(3_000_000)}"}}`,
    `{"kind":"__proto__","constructor":{"prototype":{"polluted":1}}}`,
    "null",
    "[]",
    "42",
    `"${script.replaceAll('"', "'")}"`,
    "\u0000\u0000\u0000",
  ].join("\n");
}

async function open(name: string, text: string): Promise<{ page: Page; complaints: string[] }> {
  const visited = await visit(browser, relay.page);
  const { page } = visited;
  page.on("dialog", () => visited.complaints.push("a dialog opened"));
  await page.getByText("Live", { exact: true }).waitFor();
  const path = join(folder, "capture.ndjson");
  writeFileSync(path, text);
  await page.getByLabel("Capture file").setInputFiles({ name, mimeType: "text/plain", buffer: readFileSync(path) });
  return visited;
}

/** What a script or a polluted prototype would have left behind. Runs in the page. */
function harm(): unknown[] {
  const world = window as unknown as Record<string, unknown>;
  return [
    world.pwned,
    ({} as Record<string, unknown>).polluted,
    document.querySelectorAll("main img, main script").length,
  ];
}

test("scripts in names, megabytes, wrong types, prototype keys and turned letters are shown as text, and the page goes on", async () => {
  const { page, complaints } = await open(`${script}.ndjson`, hostileCapture());
  await page.getByText("Parts missing").waitFor();
  await page.getByRole("option").first().waitFor();
  expect(await page.getByRole("heading", { level: 1 }).textContent()).toContain("<img src=x");
  await page.getByTitle(".ndjson").filter({ hasText: "<script>" }).waitFor();

  // Every entry that came through is stood at, and its text looked at.
  await page.keyboard.press("End");
  for (let back = 0; back < 8; back++) {
    await page.getByRole("option", { selected: true }).waitFor();
    await page.getByText("Body", { exact: true }).click();
    await page.keyboard.press("k");
  }
  await page.getByLabel("Filter").fill('"<script>"');
  await page.getByText(/entries hidden/).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.keyboard.press("a");
  for (const panel of ["2", "3", "1"]) await page.keyboard.press(panel);
  await page.keyboard.press("Home");
  await page.getByText(/^1 of \d+/).waitFor();
  expect(await page.evaluate(harm)).toEqual([undefined, undefined, 0]);
  expect(await barriers(page)).toEqual([]);

  await page.getByRole("navigation").getByRole("link", { name: "Sessions" }).click();
  await page.getByLabel("Search the sessions").fill("<img");
  await page.getByRole("link", { name: /^<img src=x/ }).waitFor();
  expect(await page.evaluate(harm)).toEqual([undefined, undefined, 0]);
  expect(complaints).toEqual([]);
});

test("a file that is nothing but harm is refused in a sentence, and the relay is a click away", async () => {
  const { page, complaints } = await open("evil.ndjson", `${script}\n${"z".repeat(5_000_000)}`);
  await page.getByText("the first line is not a header").first().waitFor();
  await page.getByRole("button", { name: "Back to the relay" }).click();
  await page.getByText("Live", { exact: true }).waitFor();
  expect(await page.evaluate(harm)).toEqual([undefined, undefined, 0]);
  expect(complaints).toEqual([]);
});
