import { describe, expect, test } from "vitest";
import type { Batch, Store } from "../step.ts";
import type { Value } from "../value.ts";

/** How a store under test is opened: `reopen` gives a new store over what the first had made durable. */
export interface StoreUnderTest {
  store: Store;
  reopen: () => Promise<Store>;
}

async function contentOf(store: Store): Promise<Record<string, Value>> {
  return Object.fromEntries([...(await store.load())].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const batch = (values: Record<string, Value>): Batch => new Map(Object.entries(values));

/** What every Store must do, whatever it is made of. [DUR-1] [DUR-2] */
export function describeStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`the Store contract: ${name}`, () => {
    test("[DUR-2] a new store is empty", async () => {
      const { store } = await open();
      expect(await contentOf(store)).toEqual({});
    });

    test("[DUR-2] once a write has resolved, whoever opens the store finds all of it", async () => {
      const { store, reopen } = await open();
      await store.write(batch({ "session/s-1": { revision: 3, have: {} }, "cell/s-1/rest": [3, "phone0001", null] }));
      const reopened = await reopen();
      expect(await contentOf(reopened)).toEqual({
        "cell/s-1/rest": [3, "phone0001", null],
        "session/s-1": { revision: 3, have: {} },
      });
    });

    test("[DUR-2] null deletes the key, and only that key", async () => {
      const { store, reopen } = await open();
      await store.write(batch({ a: 1, ab: 2, b: 3 }));
      await store.write(batch({ a: null, "not there": null }));
      expect(await contentOf(await reopen())).toEqual({ ab: 2, b: 3 });
    });

    test("[DUR-2] the last write of a key stands", async () => {
      const { store, reopen } = await open();
      await store.write(batch({ a: 1 }));
      await store.write(batch({ a: [2] }));
      expect(await contentOf(await reopen())).toEqual({ a: [2] });
    });

    test("[DUR-2] values come back as the JSON they were: text of every kind, decimals, nesting", async () => {
      const { store, reopen } = await open();
      const values = {
        "cell/s-1/set/a.b_c-1/weight": [7, "watch0001", 102.5],
        "event/s-1/12": { eventId: "e-1", payload: { note: 'Ünïcode 🏋️ "quoted" \\ \u0001\n', list: [1, [2, [null]]] } },
        constructor: true,
        "tombstone/s-9": true,
      };
      await store.write(batch(values));
      expect(await contentOf(await reopen())).toEqual(values);
    });

    test("[DUR-2] what is changed in memory after a write does not reach the store", async () => {
      const { store } = await open();
      const value: Record<string, Value> = { weight: 100 };
      await store.write(batch({ a: value }));
      value.weight = 5;
      expect(await contentOf(store)).toEqual({ a: { weight: 100 } });
    });

    test("[DUR-1] writes that are not awaited become durable in the order they were given", async () => {
      const { store, reopen } = await open();
      await Promise.all(
        Array.from({ length: 20 }, (_, index) => store.write(batch({ a: index, [`k${index}`]: index }))),
      );
      const content = await contentOf(await reopen());
      expect(content.a).toBe(19);
      expect(Object.keys(content)).toHaveLength(21);
    });

    test("[DUR-2] an empty batch changes nothing", async () => {
      const { store } = await open();
      await store.write(batch({ a: 1 }));
      await store.write(new Map());
      expect(await contentOf(store)).toEqual({ a: 1 });
    });
  });
}
