import type { Store } from "@lighty/protocol";
import { openExpoSql } from "../../src/store/expo-sql.ts";
import { IndexedDbStore } from "../../src/store/indexed-db-store.ts";
import { SqlStore } from "../../src/store/sql-store.ts";
import type { Kind } from "./room.ts";

/*
 * The phone's stores in a page: IndexedDB as a browser's phone opens it, and expo-sqlite's own JavaScript, which an iPhone runs as well, over
 * the SQLite that Expo compiles for browsers, in a worker, with its files in the browser's private file system.
 */

const name = "lighty.db";
const stores: Store[] = [];
const opens: Record<Kind, () => Promise<Store>> = {
  IndexedDB: () => IndexedDbStore.open(name, `tab-${stores.length}`),
  "expo-sqlite": async () => SqlStore.open(await openExpoSql(name)),
};

globalThis.room = {
  open: async (kind) => stores.push(await opens[kind]()) - 1,
  load: async (at) => [...(await numbered(at).load())],
  write: (at, entries) => numbered(at).write(new Map(entries)),
  execute: async (statements) => (await openExpoSql(name)).execute(statements),
};

function numbered(at: number): Store {
  const store = stores[at];
  if (store === undefined) throw new Error(`the page has opened ${stores.length} stores, none of the number ${at}`);
  return store;
}
