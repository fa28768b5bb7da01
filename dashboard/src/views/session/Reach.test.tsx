import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { mostRows, Reach } from "./Reach.tsx";

test("a list with more rows than a browser can show says so, and what leads to them; any other says nothing", () => {
  expect(renderToStaticMarkup(<Reach count={mostRows} />)).toBe("");
  expect(renderToStaticMarkup(<Reach count={mostRows + 1} />)).toContain("1,198,372 rows");
});
