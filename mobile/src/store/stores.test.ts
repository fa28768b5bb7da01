// @vitest-environment node
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Batch, Store, Value } from "@lighty/protocol";
import { MemoryStore } from "@lighty/protocol/sim";
import { describeStore } from "@lighty/protocol/testing";
import Database from "better-sqlite3";
import "fake-indexeddb/auto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { IndexedDbStore } from "./indexed-db-store.ts";
import { type Sql, SqlStore } from "./sql-store.ts";
import { StoreFault } from "./store-fault.ts";

let folder = "";
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lighty-store-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const batch = (values: Record<string, Value>): Batch => new Map(Object.entries(values));
const contentOf = async (store: Store) => Object.fromEntries(await store.load());

/** The SQL that an iPhone runs, on a file of the same database. */
class FileSql implements Sql {
  readonly database: InstanceType<typeof Database>;
  /** Told of each statement before it runs: the place to fail. */
  before: (statement: string) => void = () => {};

  constructor(path: string) {
    this.database = new Database(path);
  }

  async execute(statements: string): Promise<void> {
    this.before(statements);
    this.database.exec(statements);
  }

  async run(statement: string, parameters: readonly string[]): Promise<void> {
    this.before(statement);
    this.database.prepare(statement).run(...parameters);
  }

  async rows(statement: string) {
    return this.database.prepare(statement).all() as { key: string; value: string }[];
  }
}

describeStore("SqlStore over SQLite", async () => {
  const path = join(folder, `${++files}.db`);
  return {
    store: await SqlStore.open(new FileSql(path)),
    reopen: async () => SqlStore.open(new FileSql(path)),
  };
});

describeStore("IndexedDbStore", async () => {
  const name = `lighty-${++files}`;
  return { store: await IndexedDbStore.open(name, "tab-1"), reopen: () => IndexedDbStore.open(name, "tab-2") };
});

describeStore("the memory of a test", async () => {
  const store = new MemoryStore();
  return { store, reopen: async () => store.copy() };
});

describe("SqlStore", () => {
  test("[DUR-2] a batch that fails at any of its statements leaves nothing of itself, and the next one lands", async () => {
    for (const failing of ["BEGIN", "INSERT", "DELETE", "COMMIT"]) {
      const path = join(folder, `${++files}.db`);
      const sql = new FileSql(path);
      const store = await SqlStore.open(sql);
      await store.write(batch({ a: 1, b: 2 }));
      let isFailing = true;
      sql.before = (statement) => {
        if (isFailing && statement.trimStart().startsWith(failing)) throw new Error("disk I/O error");
      };
      await expect(store.write(batch({ a: 10, b: null, c: 3 }))).rejects.toMatchObject({ kind: "failed" });
      isFailing = false;
      const other = await SqlStore.open(new FileSql(path));
      expect(await contentOf(other)).toEqual({ a: 1, b: 2 });
      await store.write(batch({ a: 10, b: null, c: 3 }));
      expect(await contentOf(other)).toEqual({ a: 10, c: 3 });
    }
  });

  test("[DUR-2] a file that has no room left says so, and keeps what it had", async () => {
    const sql = new FileSql(join(folder, `${++files}.db`));
    const store = await SqlStore.open(sql);
    await store.write(batch({ a: 1 }));
    const pages = sql.database.pragma("page_count", { simple: true });
    sql.database.pragma(`max_page_count = ${pages}`);
    const large = batch({ a: 2, large: "x".repeat(100_000) });
    await expect(store.write(large)).rejects.toMatchObject({ kind: "full" });
    expect(await contentOf(store)).toEqual({ a: 1 });
    sql.database.pragma("max_page_count = 1000000");
    await store.write(large);
    expect((await contentOf(store)).a).toBe(2);
  });

  test("a file that is no database is a fault, said in a sentence", async () => {
    const path = join(folder, `${++files}.db`);
    const sql = new FileSql(path);
    sql.before = () => {
      throw new Error("file is not a database");
    };
    await expect(SqlStore.open(sql)).rejects.toBeInstanceOf(StoreFault);
  });
});

describe("IndexedDbStore", () => {
  test("[HAVE-1] of two tabs the later one writes, and the earlier one is told", async () => {
    const name = `lighty-${++files}`;
    const first = await IndexedDbStore.open(name, "tab-1");
    await first.write(batch({ a: 1 }));
    const second = await IndexedDbStore.open(name, "tab-2");
    await expect(first.write(batch({ a: 2, b: 2 }))).rejects.toMatchObject({ kind: "taken_over" });
    expect(await contentOf(second)).toEqual({ a: 1 });
    await second.write(batch({ a: 3 }));
    expect(await contentOf(second)).toEqual({ a: 3 });
  });

  test("[DUR-2] a batch that the browser has no room for leaves nothing of itself, and lands once there is", async () => {
    const store = await IndexedDbStore.open(`lighty-${++files}`, "tab-1");
    await store.write(batch({ a: 1 }));
    const { put } = IDBObjectStore.prototype;
    let puts = 0;
    IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...given: Parameters<typeof put>) {
      if (++puts === 2) throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
      return put.apply(this, given);
    };
    const more = batch({ a: 2, b: 2, c: 2 });
    try {
      await expect(store.write(more)).rejects.toMatchObject({ kind: "full" });
    } finally {
      IDBObjectStore.prototype.put = put;
    }
    expect(await contentOf(store)).toEqual({ a: 1 });
    await store.write(more);
    expect(await contentOf(store)).toEqual({ a: 2, b: 2, c: 2 });
  });
});
