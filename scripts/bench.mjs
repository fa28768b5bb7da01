// Runs every package's benchmarks one after the other: the arguments go to each.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const mains = readdirSync(root)
  .flatMap((folder) => ["main", "captures"].map((name) => join(folder, `bench/${name}.ts`)))
  .filter((main) => existsSync(join(root, main)));

const failed = mains.filter((main) => {
  console.log(`\n${main}`);
  return spawnSync(process.execPath, [main, ...process.argv.slice(2)], { cwd: root, stdio: "inherit" }).status !== 0;
});

if (failed.length > 0) {
  console.error(`\nover a ceiling or broken: ${failed.join(", ")}`);
  process.exit(1);
}
