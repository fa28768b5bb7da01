import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { stories } from "./corpus/stories.ts";
import { tell } from "./corpus/story.ts";

/*
 * The corpus of captures: small, each one story, made by the simulator from committed seeds. `pnpm corpus` writes it anew; the same sources
 * give the same bytes, and a test holds the committed files to that.
 */

export const corpusFolder = new URL("../vectors/captures/", import.meta.url);

/** Every file of the corpus by its name, as it should be. */
export function corpusFiles(): Map<string, string> {
  const files = new Map<string, string>();
  const rows: string[] = [];
  for (const story of stories) {
    const { capture, expected, frames, findings, red } = tell(story);
    files.set(`${story.name}.ndjson`, capture);
    files.set(`${story.name}.expected.json`, expected);
    const shows = [...findings.map((rule) => `\`${rule}\``), ...(red === undefined ? [] : ["**red**"])].join(", ");
    rows.push(`| \`${story.name}.ndjson\` | ${story.story} | ${frames} | ${shows} |`);
  }
  files.set("README.md", readme(rows));
  return files;
}

function readme(rows: readonly string[]): string {
  return `# Captures

Small captures that each tell one story, and beside each what it is expected to show (\`NAME.expected.json\`): every verdict, every digest, the
findings, and the training that is saved. \`lighty verify protocol/vectors/captures --known-red\` plays them back, as \`npm test\` does; \`lighty replay\`
shows one in a dashboard.

Written by \`pnpm corpus\` from \`protocol/test/corpus/stories.ts\`, with the real engines in the simulator; the same sources give the same bytes. The last one
is made with a watch whose engine is broken on purpose, and is red for as long as \`lighty verify\` can see.

| capture | story | frames | shows |
|---|---|---|---|
${rows.join("\n")}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = corpusFiles();
  mkdirSync(corpusFolder, { recursive: true });
  for (const name of readdirSync(corpusFolder)) if (!files.has(name)) rmSync(new URL(name, corpusFolder));
  for (const [name, text] of files) writeFileSync(new URL(name, corpusFolder), text);
  console.log(`wrote ${stories.length} captures to protocol/vectors/captures`);
}
