import { expect, test } from "vitest";
import { Figures } from "./figures.ts";

test("numbers stand as the language writes them, without a fraction where there is none", () => {
  const [english, german] = [new Figures("en"), new Figures("de")];
  expect([100, 82.5, 81.25, 1234.5].map((value) => english.number(value))).toEqual(["100", "82.5", "81.25", "1,234.5"]);
  expect([82.5, 1234.5].map((value) => german.number(value))).toEqual(["82,5", "1.234,5"]);
  expect(german.rounded(12_345.6)).toBe("12.346");
});

test("spans count whole seconds, and what is left counts the last one to its end", () => {
  const figures = new Figures("en");
  expect([0, 7_999, 750_000, 3_723_000].map((ms) => figures.span(ms))).toEqual(["0:00", "0:07", "12:30", "1:02:03"]);
  expect([0, 1, 1_000, 59_001].map((ms) => figures.left(ms))).toEqual(["0:00", "0:01", "0:01", "1:00"]);
  expect(figures.span(-5)).toBe("0:00");
});

test("what was typed is read with a comma as with a point", () => {
  const figures = new Figures("de");
  const typed = { "82,5": 82.5, "82.5": 82.5, "82.": 82, ",5": 0.5, " 80 ": 80, "81.256": 81.26, "0": 0 };
  for (const [text, value] of Object.entries(typed)) expect(figures.read(text), text).toBe(value);
  for (const text of ["", "-5", "eighty", "8e2", "1/2", ","]) expect(figures.read(text), text).toBeUndefined();
});

test("a day is written in the language, in the place where the lifter is", () => {
  const at = Date.UTC(2026, 10, 22, 23, 30);
  expect(new Figures("en-GB", "UTC").day(at)).toBe("Sun, 22 Nov 2026");
  expect(new Figures("de", "Europe/Berlin").day(at)).toBe("Mo., 23. Nov. 2026");
});
