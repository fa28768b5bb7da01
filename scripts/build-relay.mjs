// Bundles the relay into relay/dist, unless what it is made of is what the last bundle was made of, and prints the file that starts it:
// of a start from the sources, half is finding and reading some 350 modules. Where nothing can be bundled, that file is the sources' own.
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { builtFrom, root } from "./stale.mjs";

const sources = join(root, "relay/src");
const dist = join(root, "relay/dist");
const madeOf = ["relay/src", "relay/package.json", "protocol/src", "scripts/build-relay.mjs", "pnpm-lock.yaml"];

/** A relay that runs may yet load a part of the bundle that it was started from. */
const keptMs = 24 * 3_600_000;

/** What every start loads of others. It has no map: to read that would take as long as to load the half of it. */
const groups = [
  { name: "zod", test: /\/node_modules\/zod\// },
  { name: "server", test: /\/node_modules\/(fastify|@fastify\/static|@fastify\/websocket|ws|commander)\// },
];

/**
 * Sources look for files beside themselves and go on doing so; the threads that they begin are bundled, too.
 * @type {import("rolldown").Plugin}
 */
const places = {
  name: "places",
  transform(code, id) {
    if (!id.startsWith(sources) || !code.includes("import.meta.url")) return null;
    const own = JSON.stringify(pathToFileURL(id).href);
    const placed = code.replace(
      /(new Worker\(new URL\()"([^"]+)", import\.meta\.url|import\.meta\.url/g,
      (_, begin, file) => {
        if (begin === undefined) return own;
        const thread = join(dirname(id), file);
        const fileName = relative(sources, thread).replaceAll("/", "-").replace(/ts$/, "js");
        this.emitFile({ type: "chunk", id: thread, fileName });
        return `${begin}"./${fileName}", import.meta.url`;
      },
    );
    // No line has moved.
    return { code: placed, map: null };
  },
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== "chunk" || !groups.some(({ name }) => name === chunk.name)) continue;
      delete bundle[`${chunk.fileName}.map`];
      chunk.code = chunk.code.replace(/\n\/\/# sourceMappingURL=.*\n?$/, "\n");
    }
  },
};

async function bundle() {
  const { rolldown } = await import("rolldown");
  const bundled = await rolldown({
    input: { main: join(sources, "main.ts") },
    platform: "node",
    // It finds its binary by where it lies itself.
    external: [/^better-sqlite3/],
    plugins: [places],
  });
  await bundled.write({ dir: dist, sourcemap: true, sourcemapExcludeSources: true, codeSplitting: { groups } });
}

function dropOld() {
  for (const name of existsSync(dist) ? readdirSync(dist) : []) {
    const file = join(dist, name);
    if (Date.now() - statSync(file).mtimeMs > keptMs) rmSync(file);
  }
}

const { isFresh, sign } = builtFrom(dist, madeOf);
let main = join(dist, "main.js");
if (!isFresh) {
  try {
    dropOld();
    await bundle();
    sign(dist);
  } catch (error) {
    console.error(`The relay starts from its sources: ${error instanceof Error ? error.message : error}`);
    main = join(sources, "main.ts");
  }
}
console.log(main);
