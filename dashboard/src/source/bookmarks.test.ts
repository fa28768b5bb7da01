import { expect, test } from "vitest";
import { BrowserBookmarks, LayeredBookmarks } from "./bookmarks.ts";

function storage() {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

test("what a browser keeps is kept by source and session, and is gone when the last is taken away", async () => {
  const kept = storage();
  const gym = new BrowserBookmarks(() => "gym", kept);
  await gym.keep("s-1", 9, "later");
  await gym.keep("s-1", 4, "<b>here</b>");
  await gym.keep("s-1", 9, "other words");
  const again = new BrowserBookmarks(async () => "gym", kept);
  expect(await again.list("s-1")).toMatchObject([
    { entry: 4, text: "<b>here</b>" },
    { entry: 9, text: "other words" },
  ]);
  expect(await again.list("s-2")).toEqual([]);
  expect(await new BrowserBookmarks(() => "other", kept).list("s-1")).toEqual([]);
  for (const entry of [4, 9]) await gym.remove("s-1", entry);
  expect(kept.items.size).toBe(0);
});

test("what somebody else wrote in their place is nothing", async () => {
  const kept = storage();
  const own = new BrowserBookmarks(() => "gym", kept);
  for (const text of ["nonsense", "{}", '[{"entry":"x"}]', '[{"entry":1,"text":"\\u0007","madeAt":1}]']) {
    kept.setItem("lighty.bookmarks gym s-1", text);
    expect(await own.list("s-1")).toEqual([]);
  }
});

test("over what came with a file lie the reader's own words, and what came is not taken away", async () => {
  const given = async () => [{ entry: 4, text: "from the gym", madeAt: 1 }];
  const layered = new LayeredBookmarks(given, new BrowserBookmarks(() => "gym", storage()));
  await layered.keep("s-1", 2, "mine");
  await layered.keep("s-1", 4, "mine, too");
  expect((await layered.list("s-1")).map(({ text }) => text)).toEqual(["mine", "mine, too"]);
  await expect(layered.remove("s-1", 4)).rejects.toThrow("came with what is read here");
  expect((await layered.list("s-1")).map(({ text }) => text)).toEqual(["mine", "from the gym"]);
  await layered.remove("s-1", 2);
  expect(await layered.list("s-1")).toHaveLength(1);
});
