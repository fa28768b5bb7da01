import { fileURLToPath } from "node:url";
import { patienceMs } from "@lighty/protocol/testing";
import type { Browser, BrowserContextOptions, Page } from "playwright";
import { build, type Rollup } from "vite";

const root = fileURLToPath(new URL("gallery/", import.meta.url));
const origin = "http://gallery.invalid";

export interface Show {
  locale?: string;
  /** By how much the lifter's type is larger than usual. */
  text?: number;
}

/** The screens one by one, built once, shown without a server. */
export class Gallery {
  readonly #files = new Map<string, string | Uint8Array>();

  static async build(): Promise<Gallery> {
    const gallery = new Gallery();
    const built = (await build({
      root,
      configFile: false,
      logLevel: "error",
      // Under vitest the components would be compiled for React's developers, whose half is not in its production build.
      oxc: { jsx: { runtime: "automatic", development: false } },
      define: { __DEV__: "false", "process.env.NODE_ENV": '"production"' },
      resolve: {
        alias: [{ find: /^react-native$/, replacement: "react-native-web" }],
        extensions: [".web.tsx", ".web.ts", ".web.js", ".tsx", ".ts", ".js", ".mjs", ".json"],
      },
      build: { write: false, minify: false, reportCompressedSize: false },
    })) as Rollup.RollupOutput;
    for (const file of built.output) {
      gallery.#files.set(`/${file.fileName}`, file.type === "chunk" ? file.code : file.source);
    }
    return gallery;
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
      const body = this.#files.get(path === "/" ? "/index.html" : path);
      const contentType = path.endsWith(".js") ? "text/javascript" : "text/html";
      await (body === undefined
        ? route.fulfill({ status: 404 })
        : route.fulfill({ contentType, body: typeof body === "string" ? body : Buffer.from(body) }));
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
