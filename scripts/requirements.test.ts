import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = new URL("../", import.meta.url);
const pages = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docs/requirements.md"];

/** Paths a page names in backticks: those that begin in a room or a top folder. What a later issue will build is named with its number. */
function pathsIn(page: string): string[] {
  const paths: string[] = [];
  for (const line of readFileSync(new URL(page, root), "utf8").split("\n")) {
    for (const [, path] of line.matchAll(
      /`((?:protocol|relay|dashboard|mobile|watch|scripts|docs|\.ci|\.github)\/[\w./-]*)`/g,
    )) {
      if (path !== undefined && !/not (built )?yet|\(issue \d/.test(line)) paths.push(path);
    }
  }
  return paths;
}

test.each(pages)("every path that %s names is there", (page) => {
  const missing = pathsIn(page).filter((path) => !existsSync(new URL(path, root)));
  expect(missing).toEqual([]);
});

test("every section of the brief has its part in the requirements", () => {
  const sections = readFileSync(new URL("docs/requirements.md", root), "utf8").match(/^## \d+\./gm) ?? [];
  expect(sections).toHaveLength(13);
});
