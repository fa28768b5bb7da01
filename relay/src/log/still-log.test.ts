import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, expect, test } from "vitest";
import { arrivalsOf, buildBatch } from "../../test/build.ts";
import { temporaryFolder } from "../../test/open-relay.ts";
import { logFile } from "./file.ts";
import { SqliteLog } from "./sqlite-log.ts";
import { StillLog } from "./still-log.ts";

const folder = temporaryFolder();
afterEach(() => folder.remove());

test("an import that an older relay wrote is brought up to date, and reads as it was written", async () => {
  const log = new SqliteLog(folder.path, () => "sqlitelog000");
  await log.append(buildBatch(...arrivalsOf([1, 2, 3])));
  await log.close();
  const file = new Database(join(folder.path, logFile));
  file.exec("ALTER TABLE log DROP COLUMN removals; PRAGMA user_version = 4;");
  file.close();

  const still = new StillLog(folder.path, "import000001", 3);
  const { entries } = await still.read({ after: 0, limit: 10 });
  expect(entries.map(({ frame }) => frame.traceSeq)).toEqual([1, 2, 3]);
  await still.close();
});
