// @vitest-environment node
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { createRequire, stripTypeScriptTypes } from "node:module";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { Batch, Store, Value } from "@lighty/protocol";
import { describeStore } from "@lighty/protocol/testing";
import { type Browser, chromium, type Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chromiumSwitches, findChromium } from "../../scripts/chromium.mjs";

/*
 * The store as a browser runs it: the source with its types taken off, over the browser's own IndexedDB. The contract's suite stays here and
 * reaches it by the page.
 */

const idb = createRequire(import.meta.url)
  .resolve("idb")
  .replace("index.cjs", "index.js");
const sources = fileURLToPath(new URL("../src/store/", import.meta.url));
const shell = `<!doctype html><link rel="icon" href="data:,"><script type="importmap">{"imports":{"idb":"/idb.js"}}</script>
<script type="module">import { IndexedDbStore } from "/indexed-db-store.ts"; globalThis.stores = []; globalThis.open = async (name, tenant) =>
  globalThis.stores.push(await IndexedDbStore.open(name, tenant)) - 1;</script>`;

interface Room {
  open(name: string, tenant: string): Promise<number>;
  stores: { load(): Promise<Iterable<[string, Value]>>; write(batch: Map<string, Value>): Promise<void> }[];
}

let server: Server;
let browser: Browser;
let page: Page;
let opened = 0;

async function answer(path: string): Promise<[type: string, body: string]> {
  if (path === "/") return ["text/html", shell];
  if (path === "/idb.js") return ["text/javascript", await readFile(idb, "utf8")];
  const source = await readFile(sources + path.replace(/^\/(?=[a-z-]+\.ts$)/, ""), "utf8");
  return ["text/javascript", stripTypeScriptTypes(source, { mode: "transform" })];
}

beforeAll(async () => {
  server = createServer((request, response) => {
    answer(request.url ?? "/").then(
      ([type, body]) => response.writeHead(200, { "content-type": type }).end(body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("no Chromium found");
  browser = await chromium.launch({ executablePath, args: chromiumSwitches });
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.waitForFunction(() => "stores" in globalThis);
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

/** A store in the page, of that database. */
async function open(name: string): Promise<Store> {
  const tenant = `tab-${++opened}`;
  const index = await page.evaluate(
    ([name, tenant]) => (globalThis as unknown as Room).open(name as string, tenant as string),
    [name, tenant],
  );
  return {
    load: () =>
      page.evaluate(async (at) => {
        const store = (globalThis as unknown as Room).stores[at];
        return store === undefined ? [] : [...(await store.load())];
      }, index),
    // As text: a value crosses as what it is at this moment, and nothing of it is lost on the way.
    write: (batch: Batch) =>
      page.evaluate(
        async ({ at, text }) => {
          const store = (globalThis as unknown as Room).stores[at];
          await store?.write(new Map(JSON.parse(text) as [string, Value][]));
        },
        { at: index, text: JSON.stringify([...batch]) },
      ),
  };
}

describeStore("IndexedDbStore in Chromium", async () => {
  const name = `lighty-${++opened}`;
  return { store: await open(name), reopen: () => open(name) };
});

test("[HAVE-1] of two tabs the later one writes, and the earlier one is told", async () => {
  const name = `lighty-${++opened}`;
  const first = await open(name);
  const second = await open(name);
  await expect(first.write(new Map([["a", 1]]))).rejects.toThrow("opened in another tab");
  await second.write(new Map([["a", 2]]));
  expect([...(await second.load())]).toEqual([["a", 2]]);
});

test("[DUR-2] what was written is there after the page has gone and come back", async () => {
  const name = `lighty-${++opened}`;
  await (await open(name)).write(
    new Map<string, Value>([
      ["a", 1],
      ["b", { weight: 82.5 }],
    ]),
  );
  await page.reload();
  await page.waitForFunction(() => "stores" in globalThis);
  expect(Object.fromEntries(await (await open(name)).load())).toEqual({ a: 1, b: { weight: 82.5 } });
});
