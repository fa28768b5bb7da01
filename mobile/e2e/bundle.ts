import { build, type InlineConfig, type Rollup } from "vite";

/** A file that a browser asks for. */
export interface Bundled {
  contentType: string;
  body: string | Buffer;
}

const types: Record<string, string> = { html: "text/html", js: "text/javascript", wasm: "application/wasm" };

/** The files of a page under `root` as the app's own sources make them, by path from "/"; nothing is written to a disk. */
export async function bundle(root: string, more: InlineConfig = {}): Promise<Map<string, Bundled>> {
  const built = (await build({
    root,
    configFile: false,
    logLevel: "error",
    // Under vitest the components would be compiled for React's developers, whose half is not in its production build.
    oxc: { jsx: { runtime: "automatic", development: false } },
    define: { __DEV__: "false", "process.env.NODE_ENV": '"production"' },
    resolve: {
      alias: [{ find: /^react-native$/, replacement: "react-native-web" }],
      extensions: [".web.tsx", ".web.ts", ".web.js", ".tsx", ".ts", ".js", ".mjs", ".json"],
    },
    ...more,
    build: { write: false, minify: false, reportCompressedSize: false, ...more.build },
  })) as Rollup.RollupOutput;
  return new Map(
    built.output.map((file) => {
      const contentType = types[file.fileName.split(".").at(-1) ?? ""] ?? "application/octet-stream";
      const body = file.type === "chunk" ? file.code : file.source;
      return [`/${file.fileName}`, { contentType, body: typeof body === "string" ? body : Buffer.from(body) }];
    }),
  );
}
