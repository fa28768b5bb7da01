import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = new URL("../../", import.meta.url);
const rules = readFileSync(new URL("SECURITY.md", root), "utf8")
  .split(/^\*\*(?=\d+\. )/m)
  .slice(1);

test("SECURITY.md holds all 18 rules, in order", () => {
  expect(rules.map((rule) => Number.parseInt(rule, 10))).toEqual(Array.from({ length: 18 }, (_, i) => i + 1));
});

for (const rule of rules) {
  test(`rule ${Number.parseInt(rule, 10)} of SECURITY.md is shown by the tests it names, or says that it is not`, () => {
    const shown = [...rule.matchAll(/^- `([^`]+)`: (.+)$/gm)];
    expect(shown.length > 0 || rule.includes("- Not yet: ")).toBe(true);
    for (const [, path = "", title = ""] of shown) {
      expect(readFileSync(new URL(path, root), "utf8").includes(title), `${path}: ${title}`).toBe(true);
    }
  });
}
