// Builds what is served only when what it is made of has changed since.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Whether `dist` was built from what lies at these paths now, and a way to say so after a build.
 * @param {string} dist
 * @param {readonly string[]} madeOf paths from the root
 */
export function builtFrom(dist, madeOf) {
  const stamp = join(dist, ".built-from");
  const wanted = digest(madeOf);
  return {
    isFresh: existsSync(stamp) && readFileSync(stamp, "utf8") === wanted,
    /** @param {string} built the folder that holds the build */
    sign: (built) => writeFileSync(join(built, ".built-from"), wanted),
  };
}

/** @param {readonly string[]} madeOf */
function digest(madeOf) {
  // What is built may name the folder it was built in.
  const hash = createHash("sha256").update(root);
  const files = madeOf.flatMap((path) => filesUnder(join(root, path)));
  for (const file of files.filter((path) => !/\.test\.tsx?$/.test(path))) {
    const content = readFileSync(file);
    hash.update(`${relative(root, file)} ${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}

/** @param {string} path @returns {string[]} */
function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  const inside = readdirSync(path).sort();
  return inside.flatMap((name) => filesUnder(join(path, name)));
}
