import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { NamedCommand } from "./command.ts";
import { misuse } from "./errors.ts";

export const projectFileName = "lighty.config.json";

export interface ProjectFile {
  path: string;
  values: Readonly<Record<string, unknown>>;
}

/** The nearest project file at or above a folder, its keys known; null when there is none. Its values are checked where they are used. */
export async function findProjectFile(
  folder: string,
  commands: () => Promise<NamedCommand[]>,
): Promise<ProjectFile | null> {
  const path = nearest(folder);
  if (path === null) return null;
  const options = (await commands()).flatMap(([, command]) => Object.values(command.options ?? {}));
  const keys = new Set(options.flatMap(({ key }) => key ?? []));
  let values: unknown;
  try {
    values = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw misuse(`${path} cannot be read as JSON: ${(error as Error).message}`, "mend the file, or move it away");
  }
  if (typeof values !== "object" || values === null || Array.isArray(values))
    throw misuse(`${path} is not an object of settings`, `write it as {"port": 7788}; its keys are ${list(keys)}`);
  const wrong = Object.keys(values).filter((key) => key !== "$schema" && !keys.has(key));
  if (wrong.length === 0) return { path, values: { ...values } };
  const secret = wrong.some((key) => /token/i.test(key))
    ? "; a token belongs in the environment, not in a file that is shared"
    : "";
  throw misuse(
    `${path} has ${wrong.map((key) => JSON.stringify(key)).join(" and ")}, which no setting is called${secret}`,
    `the keys are ${list(keys)}`,
  );
}

function list(keys: ReadonlySet<string>): string {
  return [...keys].sort().join(", ");
}

function nearest(folder: string): string | null {
  const path = join(folder, projectFileName);
  if (existsSync(path)) return path;
  const above = dirname(folder);
  return above === folder ? null : nearest(above);
}
