import { readFileSync } from "node:fs";
import { checkShape, SessionSummary } from "@lighty/protocol";
import type { RouteOptions } from "fastify";
import { afterEach, beforeEach, expect, test } from "vitest";
import { asyncApi, openApi } from "../src/http/api-documents.ts";
import { arrivalsOf, buildBatch } from "./build.ts";
import { liveLine, welcomedTee } from "./line.ts";
import { type OpenRelay, openRelay, token } from "./open-relay.ts";
import { apiFiles, apiFolder } from "./write-api.ts";

let relay: OpenRelay;
beforeEach(async () => {
  relay = await openRelay();
});
afterEach(() => relay.close());

function get(path: string): Promise<Response> {
  return fetch(`http://${relay.host}${path}`, { headers: { authorization: `Bearer ${token}` } });
}

test("the committed documents are what the schemas give; if not, run `pnpm api`", () => {
  for (const [name, text] of apiFiles()) expect(readFileSync(new URL(name, apiFolder), "utf8"), name).toBe(text);
});

test("the relay serves both documents, and they hold no reference that leads nowhere", async () => {
  for (const path of ["/api/openapi.json", "/api/asyncapi.json"]) {
    const document = await (await get(path)).json();
    for (const [, reference] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]*)"/g)) {
      const parts = (reference as string).split("/").map((part) => part.replaceAll("~1", "/"));
      const target = parts.reduce<unknown>((at, part) => (at as Record<string, unknown>)?.[part], document);
      expect(target, `${path} ${reference}`).toBeDefined();
    }
  }
});

/** Served, and no resource: sockets, which AsyncAPI tells of, and what stands for every other address. */
const elsewhere = [
  ...["/api", "/api/*", "/v1", "/v1/*", "/*", "/phone", "/phone/*"],
  // What is read of sessions is there again below it; the summary of /api/v1/imports says so.
  "/api/v1/imports/:import/*",
];

test("every route is in the documents and every operation is served, with its scope and its content type", () => {
  const { paths } = openApi() as {
    paths: Record<string, Record<string, { security: { token: string[] }[]; requestBody?: { content: object } }>>;
  };
  const sockets = Object.values(asyncApi().channels).map(({ address }) => address);
  const served = new Map<string, RouteOptions>();
  for (const route of relay.routes) {
    if (elsewhere.includes(route.url) || route.method === "HEAD") continue;
    const path = route.url.replace(/:(\w+)/g, "{$1}");
    if (route.wsHandler === undefined) served.set(`${String(route.method).toLowerCase()} ${path}`, route);
    else
      expect(
        sockets,
        `${path} is a socket: give it a channel in asyncApi() of relay/src/http/api-documents.ts, then pnpm api`,
      ).toContain(path);
  }
  const documented = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method} ${path}`),
  );
  const missing = [...served.keys()].filter((each) => !documented.includes(each));
  expect(missing, "served and not documented: add them to relay/src/http/resources.ts, then pnpm api").toEqual([]);
  const gone = documented.filter((each) => !served.has(each));
  expect(gone, "documented and not served: take them out of relay/src/http/resources.ts, then pnpm api").toEqual([]);
  for (const [name, { config }] of served) {
    const [method = "", path = ""] = name.split(" ");
    const operation = paths[path]?.[method];
    const wanted = config?.isPublic ? [] : [{ token: [config?.scope ?? "observe"] }];
    expect(operation?.security, `${name}: its scope in relay/src/http/resources.ts is not the route's`).toEqual(wanted);
    if (method === "get") continue;
    const content = config?.contentType ?? "application/json";
    expect(Object.keys(operation?.requestBody?.content ?? {}), `${name}: its body`).toEqual([content]);
  }
});

test("every resource that is read answers, and asks for a token unless it says otherwise", async () => {
  await relay.log.append(buildBatch(...arrivalsOf([1, 2])));
  relay.gateway.rooms.open("gym");
  for (const [path, { get: operation }] of Object.entries(openApi().paths)) {
    if (operation === undefined) continue;
    const url = path.replace("{id}", "s1").replace("{room}", "gym");
    const { status } = await get(url);
    expect([url, status]).toEqual([url, 200]);
    const stranger = await fetch(`http://${relay.host}${url}`);
    expect([url, stranger.status]).toEqual([url, operation.security.length === 0 ? 200 : 401]);
  }
  const { sessions } = (await (await get("/api/v1/sessions")).json()) as { sessions: unknown[] };
  expect(sessions.map((session) => checkShape(SessionSummary, session).ok)).toEqual([true]);
});

test("/metrics tells the log's head, who is connected, and what was found", async () => {
  await relay.log.append(buildBatch(...arrivalsOf([1, 5])));
  const tee = await welcomedTee(relay.host);
  const dashboard = await liveLine(relay.host).opened();
  await dashboard.next("live");
  const response = await get("/metrics");
  expect(response.headers.get("content-type")).toContain("text/plain");
  const text = await response.text();
  for (const line of [
    "lighty_log_head 2",
    "lighty_devices_connected 1",
    "lighty_dashboards_live 1",
    'lighty_findings{rule="trace_gap"} 1',
    'lighty_findings{rule="drift"} 0',
    "lighty_log_trouble 0",
  ]) {
    expect(text.split("\n")).toContain(line);
  }
  await Promise.all([tee.close(), dashboard.close()]);
});

test("/metrics is text as Prometheus reads it: a help and a type before each figure, counters and only they named _total", async () => {
  const text = await (await get("/metrics")).text();
  expect(text.endsWith("\n")).toBe(true);
  const types = new Map<string, string>();
  const helped = new Set<string>();
  const series = new Set<string>();
  for (const line of text.split("\n").filter((each) => each !== "")) {
    const [, help] = /^# HELP (\w+) \S.*$/.exec(line) ?? [];
    const [, name, type] = /^# TYPE (\w+) (counter|gauge|histogram|summary)$/.exec(line) ?? [];
    const sample =
      /^([a-zA-Z_:][\w:]*)(\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*\})? (-?[\d.]+(?:e[+-]?\d+)?|[Nn]a[Nn]|[+-]Inf)$/.exec(
        line,
      );
    if (help !== undefined) helped.add(help);
    else if (name !== undefined && type !== undefined) {
      expect(types.has(name), `${name} has two types`).toBe(false);
      types.set(name, type);
    } else {
      expect(sample, line).not.toBeNull();
      const [, of = "", labels = ""] = sample ?? [];
      const family = types.has(of) ? of : of.replace(/_(bucket|sum|count)$/, "");
      expect([family, types.has(family), helped.has(family)]).toEqual([family, true, true]);
      expect(series.has(of + labels), `${line} is there twice`).toBe(false);
      series.add(of + labels);
    }
  }
  const ours = [...types].filter(([name]) => name.startsWith("lighty_"));
  expect(ours.filter(([, type]) => type === "counter").map(([name]) => name)).toEqual(
    ours.map(([name]) => name).filter((name) => name.endsWith("_total")),
  );
  expect(ours.map(([, type]) => type)).toContain("counter");
});

test("docs/metrics.md names every figure of ours, and no other", async () => {
  const served = [...(await (await get("/metrics")).text()).matchAll(/^# TYPE (lighty_\w+)/gm)].map(([, name]) => name);
  const documented = [
    ...readFileSync(new URL("../../docs/metrics.md", import.meta.url), "utf8").matchAll(/^\| `(\w+)`/gm),
  ];
  expect(documented.map(([, name]) => name).sort()).toEqual(served.sort());
});
