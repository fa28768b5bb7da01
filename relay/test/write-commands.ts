import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { allCommands } from "../src/cli/commands.ts";
import { manual } from "../src/cli/manual.ts";

export const commandPages = new URL("../../docs/commands/", import.meta.url);

/** The pages as they should be committed, by file name. */
export async function commandFiles(): Promise<Map<string, string>> {
  return manual(await allCommands());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(commandPages, { recursive: true });
  const files = await commandFiles();
  for (const name of readdirSync(commandPages)) if (!files.has(name)) rmSync(new URL(name, commandPages));
  for (const [name, text] of files) writeFileSync(new URL(name, commandPages), text);
}
