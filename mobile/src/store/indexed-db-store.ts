import type { Batch, Store, Value } from "@lighty/protocol";
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { faultOf, StoreFault } from "./store-fault.ts";

interface Schema extends DBSchema {
  /** JSON texts by key. */
  cells: { key: string; value: string };
  /** Under `holder`: which opening of the database may write. */
  tenure: { key: "holder"; value: string };
}

/**
 * The store in a browser. A second tab takes it over: two engines over one store would give the same seq to different events, so each
 * opening signs in, and each write looks, in its own transaction, whether it is still its turn. [DUR-2] [HAVE-1]
 */
export class IndexedDbStore implements Store {
  readonly #database: IDBPDatabase<Schema>;
  readonly #tenant: string;

  private constructor(database: IDBPDatabase<Schema>, tenant: string) {
    this.#database = database;
    this.#tenant = tenant;
  }

  /** `tenant` names this opening and no other. Rejects with a StoreFault. */
  static async open(name: string, tenant: string): Promise<IndexedDbStore> {
    try {
      const database = await openDB<Schema>(name, 1, {
        upgrade(opened) {
          opened.createObjectStore("cells");
          opened.createObjectStore("tenure");
        },
      });
      await database.put("tenure", tenant, "holder");
      return new IndexedDbStore(database, tenant);
    } catch (error) {
      throw faultOf(error);
    }
  }

  async load(): Promise<Iterable<readonly [string, Value]>> {
    try {
      const { store } = this.#database.transaction("cells");
      const [keys, values] = await Promise.all([store.getAllKeys(), store.getAll()]);
      return keys.map((key, index) => [key, JSON.parse(values[index] as string) as Value] as const);
    } catch (error) {
      throw faultOf(error);
    }
  }

  /** IndexedDB runs overlapping transactions in the order in which they were begun. [DUR-1] */
  async write(batch: Batch): Promise<void> {
    const texts = [...batch].map(([key, value]) => [key, value === null ? null : JSON.stringify(value)] as const);
    try {
      const transaction = this.#database.transaction(["cells", "tenure"], "readwrite", { durability: "strict" });
      // Of an aborted transaction every promise is rejected; the first reason is the one to tell.
      transaction.done.catch(() => {});
      try {
        const holder = await transaction.objectStore("tenure").get("holder");
        if (holder !== this.#tenant) throw takenOver();
        const cells = transaction.objectStore("cells");
        await Promise.all(texts.map(async ([key, text]) => (text === null ? cells.delete(key) : cells.put(text, key))));
      } catch (error) {
        // Left alone, a transaction commits what had been asked of it before the error.
        abort(transaction);
        throw error;
      }
      await transaction.done;
    } catch (error) {
      throw faultOf(error);
    }
  }

  close(): void {
    this.#database.close();
  }
}

function takenOver(): StoreFault {
  return new StoreFault("taken_over", "Lighty was opened in another tab, which goes on with the workout");
}

/** Aborts a transaction that may have done so itself. */
function abort(transaction: { abort(): void }): void {
  try {
    transaction.abort();
  } catch {
    // It has: there is nothing left to take back.
  }
}
