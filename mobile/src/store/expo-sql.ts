import { openDatabaseAsync } from "expo-sqlite";
import type { Sql } from "./sql-store.ts";
import { faultOf } from "./store-fault.ts";

/** The connection on an iPhone. `directory` is one that backups leave out: another phone would come back with this one's deviceId. [ENV-3] */
export async function openExpoSql(name: string, directory?: string): Promise<Sql> {
  try {
    const database = await openDatabaseAsync(name, {}, directory);
    return {
      execute: (statements) => database.execAsync(statements),
      run: async (statement, parameters) => {
        const prepared = await database.prepareAsync(statement);
        try {
          await prepared.executeAsync([...parameters]);
        } catch (error) {
          // Finalizing a statement that failed fails too, and `runAsync` would tell of that alone: not that there is no room left.
          await prepared.finalizeAsync().catch(() => {});
          throw error;
        }
        await prepared.finalizeAsync();
      },
      rows: (statement) => database.getAllAsync<{ key: string; value: string }>(statement),
    };
  } catch (error) {
    throw faultOf(error);
  }
}
