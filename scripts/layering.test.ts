import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

/**
 * Shows that the lint enforces the layering: the real Biome with the real configuration reads small files that lie where
 * the rooms are, a line for each import, and each line must be refused or let through as the table says.
 */
interface Room {
  readonly allowed: readonly string[];
  readonly forbidden: readonly string[];
}

const imports: Record<string, Room> = {
  "protocol/src/probe.ts": {
    allowed: ["zod", "./merge.ts"],
    forbidden: [
      ...["@lighty/protocol", "@lighty/relay", "@lighty/dashboard", "../../relay/src/config.ts", "./sim/index.ts"],
      ...[
        "./projections/index.ts",
        "./filter/parse.ts",
        "./captures/line-cutter.ts",
        "./replay/playback.ts",
        "./testing/index.ts",
        "node:fs",
        "node:crypto",
        "fs",
        "fast-check",
        "vitest",
        "react",
        "ws",
      ],
    ],
  },
  "protocol/src/projections/probe.ts": {
    allowed: ["zod", "../observe.ts", "./recent.ts", "../filter/x.ts"],
    forbidden: ["@lighty/relay", "../sim/index.ts", "../testing/index.ts", "../tee/index.ts", "node:fs", "ws"],
  },
  "protocol/src/filter/probe.ts": {
    allowed: ["zod", "../frame.ts", "./parse.ts"],
    forbidden: ["@lighty/relay", "../sim/index.ts", "../testing/index.ts", "../tee/index.ts", "node:fs", "ws"],
  },
  "protocol/src/captures/probe.ts": {
    allowed: ["zod", "../capture.ts", "./capture-reader.ts", "../projections/clocks.ts", "../filter/match.ts"],
    forbidden: ["@lighty/relay", "../sim/index.ts", "../testing/index.ts", "../tee/index.ts", "node:fs", "ws"],
  },
  "protocol/src/redaction/probe.ts": {
    allowed: ["zod", "../value.ts", "./json.ts"],
    forbidden: ["@lighty/relay", "../sim/index.ts", "../captures/index.ts", "../projections/index.ts", "node:fs"],
  },
  "protocol/src/replay/probe.ts": {
    allowed: ["zod", "../observe.ts", "../sim/index.ts", "../projections/index.ts", "../filter/x.ts", "./score.ts"],
    forbidden: ["@lighty/relay", "../testing/index.ts", "../tee/index.ts", "node:fs", "ws"],
  },
  "protocol/src/room/probe.ts": {
    allowed: ["zod", "../link.ts", "./messages.ts"],
    forbidden: ["../sim/index.ts", "../testing/index.ts", "../projections/index.ts", "node:fs", "ws", "@lighty/relay"],
  },
  "protocol/src/sim/probe.ts": {
    allowed: ["zod", "../engine.ts", "./weather.ts"],
    forbidden: [
      "../testing/index.ts",
      "../replay/index.ts",
      "node:timers",
      "fast-check",
      "../../../relay/src/config.ts",
      "@lighty/relay",
    ],
  },
  "protocol/src/testing/probe.ts": {
    allowed: ["zod", "vitest", "fast-check", "../engine.ts", "../sim/index.ts"],
    forbidden: ["node:fs", "ws", "@lighty/relay"],
  },
  "protocol/test/probe.test.ts": {
    allowed: ["node:fs", "vitest", "fast-check", "../src/index.ts", "../src/sim/index.ts"],
    forbidden: ["@lighty/relay", "../../relay/src/config.ts", "../../dashboard/src/model/lanes.ts"],
  },

  "relay/src/config.ts": {
    allowed: ["./errors.ts", "node:path"],
    forbidden: ["./http/x.ts", "./log/x.ts", "./relay.ts"],
  },
  "relay/src/errors.ts": {
    allowed: ["@lighty/protocol"],
    forbidden: ["./gateway/x.ts", "./main.ts", "better-sqlite3"],
  },
  "relay/src/gateway/probe.ts": {
    allowed: [
      "./y.ts",
      "../ingest/x.ts",
      "../log/event-log.ts",
      "../config.ts",
      "../errors.ts",
      "ws",
      "@lighty/protocol",
    ],
    forbidden: [
      ...["../log/sqlite-log.ts", "../projections/x.ts", "../stream/x.ts", "../captures/x.ts", "../replay/x.ts"],
      ...["../http/x.ts", "../cli/x.ts", "../demo/x.ts", "../relay.ts", "../main.ts", "better-sqlite3"],
    ],
  },
  "relay/src/ingest/probe.ts": {
    allowed: ["../log/event-log.ts", "../errors.ts", "@lighty/protocol", "node:timers"],
    forbidden: [
      ...["../gateway/x.ts", "../log/sqlite-log.ts", "../projections/x.ts", "../stream/x.ts", "../captures/x.ts"],
      ...["../replay/x.ts", "../http/x.ts", "../cli/x.ts", "../relay.ts", "better-sqlite3"],
    ],
  },
  "relay/src/log/probe.ts": {
    allowed: ["./event-log.ts", "./migrations/y.ts", "../errors.ts", "better-sqlite3", "@lighty/protocol"],
    forbidden: [
      ...["../gateway/x.ts", "../ingest/x.ts", "../projections/x.ts", "../stream/x.ts", "../captures/x.ts"],
      ...["../replay/x.ts", "../http/x.ts", "../cli/x.ts", "../demo/x.ts", "../relay.ts", "../main.ts"],
    ],
  },
  "relay/src/stream/probe.ts": {
    allowed: ["../log/event-log.ts", "../errors.ts", "@lighty/protocol", "@lighty/protocol/projections"],
    forbidden: [
      ...["../gateway/x.ts", "../ingest/x.ts", "../log/sqlite-log.ts", "../captures/x.ts", "../replay/x.ts"],
      ...["../http/x.ts", "../cli/x.ts", "../relay.ts", "better-sqlite3"],
    ],
  },
  "relay/src/projections/probe.ts": {
    allowed: ["../log/event-log.ts", "../log/log-reader.ts", "../errors.ts", "@lighty/protocol/projections"],
    forbidden: [
      ...["../gateway/x.ts", "../ingest/x.ts", "../stream/x.ts", "../captures/x.ts", "../replay/x.ts", "../http/x.ts"],
      ...["../writer/x.ts", "../cli/x.ts", "../relay.ts", "better-sqlite3"],
    ],
  },
  "relay/src/captures/probe.ts": {
    allowed: ["../log/event-log.ts", "../ingest/x.ts", "@lighty/protocol", "@lighty/protocol/projections"],
    forbidden: ["../gateway/x.ts", "../stream/x.ts", "../replay/x.ts", "../http/x.ts", "../cli/x.ts", "../relay.ts"],
  },
  "relay/src/replay/probe.ts": {
    allowed: ["../captures/x.ts", "../gateway/x.ts", "../ingest/x.ts", "@lighty/protocol", "@lighty/protocol/sim"],
    forbidden: ["../stream/x.ts", "../http/x.ts", "../cli/x.ts", "../log/sqlite-log.ts", "../relay.ts"],
  },
  "relay/src/http/probe.ts": {
    allowed: ["../gateway/x.ts", "../log/event-log.ts", "../stream/x.ts", "../captures/x.ts", "fastify"],
    forbidden: ["../cli/x.ts", "../demo/x.ts", "../relay.ts", "../main.ts", "../log/sqlite-log.ts", "better-sqlite3"],
  },
  "relay/src/devices/probe.ts": {
    allowed: ["@lighty/protocol", "@lighty/protocol/room", "@lighty/protocol/sim", "ws", "../real-time.ts"],
    forbidden: [
      ...["../gateway/x.ts", "../ingest/x.ts", "../log/event-log.ts", "../stream/x.ts", "../http/x.ts"],
      ...["../demo/x.ts", "../cli/x.ts", "../relay.ts", "better-sqlite3"],
    ],
  },
  "relay/src/demo/probe.ts": {
    allowed: ["@lighty/protocol", "@lighty/protocol/sim", "../devices/x.ts", "ws", "../config.ts"],
    forbidden: [
      "../gateway/x.ts",
      "../ingest/x.ts",
      "../log/event-log.ts",
      "../stream/x.ts",
      "../http/x.ts",
      "../relay.ts",
    ],
  },
  "relay/src/writer/probe.ts": {
    allowed: ["./wire.ts", "../ingest/x.ts", "../log/sqlite-log.ts", "../errors.ts", "@lighty/protocol"],
    forbidden: [
      ...["../gateway/x.ts", "../projections/x.ts", "../stream/x.ts", "../captures/x.ts", "../replay/x.ts"],
      ...["../http/x.ts", "../cli/x.ts", "../demo/x.ts", "../relay.ts", "../main.ts", "better-sqlite3"],
    ],
  },
  "relay/src/relay.ts": {
    allowed: ["./gateway/x.ts", "./log/sqlite-log.ts", "./stream/x.ts", "./http/x.ts", "fastify"],
    forbidden: ["./cli/x.ts", "./demo/x.ts", "./main.ts", "better-sqlite3"],
  },
  "relay/src/cli/probe.ts": {
    allowed: ["../relay.ts", "../captures/x.ts", "../log/sqlite-log.ts", "../demo/x.ts"],
    forbidden: [
      ...["better-sqlite3", "@lighty/dashboard", "../../../dashboard/src/model/lanes.ts", "@lighty/protocol/testing"],
      ...["fast-check", "vitest", "../../../protocol/src/merge.ts"],
    ],
  },
  "relay/test/probe.test.ts": {
    allowed: ["../src/relay.ts", "@lighty/protocol/testing", "vitest", "ws"],
    forbidden: ["@lighty/dashboard", "../../dashboard/src/model/lanes.ts", "../../protocol/test/x.ts"],
  },

  "dashboard/src/model/probe.ts": {
    allowed: ["./y.ts", "@lighty/protocol"],
    forbidden: [
      ...["react", "react/jsx-runtime", "react-dom/client", "@tanstack/react-query", "../source/session-source.ts"],
      ...["../store/x.ts", "../views/session/Page.tsx", "../ui/Button.tsx", "../main.tsx"],
    ],
  },
  "dashboard/src/source/probe.ts": {
    allowed: ["./session-source.ts", "../model/x.ts", "@lighty/protocol", "@lighty/protocol/sim"],
    forbidden: ["../store/x.ts", "../views/session/Page.tsx", "../ui/Button.tsx", "react", "@tanstack/react-query"],
  },
  "dashboard/src/store/probe.ts": {
    allowed: ["../source/session-source.ts", "../model/x.ts", "react", "@tanstack/react-query"],
    forbidden: ["../source/relay-source.ts", "../views/session/Page.tsx", "../ui/Button.tsx", "../main.tsx"],
  },
  "dashboard/src/ui/probe.tsx": {
    allowed: ["react", "../model/x.ts", "./Button.tsx"],
    forbidden: ["../source/session-source.ts", "../store/x.ts", "../views/session/Page.tsx"],
  },
  "dashboard/src/views/session/probe.tsx": {
    allowed: ["react", "../../store/x.ts", "../../model/x.ts", "../../ui/Button.tsx", "../../source/session-source.ts"],
    forbidden: ["../../source/relay-source.ts", "../../source/lab/pair.ts", "../../main.tsx"],
  },
  "dashboard/src/main.tsx": {
    allowed: ["./source/relay-source.ts", "./store/x.ts", "./views/x.tsx", "react-dom/client"],
    forbidden: [
      ...["@lighty/relay", "../../relay/src/config.ts", "../../protocol/src/merge.ts", "@lighty/protocol/testing"],
      ...["playwright", "vitest", "better-sqlite3"],
    ],
  },
  ...Object.fromEntries(
    ["store", "words", "relay"].map((room) => [
      `mobile/src/${room}/probe.ts`,
      {
        allowed: ["./y.ts", "@lighty/protocol", "zod"],
        forbidden: ["../session/x.ts", "../link/x.ts", "../tee/x.ts", "../screens/X.tsx", "../App", "react-native"],
      },
    ]),
  ),
  ...Object.fromEntries(
    ["training", "routines", "settings"].map((room) => [
      `mobile/src/${room}/probe.ts`,
      {
        allowed: ["./y.ts", "../store/x.ts", "@lighty/protocol", "zod"],
        forbidden: ["../session/x.ts", "../link/x.ts", "../tee/x.ts", "../ui/X.tsx", "../begin", "expo-sqlite"],
      },
    ]),
  ),
  "mobile/src/link/probe.ts": {
    allowed: [
      "./y.ts",
      "@lighty/protocol",
      "@lighty/protocol/room",
      "../relay/x.ts",
      "expo",
      "../../modules/lighty-link",
    ],
    forbidden: ["../session/x.ts", "../store/x.ts", "../tee/x.ts", "../screens/X.tsx", "react-native", "../debug"],
  },
  "mobile/src/session/probe.ts": {
    allowed: ["@lighty/protocol", "../store/x.ts", "../training/x.ts", "../routines/x.ts", "../settings/x.ts"],
    forbidden: ["../link/x.ts", "../tee/x.ts", "../screens/X.tsx", "../ui/X.tsx", "expo-notifications", "react-native"],
  },
  "mobile/src/ui/probe.tsx": {
    allowed: ["react", "react-native", "../words/x.ts", "./Button.tsx"],
    forbidden: ["../session/x.ts", "../store/x.ts", "../screens/X.tsx", "../tee/x.ts", "expo-file-system"],
  },
  "mobile/src/screens/probe.tsx": {
    allowed: ["react", "react-native", "@react-navigation/native", "../session/x.ts", "../ui/X.tsx", "../words/x.ts"],
    forbidden: ["../link/x.ts", "../store/x.ts", "../tee/x.ts", "../begin", "expo", "expo-notifications"],
  },
  "mobile/src/tee/probe.ts": {
    allowed: ["@lighty/protocol/tee", "../link/x.ts", "react-native", "expo-file-system", "../ui/X.tsx"],
    forbidden: ["../session/x.ts", "../store/x.ts", "../screens/X.tsx", "../debug"],
  },
  "mobile/src/begin.tsx": {
    allowed: ["expo", "./App", "./link/x.ts", "./store/x.ts", "./session/x.ts"],
    forbidden: ["./tee/x.ts", "./debug", "@lighty/relay", "../../relay/src/config.ts", "@lighty/protocol/testing"],
  },
  "dashboard/e2e/probe.test.ts": {
    allowed: ["../../scripts/chromium.mjs", "playwright", "vitest", "node:child_process"],
    forbidden: ["@lighty/relay", "../../relay/src/relay.ts"],
  },
};

const otherForms = (target: string) => [
  `import type { X } from "${target}"; export type Y = X;`,
  `export * from "${target}";`,
  `export { x } from "${target}";`,
  `export const x = await import("${target}");`,
  `export type Z = import("${target}").Z;`,
];

const impure = [
  ...["Date.now()", "new Date()", "Math.random()", 'Math["random"]()', "performance.now()", "crypto.randomUUID()"],
  ...["setTimeout(() => {}, 1)", "setInterval(() => {}, 1)", "queueMicrotask(() => {})", "globalThis.Date"],
  ...["process.env", 'fetch("x")', 'new WebSocket("x")', 'console.log("x")', 'Buffer.from("x")', "new Intl.Collator()"],
  ...['"a".localeCompare("b")', '"I".toLocaleLowerCase()', "(1).toLocaleString()"],
];
const pure = ["Math.floor(1.5)", "new Map()", 'JSON.parse("1")', '"a" < "b"', "new Uint8Array(8)"];
const asValue = (code: string, index: number) => `export const v${index} = ${code};`;

interface Line {
  readonly file: string;
  readonly text: string;
  readonly refused: boolean;
}

const lines: Line[] = [];
for (const [file, { allowed, forbidden }] of Object.entries(imports)) {
  lines.push(...allowed.map((name) => ({ file, text: `import "${name}";`, refused: false })));
  lines.push(...forbidden.map((name) => ({ file, text: `import "${name}";`, refused: true })));
}
for (const [file, target] of [
  ["protocol/src/form.ts", "node:fs"],
  ["relay/src/log/form.ts", "../http/x.ts"],
  ["relay/src/http/form.ts", "../../../dashboard/src/model/lanes.ts"],
  ["dashboard/src/views/form.ts", "../source/relay-source.ts"],
] as const) {
  lines.push(...otherForms(target).map((text) => ({ file, text, refused: true })));
}
for (const folder of ["protocol/src", "protocol/src/sim", "protocol/src/projections", "protocol/src/filter"]) {
  lines.push(...impure.map(asValue).map((text) => ({ file: `${folder}/impure.ts`, text, refused: true })));
  lines.push(...pure.map(asValue).map((text) => ({ file: `${folder}/pure.ts`, text, refused: false })));
}
lines.push(
  { file: "relay/src/stream/console.ts", text: 'console.log("x");', refused: true },
  { file: "dashboard/src/store/console.ts", text: 'console.log("x");', refused: true },
  { file: "relay/src/main.ts", text: 'console.log("x");', refused: false },
  { file: "relay/src/cli/console.ts", text: 'console.log("x");', refused: false },
  {
    file: "relay/src/stream/float.ts",
    text: "export async function f(): Promise<number> { return 1; } f();",
    refused: true,
  },
  {
    file: "relay/src/stream/float.ts",
    text: "export async function g(): Promise<number> { return 1; } await g();",
    refused: false,
  },
);

const root = fileURLToPath(new URL("..", import.meta.url));
const copy = mkdtempSync(join(tmpdir(), "lighty-layering-"));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** What Biome says, by "file:line". */
function refusals(): Map<string, string> {
  for (const path of [
    ".gitignore",
    "biome.jsonc",
    "scripts/lint",
    ...["protocol", "relay", "dashboard", "mobile"].map(manifest),
  ]) {
    cpSync(join(root, path), join(copy, path), { recursive: true });
  }
  for (const [file, mine] of Map.groupBy(lines, (line) => line.file)) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    writeFileSync(join(copy, file), mine.map(({ text }) => `${text}\n`).join(""));
  }
  const biome = join(root, "node_modules/.bin/biome");
  const args = ["lint", "--reporter=github", "--max-diagnostics=none", "--diagnostic-level=error", "."];
  const { stdout } = spawnSync(biome, args, { cwd: copy, encoding: "utf8" });
  const found = new Map<string, string>();
  for (const [, title, file = "", line, message] of stdout.matchAll(
    /::error title=([^,]+),file=([^,]+),line=(\d+),[^:]*::(.*)/g,
  )) {
    found.set(`${file.slice(file.indexOf(copy) + copy.length + 1)}:${line}`, `${title} ${message}`);
  }
  return found;
}

const manifest = (name: string) => `${name}/package.json`;
const found = refusals();

for (const [file, mine] of Map.groupBy(lines, (line) => line.file)) {
  test(`the lint keeps ${file} in its place`, () => {
    const judged = mine.map(({ text }, index) => ({ text, refused: found.has(`${file}:${index + 1}`) }));
    expect(judged).toEqual(mine.map(({ text, refused }) => ({ text, refused })));
  });
}

test("every room of the relay, the dashboard and the phone stands in the table", () => {
  const covered = Object.keys(imports).map((file) => file.split("/").slice(0, 3).join("/"));
  for (const source of ["relay/src", "dashboard/src", "mobile/src"].filter((path) => existsSync(join(root, path)))) {
    const rooms = readdirSync(join(root, source), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const free = rooms.map(({ name }) => `${source}/${name}`).filter((room) => !covered.includes(room));
    expect(free.filter((room) => !room.endsWith("/src/testing"))).toEqual([]);
  }
});

test("a package depends on the protocol at most, and the protocol on zod alone", () => {
  const dependencies = (name: string): string[] =>
    Object.keys(JSON.parse(readFileSync(join(root, manifest(name)), "utf8")).dependencies ?? {});
  expect(dependencies("protocol")).toEqual(["zod"]);
  for (const name of ["relay", "dashboard", "mobile"]) {
    expect(dependencies(name).filter((dependency) => dependency.startsWith("@lighty/"))).toEqual(["@lighty/protocol"]);
  }
});
