import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, visit } from "./browser.ts";
import { buildDashboard, RelayProcess, token, until } from "./relay.ts";

const entries = 20_000;
const batchLines = 400;

let browser: Browser;
let relay: RelayProcess;
let page: Page;
const complaints: string[] = [];

interface Line {
  kind: string;
  frame: { observer: { deviceId: string }; traceSeq: number; bootId: string; observedAt: number; body: string };
}

/** A captured session again and again, under one name, as one that went on for days: frames of both devices, in log order. */
function longSession(): string[] {
  const path = new URL("../../protocol/vectors/captures/clean-session.ndjson", import.meta.url);
  const lines = readFileSync(path, "utf8").trim().split("\n");
  const frames = lines.map((line) => JSON.parse(line) as Line).filter(({ kind }) => kind === "frame");
  const traceSeqs = new Map<string, number>();
  return Array.from({ length: entries }, (_, index) => {
    const { frame } = frames[index % frames.length] as Line;
    const { deviceId } = frame.observer;
    const traceSeq = (traceSeqs.get(deviceId) ?? 0) + 1;
    traceSeqs.set(deviceId, traceSeq);
    const observedAt = frame.observedAt + Math.floor(index / frames.length) * 600_000;
    return JSON.stringify({ ...frame, bootId: `${deviceId}-long`, traceSeq, observedAt });
  });
}

async function fill(): Promise<void> {
  const lines = longSession();
  for (let at = 0; at < lines.length; at += batchLines) {
    const answer = await fetch(`${relay.origin}/v1/ingest`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/x-ndjson" },
      body: lines.slice(at, at + batchLines).join("\n"),
    });
    if (!answer.ok) throw new Error(`the relay answered ${answer.status}: ${await answer.text()}`);
  }
}

beforeAll(async () => {
  buildDashboard();
  relay = new RelayProcess();
  [browser] = await Promise.all([openBrowser(), relay.start("--no-demo")]);
  await fill();
  const session = await until(async () => {
    const [longest] = (await relay.sessions()).sort((a, b) => b.entries - a.entries);
    return longest !== undefined && longest.lastEntry === entries ? longest : undefined;
  }, "all of it folded");
  const visited = await visit(browser, relay.page.replace("/#", `/?session=${session.sessionId}#`));
  ({ page } = visited);
  visited.complaints.push = (...texts) => complaints.push(...texts);
}, 240_000);
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
