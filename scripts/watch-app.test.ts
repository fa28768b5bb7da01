import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { findSwift, typecheckApp } from "./swift.mjs";

const app = fileURLToPath(new URL("../watch/App/", import.meta.url));
const sources = readdirSync(app).filter((name) => name.endsWith(".swift"));

interface Catalog {
  sourceLanguage: string;
  strings: Record<string, { localizations: Record<string, { stringUnit: { state: string; value: string } }> }>;
}
const catalog = (name: string) => JSON.parse(readFileSync(join(app, name), "utf8")) as Catalog;

/** An interpolation with what is in its brackets, two levels deep. */
const interpolation = /\\\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/g;
const literal = new RegExp(`"((?:[^"\\\\]|${interpolation.source})*)"`, "g");
/** What is no text for the lifter: names of symbols, and what is shown as it is. */
const notShown = /(systemImage|systemName|verbatim): (?:[^,"]* \? )?"[^"]*"(?: : "[^"]*")?/g;
const withoutTexts = new Set([
  "AppDelegate.swift",
  "AppModel.swift",
  "LightyApp.swift",
  "Parts.swift",
  "Symbols.swift",
]);

/** Every text the screens show, as the catalog writes it; one that is made of values alone needs no translation. */
function shown(): Set<string> {
  const code = sources.filter((name) => !withoutTexts.has(name)).map((name) => readFileSync(join(app, name), "utf8"));
  const texts = code.flatMap((swift) => [...swift.replace(notShown, "").matchAll(literal)]);
  const keys = texts.map(([, text = ""]) => text.replace(interpolation, "%@"));
  return new Set(keys.filter((key) => /\p{L}/u.test(key.replaceAll("%@", ""))));
}

test("every text of the watch app is in its catalog, in German, with as many places to fill in; and nothing else is", () => {
  const { sourceLanguage, strings } = catalog("Localizable.xcstrings");
  expect(sourceLanguage).toBe("en");
  expect(Object.keys(strings).sort()).toEqual([...shown()].sort());
  const places = (text: string) => text.split("%@").length;
  for (const [key, { localizations }] of Object.entries(strings)) {
    const german = localizations.de?.stringUnit.value ?? "";
    expect(german, key).not.toBe("");
    expect(places(german), key).toBe(places(key));
  }
});

test("the reasons for which Health is asked are given in both languages, and as Info.plist has them", () => {
  const plist = readFileSync(join(app, "Info.plist"), "utf8");
  for (const [key, { localizations }] of Object.entries(catalog("InfoPlist.xcstrings").strings)) {
    expect(plist).toContain(`<key>${key}</key>\n  <string>${localizations.en?.stringUnit.value}</string>`);
    expect(localizations.de?.stringUnit.value).toBeTruthy();
  }
  expect(plist).toContain("<key>WKApplication</key>\n  <true/>");
  expect(plist).toContain("<string>workout-processing</string>");
});

test("the target says what Xcode has to make of it", () => {
  const target = JSON.parse(readFileSync(join(app, "expo-target.config.json"), "utf8"));
  expect(target).toMatchObject({ type: "watch", deploymentTarget: "10.0", bundleIdentifier: ".watchkitapp" });
  expect(target.entitlements).toEqual({ "com.apple.developer.healthkit": true });
});

test.skipIf(!findSwift())(
  "the app is type-checked: a member that SwiftUI does not have is caught by its name",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "lighty-watch-app-"));
    try {
      const wrong = join(folder, "Wrong.swift");
      writeFileSync(wrong, 'import SwiftUI\nstruct Wrong: View { var body: some View { Text("a").fonts(.body) } }\n');
      const clean = typecheckApp();
      expect(clean.output).toBe("");
      expect(clean.isClean).toBe(true);
      const { isClean, output } = typecheckApp([wrong]);
      expect(isClean).toBe(false);
      expect(output).toContain("has no member 'fonts'");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    // From nothing, all of the watch is built first.
  },
  900_000,
);
