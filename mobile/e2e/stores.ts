import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Batch, Store, Value } from "@lighty/protocol";
import type { Browser, Page } from "playwright";
import { type Bundled, bundle } from "./bundle.ts";
import type { Kind } from "./stores/room.ts";

const root = fileURLToPath(new URL("stores/", import.meta.url));
const expoSqlite = dirname(createRequire(import.meta.url).resolve("expo-sqlite/package.json"));
const wasm = "/wa-sqlite.wasm";

/** What the browser says while the worker of a page that is gone still holds Expo's files: it lets them go a moment after the page. */
const stillHeld = "if there is another open Access Handle";

/** The phone's stores in a page, and the way to them from a test. */
export class StoresPage {
  readonly #browser: Browser;
  readonly #server: Server;
  #page: Page | null = null;

  private constructor(browser: Browser, server: Server) {
    this.#browser = browser;
    this.#server = server;
  }

  static async serve(browser: Browser): Promise<StoresPage> {
    const files = await bundleStores();
    const server = createServer((request, response) => {
      const file = files.get(request.url === "/" ? "/index.html" : (request.url ?? ""));
      if (file === undefined) response.writeHead(404).end();
      else response.writeHead(200, { "content-type": file.contentType }).end(file.body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new StoresPage(browser, server);
  }

  async close(): Promise<void> {
    await this.#page?.context().close();
    this.#server.close();
  }

  /** A browser that has stored nothing yet, in place of the one before: Expo's file system holds six files, and forgets none. */
  async afresh(): Promise<void> {
    await this.#page?.context().close();
    this.#page = await (await this.#browser.newContext()).newPage();
    await this.#page.goto(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`);
    await this.#page.waitForFunction(() => "room" in globalThis);
  }

  /** The page goes, with all its workers and connections, and comes back. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.page.waitForFunction(() => "room" in globalThis);
  }

  /** For what only the page can do. */
  get page(): Page {
    if (this.#page === null) throw new Error("there is a page after `afresh`");
    return this.#page;
  }

  /** The phone's store in the page, opened by whoever asks. */
  async store(kind: Kind): Promise<Store> {
    const at = await this.#open(kind);
    const { page } = this;
    return {
      load: () => page.evaluate((at) => room.load(at), at),
      // As text: a value crosses as what it is at this moment, and nothing of it is lost on the way.
      write: (batch: Batch) =>
        page.evaluate(({ at, text }) => room.write(at, JSON.parse(text) as [string, Value][]), {
          at,
          text: JSON.stringify([...batch]),
        }),
    };
  }

  /** A worker that did not get its files does not ask for them again, so another page does. */
  async #open(kind: Kind): Promise<number> {
    for (;;) {
      try {
        return await this.page.evaluate((kind) => room.open(kind), kind);
      } catch (error) {
        if (!(error instanceof Error) || !error.message.includes(stillHeld)) throw error;
        await this.reload();
      }
    }
  }
}

/** The page, and beside it the worker that expo-sqlite asks the page's own address for, with its SQLite. */
async function bundleStores(): Promise<Map<string, Bundled>> {
  const page = await bundle(root, {
    // Some of Expo's sources import a type as if it were a value.
    build: { rolldownOptions: { shimMissingExports: true } },
  });
  const input = join(expoSqlite, "web/worker.ts");
  const worker = await bundle(dirname(input), {
    plugins: [
      {
        name: "the address of a module of WebAssembly, as Metro gives it",
        enforce: "pre",
        resolveId: (id: string) => (id.endsWith(".wasm") ? "\0wasm" : undefined),
        load: (id: string) => (id === "\0wasm" ? `export default ${JSON.stringify(wasm)}` : undefined),
      },
    ],
    build: { rolldownOptions: { input, output: { format: "iife", entryFileNames: "worker" } } },
  });
  const [script] = worker.values();
  if (script === undefined) throw new Error("expo-sqlite's worker could not be bundled");
  const sqlite = await readFile(join(expoSqlite, "web/wa-sqlite/wa-sqlite.wasm"));
  return new Map([
    ...page,
    ["/worker", { ...script, contentType: "text/javascript" }],
    [wasm, { contentType: "application/wasm", body: sqlite }],
  ]);
}
