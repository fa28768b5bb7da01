import { patienceMs } from "@lighty/protocol/testing";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright";
import { chromiumSwitches, findChromium } from "../../scripts/chromium.mjs";

export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("no Chromium found");
  return await chromium.launch({ executablePath, args: chromiumSwitches });
}

/** A page of a reader who was never here before, and what went wrong on it. */
export interface Visit {
  readonly page: Page;
  /** Errors and warnings of the console, uncaught errors, and requests that left the relay's origin. */
  readonly complaints: string[];
}

/** `prepare` is done to the page before anything of it is there. */
export async function visit(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
  prepare: (page: Page) => Promise<void> = async () => undefined,
): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  const complaints: string[] = [];
  const { origin } = new URL(address);
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== origin) complaints.push(`asked elsewhere: ${request.url()}`);
  });
  await prepare(page);
  await page.goto(address);
  return { page, complaints };
}
