import { openDatabaseAsync } from "expo-sqlite";
import type { Sql } from "./sql-store.ts";
import { faultOf } from "./store-fault.ts";

/** The connection on an iPhone. `directory` is one that backups leave out: another phone would come back with this one's deviceId. [ENV-3] */
export async function openExpoSql(name: string, directory?: string): Promise<Sql> {
  try {
    const database = await openDatabaseAsync(name, {}, directory);
    return {
      execute: (statements) => database.execAsync(statements),
      run: async (statement, parameters) => void (await database.runAsync(statement, [...parameters])),
      rows: (statement) => database.getAllAsync<{ key: string; value: string }>(statement),
    };
  } catch (error) {
    throw faultOf(error);
  }
}
