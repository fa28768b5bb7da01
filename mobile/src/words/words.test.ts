import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { languages, openWords } from "./words.ts";

/** Each key with the places it fills in. */
function keysOf(words: object, path = ""): Map<string, string[]> {
  const keys = new Map<string, string[]>();
  for (const [key, value] of Object.entries(words)) {
    const at = path === "" ? key : `${path}.${key}`;
    if (typeof value === "object") for (const [below, places] of keysOf(value, at)) keys.set(below, places);
    else keys.set(at, [...value.matchAll(/\{\{(\w+)\}\}/g)].map(([, place]) => place).sort());
  }
  return keys;
}

test("every language holds the same keys, each filling in the same places", () => {
  const english = keysOf(languages.en.translation);
  for (const { translation } of Object.values(languages)) expect(keysOf(translation)).toEqual(english);
  expect(english.size).toBeGreaterThan(100);
});

test("no text is empty, and none stands untranslated but figures and names", () => {
  const flat = (words: object): string[] =>
    Object.values(words).flatMap((value) => (typeof value === "object" ? flat(value) : [value as string]));
  const [english, german] = [flat(languages.en.translation), flat(languages.de.translation)];
  expect([...english, ...german].filter((text) => text.trim() === "")).toEqual([]);
  const same = english.filter(
    (text, at) => text === german[at] && /[a-z]{3}/i.test(text.replaceAll(/\{\{\w+\}\}/g, "")),
  );
  expect([...new Set(same)]).toEqual(["Lighty", "{{kcal}} kcal", "Start", "Pause", "Health", "Version {{version}}"]);
});

test("words follow the machine's language, and are English where it is neither", () => {
  expect(openWords("de-AT").t("undo")).toBe("Rückgängig");
  expect(openWords("en-GB").t("undo")).toBe("Undo");
  expect(openWords("fr-FR").t("undo")).toBe("Undo");
  expect(openWords("de").t("routines.sets", { count: 1 })).toBe("1 Satz");
  expect(openWords("en").t("routines.sets", { count: 3 })).toBe("3 sets");
});

test("every word is said somewhere", () => {
  const source = sourceOf("..");
  const leaves = (words: object, path = ""): string[] =>
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === "object" ? leaves(value, `${path}${key}.`) : [`${path}${key.replace(/_(one|other|zero)$/, "")}`],
    );
  // Those whose last part is a value of the face: a unit, a field, a kind.
  const isSaid = (key: string) =>
    source.includes(`"${key}"`) ||
    source.includes(`\`${key.slice(0, key.lastIndexOf("."))}.\${`) ||
    key.startsWith("examples.");
  expect(leaves(languages.en.translation).filter((key) => !isSaid(key))).toEqual([]);
});

function sourceOf(folder: string): string {
  return readdirSync(join(import.meta.dirname, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /(?<!\.test)\.tsx?$/.test(name))
    .map((name) => readFileSync(join(import.meta.dirname, folder, name), "utf8"))
    .join("\n");
}
