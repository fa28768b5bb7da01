import { fileURLToPath } from "node:url";
import { patienceMs } from "@lighty/protocol/testing";
import type { Browser, BrowserContextOptions, Page } from "playwright";
import { type Bundled, bundle } from "./bundle.ts";

const root = fileURLToPath(new URL("gallery/", import.meta.url));
const origin = "http://gallery.invalid";

export interface Show {
  locale?: string;
  /** By how much the lifter's type is larger than usual. */
  text?: number;
}

/** The screens one by one, built once, shown without a server. */
export class Gallery {
  readonly #files: ReadonlyMap<string, Bundled>;

  private constructor(files: ReadonlyMap<string, Bundled>) {
    this.#files = files;
  }

  static async build(): Promise<Gallery> {
    return new Gallery(await bundle(root));
  }

  /** A page for scenes, of the size of an iPhone. */
  async open(browser: Browser, context: BrowserContextOptions = {}): Promise<Page> {
    const opened = await browser.newContext({
      viewport: { width: 390, height: 844 },
      reducedMotion: "reduce",
      ...context,
    });
    const page = await opened.newPage();
    page.setDefaultTimeout(patienceMs);
    page.on("pageerror", (error) => console.error(error));
    await page.route(`${origin}/**`, async (route) => {
      const path = new URL(route.request().url()).pathname;
      await route.fulfill(this.#files.get(path === "/" ? "/index.html" : path) ?? { status: 404 });
    });
    return page;
  }

  /** Resolves once the page shows the scene. */
  async show(page: Page, scene: string, { locale = "en", text = 1 }: Show = {}): Promise<void> {
    await page.goto(`${origin}/?${new URLSearchParams({ scene, locale, text: String(text) })}`);
    await page.getByRole("heading").first().waitFor();
  }

  /** The names of all scenes. */
  async scenes(page: Page): Promise<string[]> {
    await this.show(page, "routines");
    return (await page.title()).split(" ");
  }
}
