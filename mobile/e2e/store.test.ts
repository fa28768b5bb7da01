// @vitest-environment node
import type { Batch, Store, Value } from "@lighty/protocol";
import { describeStore } from "@lighty/protocol/testing";
import { type Browser, chromium } from "playwright";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { chromiumSwitches, findChromium } from "../../scripts/chromium.mjs";
import type { StoreTrouble } from "../src/store/store-fault.ts";
import { StoresPage } from "./stores.ts";

/* The stores as a browser runs them, over its own IndexedDB and over expo-sqlite. The contract's suite stays here and reaches them by the page. */

let browser: Browser;
let stores: StoresPage;

beforeAll(async () => {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("no Chromium found");
  browser = await chromium.launch({ executablePath, args: chromiumSwitches });
  stores = await StoresPage.serve(browser);
});

afterAll(async () => {
  await stores?.close();
  await browser?.close();
});

beforeEach(() => stores.afresh());

const batch = (values: Record<string, Value>): Batch => new Map(Object.entries(values));

for (const kind of ["IndexedDB", "expo-sqlite"] as const) {
  describeStore(`${kind} in Chromium`, async () => {
    const reopen = async () => {
      // What is only in the memory of a page or of its worker goes with it.
      await stores.reload();
      return stores.store(kind);
    };
    return { store: await stores.store(kind), reopen };
  });
}

test("[HAVE-1] of two tabs the later one writes, and the earlier one is told", async () => {
  const first = await stores.store("IndexedDB");
  const second = await stores.store("IndexedDB");
  await expect(first.write(batch({ a: 1 }))).rejects.toThrow("opened in another tab");
  await second.write(batch({ a: 2 }));
  expect([...(await second.load())]).toEqual([["a", 2]]);
});

describe("the store of an iPhone, over expo-sqlite itself", () => {
  const execute = (statements: string) => stores.page.evaluate((statements) => room.execute(statements), statements);
  const contentOf = async (store: Store) => Object.fromEntries(await store.load());

  /** The fault of a write that is refused, as it is thrown in the page. */
  const faultOf = (values: Record<string, string | number | null>) =>
    stores.page.evaluate(async (values) => {
      const refused = await room.write(await room.open("expo-sqlite"), Object.entries(values)).then(
        () => null,
        (error: StoreTrouble) => error,
      );
      return refused && { kind: refused.kind, sentence: refused.sentence };
    }, values);

  test("[DUR-2] a batch of which a later statement fails leaves nothing of itself, nor its transaction, and the next one lands", async () => {
    const store = await stores.store("expo-sqlite");
    await store.write(batch({ a: 1, b: 2 }));
    await execute("CREATE TRIGGER jam BEFORE DELETE ON cell BEGIN SELECT RAISE(ABORT, 'the drawer jams'); END");
    const sentence = expect.stringContaining("the drawer jams");
    expect(await faultOf({ a: 10, b: null })).toEqual({ kind: "failed", sentence });
    expect(await contentOf(store)).toEqual({ a: 1, b: 2 });
    await execute("DROP TRIGGER jam");
    await store.write(batch({ a: 10, b: null }));
    await stores.reload();
    expect(await contentOf(await stores.store("expo-sqlite"))).toEqual({ a: 10 });
  });

  test("[DUR-2] a file that may not grow any more is told as a full one, keeps what it had, and takes the batch once there is room", async () => {
    const store = await stores.store("expo-sqlite");
    await store.write(batch({ a: 1 }));
    await execute("PRAGMA max_page_count = 1");
    const large = "x".repeat(100_000);
    expect(await faultOf({ a: large })).toMatchObject({ kind: "full" });
    expect(await contentOf(store)).toEqual({ a: 1 });
    await execute("PRAGMA max_page_count = 1000000");
    await store.write(batch({ a: large }));
    await stores.reload();
    expect(await contentOf(await stores.store("expo-sqlite"))).toEqual({ a: large });
  });

  test("[DUR-1] [DUR-2] of a page that goes while it writes, what it was told is durable is there; of the rest each batch is whole or not there, and none comes after one that is missing", async () => {
    await stores.store("expo-sqlite");
    await stores.page.evaluate(async () => {
      const at = await room.open("expo-sqlite");
      const text = "x".repeat(20_000);
      const write = (nth: number) =>
        room.write(
          at,
          [`${nth}/a`, `${nth}/b`].map((key) => [key, text] as const),
        );
      const writes = Array.from({ length: 200 }, (_, nth) => write(nth));
      await writes[9];
    });
    await stores.reload();
    const keys = (await (await stores.store("expo-sqlite")).load()) as readonly [string, Value][];
    const count = keys.length / 2;
    expect(count).toBeGreaterThanOrEqual(10);
    const whole = Array.from({ length: count }, (_, nth) => [`${nth}/a`, `${nth}/b`]).flat();
    expect(keys.map(([key]) => key).sort()).toEqual(whole.sort());
  });
});
