import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../test/open-relay.ts";
import { BookmarkFile, bookmarkFile } from "./bookmark-file.ts";

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => {
  folder.remove();
});

test("a file that is no database, or is damaged within, is put aside with a warning and another one begins", async () => {
  const file = join(folder.path, bookmarkFile);
  const sound = new BookmarkFile(folder.path);
  sound.keep(null, "s-1", { entry: 7, text: "here", madeAt: 1 });
  sound.close();
  const bytes = readFileSync(file);
  bytes.fill(0x5a, bytes.length / 2);

  for (const damaged of [bytes, Buffer.from("no database at all, whatever it is called")]) {
    writeFileSync(file, damaged);
    const warned = new Promise<Error>((resolve) => process.once("warning", resolve));
    const bookmarks = new BookmarkFile(folder.path);
    expect((await warned).message).toContain("bookmarks.sqlite is damaged");
    expect(bookmarks.list(null, "s-1")).toEqual([]);
    expect(bookmarks.keep(null, "s-1", { entry: 9, text: "anew", madeAt: 2 })).toBe(true);
    bookmarks.close();
    const aside = readdirSync(folder.path).filter((name) => name.includes(".damaged-"));
    expect(aside.map((name) => readFileSync(join(folder.path, name)))).toContainEqual(damaged);
  }
});
