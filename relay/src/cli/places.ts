import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the whole project. */
export const repository = fileURLToPath(new URL("../../..", import.meta.url));

/** What Node made of the sources is kept here for the next start. */
export const compileCache = join(repository, "node_modules/.cache/lighty-relay");

/** Where a relay keeps its log: as it was named, else `.lighty` in the repository. */
export function dataFolderOf(named: string | undefined): string {
  return named === undefined ? join(repository, ".lighty") : resolve(named);
}

/** The file that is `lighty`. */
export const lightyFile = fileURLToPath(new URL("main.ts", import.meta.url));
