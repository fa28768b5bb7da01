import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync, zstdCompressSync } from "node:zlib";
import type { Browser, Page } from "playwright";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openBrowser, visit } from "./browser.ts";
import { buildDashboard, controlToken, RelayProcess } from "./relay.ts";

const corpus = fileURLToPath(new URL("../../protocol/vectors/captures/", import.meta.url));
const bothEdit = readFileSync(`${corpus}both-edit-the-same-set.ndjson`);

let browser: Browser;
let relay: RelayProcess;
let folder: string;
const complaints: string[][] = [];

beforeAll(async () => {
  buildDashboard();
  folder = mkdtempSync(join(tmpdir(), "lighty-capture-"));
  browser = await openBrowser();
  relay = new RelayProcess();
  await relay.start("--no-demo");
});
afterAll(async () => {
  await browser.close();
  await relay.remove();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => {
  expect(complaints.splice(0).flat()).toEqual([]);
});

async function open(name: string, bytes: Uint8Array): Promise<Page> {
  const visited = await visit(browser, relay.page);
  complaints.push(visited.complaints);
  const { page } = visited;
  await page.getByText("Live", { exact: true }).waitFor();
  const path = join(folder, name);
  writeFileSync(path, bytes);
  await page.getByLabel("Capture file").setInputFiles(path);
  return page;
}

test.each([
  ["plain.ndjson", (bytes: Uint8Array) => bytes],
  ["gzip.ndjson.gz", gzipSync],
  ["zstandard.ndjson.zst", zstdCompressSync],
])("a capture is opened without its relay: %s", async (name, packed) => {
  const page = await open(name, packed(bothEdit));
  await page.getByText("Whole file").waitFor();
  await page.getByRole("option").first().waitFor();
  expect(await page.getByTitle(name).textContent()).toBe(name);
  await page.keyboard.press("Home");
  await page.getByRole("option", { selected: true }).waitFor();
  await page.getByRole("button", { name: "Back to the relay" }).click();
  await page.getByText("Live", { exact: true }).waitFor();
});

test("a capture that breaks off opens as far as it goes, and says so", async () => {
  const page = await open("cut.ndjson", bothEdit.subarray(0, Math.floor(bothEdit.length * 0.7)));
  await page.getByText("Parts missing").waitFor();
  await page.getByRole("option").first().waitFor();
});

test("what is no capture is refused in a sentence", async () => {
  const page = await open("notes.ndjson", Buffer.from("milk, eggs\n"));
  await page.getByText("the first line is not a header").first().waitFor();
});

test("what another version recorded is refused by name, with what to do", async () => {
  const of = (name: string, version: number) => bothEdit.toString().replace(`"${name}":1`, `"${name}":${version}`);
  const newer = await open("newer.ndjson", Buffer.from(of("formatVersion", 2)));
  await newer.getByRole("heading", { name: "Recorded by a newer build than this one" }).waitFor();
  await newer.getByText("the capture is of format 2; this build reads up to 1").first().waitFor();
  const older = await open("older.ndjson", Buffer.from(of("protocolVersion", 0)));
  await older.getByRole("heading", { name: "Too old for this build" }).waitFor();
  await older.getByText("the capture is of protocol 0; this build reads protocol 1 alone").first().waitFor();
  await older.getByRole("button", { name: "Back to the relay" }).click();
  await older.getByText("Live", { exact: true }).waitFor();
});

test("a file is dropped on the page, and opens", async () => {
  const visited = await visit(browser, relay.page);
  complaints.push(visited.complaints);
  const { page } = visited;
  await page.getByText("Live", { exact: true }).waitFor();
  const transfer = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], "dropped.ndjson"));
    return data;
  }, bothEdit.toString());
  await page.dispatchEvent("body", "dragover", { dataTransfer: transfer });
  await page.getByText("Drop a capture to open it here").waitFor();
  await page.dispatchEvent("body", "drop", { dataTransfer: transfer });
  await page.getByText("Whole file").waitFor();
  await page.getByRole("option").first().waitFor();
});

test("a capture that the relay took in is a world of its own, under a link of its own", async () => {
  const taken = await fetch(`${relay.origin}/api/v1/import?name=gym`, {
    method: "POST",
    headers: { authorization: `Bearer ${controlToken}`, "content-type": "application/x-lighty-capture" },
    body: gzipSync(bothEdit),
  });
  expect(taken.status).toBe(200);
  const visited = await visit(browser, relay.page);
  complaints.push(visited.complaints);
  const { page } = visited;
  await page.getByRole("link", { name: "gym" }).click();
  await page.getByRole("link", { name: "Push and pull" }).click();
  await page.getByRole("option").first().waitFor();
  const rows = await page
    .getByRole("region", { name: "Scrubber" })
    .getByText(/\d+ of \d+/)
    .textContent();

  const again = await visit(browser, `${page.url()}#${new URL(relay.page).hash.slice(1)}`);
  complaints.push(again.complaints);
  await again.page.getByRole("option").first().waitFor();
  expect(
    await again.page
      .getByRole("region", { name: "Scrubber" })
      .getByText(/\d+ of \d+/)
      .textContent(),
  ).toBe(rows);
  await again.page.getByRole("button", { name: "Back to the relay" }).click();
  await again.page.getByRole("link", { name: "gym" }).waitFor();
  expect(new URL(again.page.url()).search).toBe("");
});
