import { readdirSync, readFileSync } from "node:fs";

/** The root of the workspace. */
const root = new URL("../../", import.meta.url);

export const specPath = new URL("protocol/SPEC.md", root);

export const read = (path: string) => readFileSync(new URL(path, root), "utf8");

/** Rules in the order SPEC defines them. */
export function rulesOf(spec: string): string[] {
  return [...spec.matchAll(/^\*\*\[([A-Z]+-\d+)\]\*\*/gm)].map(([, id]) => id as string);
}

/** Files of the workspace below a folder, by path from the root, in order of name. */
export function filesBelow(folder: string, ending: RegExp): string[] {
  const inside = readdirSync(new URL(`${folder}/`, root), { withFileTypes: true });
  return inside
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((each) => {
      const path = `${folder}/${each.name}`;
      if (each.isDirectory()) return /node_modules|dist|\.build/.test(each.name) ? [] : filesBelow(path, ending);
      return ending.test(each.name) ? [path] : [];
    });
}

/** Rules worn by strings: a title, a row of a table of tests. Comments do not count. */
function wornIn(path: string): string[] {
  const code = read(path)
    .replaceAll(/\/\*[\s\S]*?\*\//g, "")
    .replaceAll(/^\s*\/\/.*$/gm, "");
  const strings = code.match(/"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g) ?? [];
  return strings.flatMap((text) => [...text.matchAll(/\[([A-Z]+-\d+)\]/g)].map(([, id]) => id as string));
}

/** The files of tests and vectors that wear each rule. */
export function wearers(): Map<string, string[]> {
  const worn = new Map<string, Set<string>>();
  const wear = (id: string, path: string) => worn.set(id, (worn.get(id) ?? new Set()).add(path));
  const titled = [
    ...["protocol/src", "relay", "dashboard", "mobile"].flatMap((folder) => filesBelow(folder, /\.test\.tsx?$/)),
    ...filesBelow("protocol/src/testing", /\.ts$/),
    ...filesBelow("protocol/test", /\.ts$/),
    ...["protocol/swift/Tests", "watch/Tests"].flatMap((folder) => filesBelow(folder, /Tests\.swift$/)),
  ];
  for (const path of titled) for (const id of wornIn(path)) wear(id, path);
  // What stands beside a capture is an expectation, and wears no rule.
  for (const path of filesBelow("protocol/vectors", /(?<!\.expected)\.json$/)) {
    for (const { rule } of JSON.parse(read(path)) as { rule: string }[]) wear(rule, path);
  }
  return new Map([...worn].map(([id, paths]) => [id, [...paths]]));
}

/** Rules that bind what a watch does, so that Swift obeys them; the others are the relay's, and what readers make of a log. */
export function bindsWatch(id: string): boolean {
  const [family = "", number = ""] = id.split("-");
  if (["ROOM", "PRJ", "DLV", "DIV", "FND", "FLT", "STR", "CAP"].includes(family)) return false;
  if (family === "OBS") return id === "OBS-6";
  if (family === "RPL") return id === "RPL-2";
  return id !== "VER-5" && !(family === "TEE" && Number(number) > 9);
}

/** Whether Swift runs it: a test in Swift, a test that drives the Swift program, or vectors that Swift's tests read. */
export function runsInSwift(path: string): boolean {
  if (/^protocol\/vectors\//.test(path)) return !/^protocol\/vectors\/(stream|capture|captures|findings)\//.test(path);
  return path.endsWith(".swift") || /^protocol\/test\/swift[^/]*\.ts$/.test(path);
}

const heading = "## Enforcement";

/** A path as the table shows it: what lies in this package is named from here. */
const fromHere = (path: string) => path.replace(/^protocol\//, "");

/** The path that the table shows. */
export const fromRoot = (path: string) => (/^(relay|dashboard|mobile|watch)\//.test(path) ? path : `protocol/${path}`);

/** SPEC with its last table as it should be: each rule, and the tests and vectors that wear it. */
export function withEnforcement(spec: string): string {
  const worn = wearers();
  const rows = rulesOf(spec).map((id) => {
    const paths = (worn.get(id) ?? []).map((path) => `\`${fromHere(path)}\``);
    return `| ${id} | ${paths.join(" ")} |`;
  });
  const law = spec.slice(0, spec.indexOf(heading));
  const intro =
    "Written by `pnpm spec`. Paths are from `protocol/`, or from the root for `relay/`, `dashboard/` and `watch/`.";
  return `${law}${heading}\n\n${intro}\n\n| rule | tests and vectors that wear it |\n|---|---|\n${rows.join("\n")}\n`;
}
